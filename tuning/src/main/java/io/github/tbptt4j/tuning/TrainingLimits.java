package io.github.tbptt4j.tuning;

import java.time.Duration;

/**
 * When the training of a candidate ends. Whatever comes first ends it; a candidate that runs out of
 * time counts with what it has learned.
 *
 * @param epochs passes over the training data, at least 1
 * @param updates updates of the parameters; {@link Long#MAX_VALUE} for no limit
 * @param evaluateEvery updates between two evaluations on the validation data; {@link
 *     Long#MAX_VALUE} evaluates at the end of each epoch only
 * @param patience evaluations in a row without a better score that end the training; {@link
 *     Integer#MAX_VALUE} for no early stopping
 * @param time training time, evaluations included; null for no limit. Scores then depend on the
 *     speed of the machine
 * @param stateBytes memory of the states that backpropagation keeps, see {@link CandidateResult};
 *     {@link Long#MAX_VALUE} for no limit
 */
public record TrainingLimits(
    int epochs, long updates, long evaluateEvery, int patience, Duration time, long stateBytes) {

  /**
   * Checks the limits.
   *
   * @param epochs passes over the training data
   * @param updates updates of the parameters
   * @param evaluateEvery updates between two evaluations
   * @param patience evaluations without a better score that end the training
   * @param time training time, or null
   * @param stateBytes memory of the states
   * @throws IllegalArgumentException if one is below 1
   */
  public TrainingLimits {
    requirePositive("epochs", epochs);
    requirePositive("updates", updates);
    requirePositive("evaluateEvery", evaluateEvery);
    requirePositive("patience", patience);
    requirePositive("stateBytes", stateBytes);
    if (time != null && (time.isZero() || time.isNegative())) {
      throw new IllegalArgumentException("time (" + time + ") must be positive.");
    }
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
  }

  /**
   * So many passes over the data and nothing else.
   *
   * @param epochs at least 1
   * @return the limits
   */
  public static TrainingLimits epochs(int epochs) {
    return new TrainingLimits(
        epochs, Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, null, Long.MAX_VALUE);
  }

  /**
   * So many updates, with as many passes over the data as they need.
   *
   * @param updates at least 1
   * @return the limits
   */
  public static TrainingLimits updates(long updates) {
    return new TrainingLimits(
        Integer.MAX_VALUE, updates, Long.MAX_VALUE, Integer.MAX_VALUE, null, Long.MAX_VALUE);
  }

  /**
   * The same with more evaluations.
   *
   * @param updates updates between two of them
   * @return other limits
   */
  public TrainingLimits evaluatedEvery(long updates) {
    return new TrainingLimits(epochs, this.updates, updates, patience, time, stateBytes);
  }

  /**
   * The same with early stopping.
   *
   * @param evaluations in a row without a better score that end the training
   * @return other limits
   */
  public TrainingLimits stoppedAfter(int evaluations) {
    return new TrainingLimits(epochs, updates, evaluateEvery, evaluations, time, stateBytes);
  }

  /**
   * The same with a limit in time.
   *
   * @param time of a candidate's training
   * @return other limits
   */
  public TrainingLimits within(Duration time) {
    return new TrainingLimits(epochs, updates, evaluateEvery, patience, time, stateBytes);
  }

  /**
   * The same with a limit in memory.
   *
   * @param bytes of the states that backpropagation keeps
   * @return other limits
   */
  public TrainingLimits withinStateBytes(long bytes) {
    return new TrainingLimits(epochs, updates, evaluateEvery, patience, time, bytes);
  }
}
