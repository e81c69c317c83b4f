package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;

/**
 * How far back a truncation goes; null for what has no bound.
 *
 * @param k1 steps between two updates
 * @param k2 steps each run of backpropagation goes back, where that is always the same
 * @param guaranteed steps that every loss reaches back through at least
 * @param most steps that no gradient goes beyond
 */
record Depth(Integer k1, Integer k2, Integer guaranteed, Integer most) {

  static Depth of(Truncation truncation) {
    if (truncation instanceof TruncatedBptt fixed) {
      return new Depth(
          orNull(fixed.k1()),
          orNull(fixed.k2()),
          orNull(fixed.guaranteedDepth()),
          orNull(fixed.maxDepth()));
    }
    if (truncation instanceof AdaptiveTruncation adaptive) {
      int nearest = TruncatedBptt.of(adaptive.k1(), adaptive.kMin()).guaranteedDepth();
      return new Depth(adaptive.k1(), null, nearest, adaptive.kMax());
    }
    return new Depth(null, null, null, null);
  }

  private static Integer orNull(int steps) {
    return steps == Integer.MAX_VALUE ? null : Integer.valueOf(steps);
  }
}
