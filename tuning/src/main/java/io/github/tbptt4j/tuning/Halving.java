package io.github.tbptt4j.tuning;

import java.time.Duration;
import java.util.Objects;

/**
 * Stops losers early: asynchronous successive halving, ASHA (Li et al. 2020, "A System for
 * Massively Parallel Hyperparameter Tuning"). Candidates are compared at rungs on their way; of
 * those at a rung, the best one in {@code factor} goes on to the next, which is {@code factor}
 * times as far. Those that don't are {@link Outcome#STOPPED}, with a checkpoint from which they go
 * on, bit for bit, when more candidates make them one of the best.
 *
 * <p>Nobody waits for a rung to be full: whoever is among the best so far is promoted. Which those
 * are must not depend on how many candidates are trained at a time, so each decision looks at the
 * results in the order in which trainings were decided, all but the last few, {@link
 * TruncationSweep.Builder#lookahead}. The price: decisions know a little less than they could, and
 * no more candidates than that are trained at a time.
 *
 * @param factor one in so many goes on, at least 2
 * @param unit of the rungs; null for what limits the training
 * @param first the first rung; 0 for as far as the number of candidates makes sense: so that about
 *     {@code factor} of them reach the end, with 27 and factor 2 at a sixteenth of the training
 */
public record Halving(int factor, Unit unit, double first) {
  /** What a rung counts. */
  public enum Unit {
    /** Passes over the training data: every truncation has read as much. */
    EPOCHS,
    /** Updates of the parameters: a small k1 has then read less. */
    UPDATES,
    /**
     * Time of a candidate, evaluations included. Which candidates are stopped then depends on the
     * speed of the machine.
     */
    SECONDS
  }

  /**
   * Checks the values.
   *
   * @param factor one in so many goes on
   * @param unit of the rungs, or null
   * @param first the first rung, or 0
   * @throws IllegalArgumentException if the factor is below 2, or the first rung isn't positive, or
   *     is less than an update
   */
  public Halving {
    if (factor < 2) {
      throw new IllegalArgumentException(
          "The factor of halving (" + factor + ") must be at least 2.");
    }
    if (unit == null ? first != 0 : !(first > 0 && Double.isFinite(first))) {
      throw new IllegalArgumentException("The first rung (" + first + ") must be positive.");
    }
    if (unit == Unit.UPDATES && first < 1) {
      throw new IllegalArgumentException(
          "The first rung (" + first + " updates) must be at least one update.");
    }
  }

  /**
   * Rungs in what limits the training (updates, or else epochs, or else time), as many as the
   * number of candidates makes sense for.
   *
   * @param factor one in so many goes on; 2 loses little, 3 saves a little more
   * @return the choice
   */
  public static Halving by(int factor) {
    return new Halving(factor, null, 0);
  }

  /**
   * Rungs after so many passes over the training data.
   *
   * @param factor one in so many goes on
   * @param first the first rung; parts of an epoch are possible
   * @return the choice
   */
  public static Halving byEpochs(int factor, double first) {
    return new Halving(factor, Unit.EPOCHS, first);
  }

  /**
   * Rungs after so many updates.
   *
   * @param factor one in so many goes on
   * @param first the first rung
   * @return the choice
   */
  public static Halving byUpdates(int factor, long first) {
    return new Halving(factor, Unit.UPDATES, first);
  }

  /**
   * Rungs after so much time. Scores then depend on the speed of the machine.
   *
   * @param factor one in so many goes on
   * @param first the first rung
   * @return the choice
   */
  public static Halving byTime(int factor, Duration first) {
    Objects.requireNonNull(first, "first must not be null.");
    return new Halving(factor, Unit.SECONDS, first.toNanos() * 1e-9);
  }
}
