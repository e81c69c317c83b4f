package io.github.tbptt4j.zoo.internal.forecast;

import java.util.Arrays;

/** The days of a series so far, with sums that make a mean of any days cheap. */
final class Past {
  private double[] values = new double[64];
  private double[] sums = new double[65]; // of all days before
  private int length;

  void add(double value) {
    if (length == values.length) {
      values = Arrays.copyOf(values, 2 * length);
      sums = Arrays.copyOf(sums, 2 * length + 1);
    }
    values[length] = value;
    sums[length + 1] = sums[length] + value;
    length++;
  }

  int length() {
    return length;
  }

  double value(int day) {
    return values[day];
  }

  /**
   * {@return the mean of the days from .. to, without the latter; those before the first left out}
   */
  double mean(int from, int to) {
    int begin = Math.max(0, from);
    return to <= begin ? 0 : (sums[to] - sums[begin]) / (to - begin);
  }
}
