package io.github.tbptt4j.tuning.data;

import java.util.Locale;

/**
 * Which part of the data is trained on, which selects candidates, which scores the winner.
 *
 * @param kind along which line the data are cut
 * @param training part to train on, above 0
 * @param validation part to select by, above 0
 * @param test part to score the winner on; what is left to 1
 * @param seed of the shuffle by sequence; unused in a split by time
 */
public record Split(Kind kind, double training, double validation, double test, long seed) {
  private static final double ROUNDING = 1e-9;

  /** The line of the cut. */
  public enum Kind {
    /** Contiguous parts in the order of time: training first, test last. */
    TIME,
    /** Whole sequences, shuffled by a seed: no sequence is in two parts. */
    SEQUENCE
  }

  /**
   * Checks the parts.
   *
   * @param kind along which line the data are cut
   * @param training part to train on
   * @param validation part to select by
   * @param test part to score the winner on
   * @param seed of the shuffle by sequence
   * @throws IllegalArgumentException if they don't make a whole
   */
  public Split {
    if (!(training > 0 && validation > 0 && test >= 0)
        || Math.abs(training + validation + test - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          "The split %s training, %s validation, %s test must sum to 1, training and validation above 0."
              .formatted(training, validation, test));
    }
  }

  /**
   * Contiguous parts in the order of time.
   *
   * @param training part to train on
   * @param validation part to select by; the rest is the test part
   * @return the split
   */
  public static Split byTime(double training, double validation) {
    return new Split(Kind.TIME, training, validation, rest(training, validation), 0);
  }

  /**
   * Whole sequences, shuffled.
   *
   * @param training part to train on
   * @param validation part to select by; the rest is the test part
   * @param seed of the shuffle
   * @return the split
   */
  public static Split bySequence(double training, double validation, long seed) {
    return new Split(Kind.SEQUENCE, training, validation, rest(training, validation), seed);
  }

  private static double rest(double training, double validation) {
    double rest = 1 - training - validation;
    return Math.abs(rest) < ROUNDING ? 0 : rest;
  }

  /** {@return the split in words} */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%.1f %% training, %.1f %% validation, %.1f %% test by %s",
        100 * training,
        100 * validation,
        100 * test,
        kind == Kind.TIME ? "time" : "sequence, seed " + seed);
  }

  /**
   * Where training ends.
   *
   * @param n how many things are split
   * @return the first that isn't for training
   */
  public int trainingEnd(int n) {
    return (int) Math.round(training * n);
  }

  /**
   * Where validation ends.
   *
   * @param n how many things are split
   * @return the first that is for the test
   */
  public int validationEnd(int n) {
    return test == 0 ? n : (int) Math.round((training + validation) * n);
  }
}
