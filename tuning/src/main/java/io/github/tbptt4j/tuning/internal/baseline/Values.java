package io.github.tbptt4j.tuning.internal.baseline;

import java.util.List;

/** Sums over series with missing values. */
final class Values {
  private Values() {}

  static void requireNotInfinite(double value) {
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "A value is " + value + ": values must be finite, or NaN where they are missing.");
    }
  }

  static void requireNotInfinite(List<double[]> series) {
    for (double[] values : series) {
      for (double value : values) {
        requireNotInfinite(value);
      }
    }
  }

  static double requireFinite(String what, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " (" + value + ") must be finite.");
    }
    return value;
  }

  static int requireAtLeast(int smallest, String what, int value) {
    if (value < smallest) {
      throw new IllegalArgumentException(
          what + " (" + value + ") must be at least " + smallest + ".");
    }
    return value;
  }

  /** {@return the mean of what is there; 0 if nothing is} */
  static double mean(List<double[]> series) {
    double sum = 0;
    long seen = 0;
    for (double[] values : series) {
      for (double value : values) {
        if (!Double.isNaN(value)) {
          sum += value;
          seen++;
        }
      }
    }
    return seen == 0 ? 0 : sum / seen;
  }

  /** {@return the length of the longest series} */
  static int longest(List<double[]> series) {
    return series.stream().mapToInt(values -> values.length).max().orElse(0);
  }
}
