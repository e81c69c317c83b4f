package io.github.tbptt4j.benchmark;

import java.util.Map;

/** Results come before times: peers that compute something else aren't compared. */
final class Agreement {
  /**
   * Largest difference allowed, relative to the largest element of an array: float sums over up to
   * 32,000 positions, and sequences of up to 1,000 steps.
   */
  private static final double TOLERANCE = 1e-3;

  private Agreement() {}

  /**
   * Compares what both have.
   *
   * @param what named in the message
   * @throws IllegalStateException if an array differs or nothing is in common
   */
  static void check(String what, Results ours, Results theirs) {
    int compared = 0;
    for (Map.Entry<String, float[]> array : theirs.arrays().entrySet()) {
      float[] expected = ours.arrays().get(array.getKey());
      if (expected != null) {
        double difference = difference(expected, array.getValue());
        if (!(difference <= TOLERANCE)) {
          throw new IllegalStateException(
              "Results differ: %s, %s by %.1e of its largest element, %.0e allowed."
                  .formatted(what, array.getKey(), difference, TOLERANCE));
        }
        compared++;
      }
    }
    if (compared == 0) {
      throw new IllegalStateException(
          "Nothing to compare: %s, %s and %s."
              .formatted(what, ours.arrays().keySet(), theirs.arrays().keySet()));
    }
  }

  private static double difference(float[] a, float[] b) {
    if (a.length != b.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i]));
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
    }
    // An array of zeros must be one on both sides.
    return largest == 0 ? (difference == 0 ? 0 : Double.POSITIVE_INFINITY) : difference / largest;
  }
}
