package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;

/**
 * A truncation at work in a stream: which losses the next window owns, how far back it goes, and
 * what the truncation remembers.
 */
sealed interface WindowPlan permits FixedPlan, AdaptivePlan, RandomPlan {
  /**
   * A window.
   *
   * @param depth steps that it covers
   * @param carry what an error is multiplied by that arrives at step t of the window from step t+1,
   *     for the first depth-1 steps; null for ones
   */
  record Cut(int depth, double[] carry) {
    /** A cut without factors. */
    static Cut of(int depth) {
      return new Cut(depth, null);
    }
  }

  /** The plan of a truncation at the beginning. */
  static WindowPlan of(Truncation truncation) {
    if (truncation instanceof TruncatedBptt fixed) {
      return new FixedPlan(fixed.k1(), fixed.k2());
    }
    return truncation instanceof AdaptiveTruncation adaptive
        ? new AdaptivePlan(adaptive)
        : new RandomPlan((RandomTruncation) truncation);
  }

  /** Steps that the next window owns where as many come. */
  int owned();

  /**
   * The next window; what is asked for after it is the one behind.
   *
   * @param steps that it owns, at most {@link #owned}
   */
  Cut next(int steps);

  /**
   * The window of whole sequences with one loss each, at their ends.
   *
   * @param longest steps of the longest one
   */
  Cut nextWhole(int longest);

  /** How many steps before those that it owns any later window may cover. */
  int lookBack();

  /** The same plan; what happens to this one afterwards leaves the copy alone. */
  WindowPlan copy();

  /** The plan for another stream: what belongs to the stream that ended is forgotten. */
  WindowPlan anew();

  /** Writes what the plan remembers. */
  void write(CheckpointWriter out) throws IOException;

  /** Takes what a plan of the same truncation has written. */
  void read(CheckpointReader in) throws IOException;
}
