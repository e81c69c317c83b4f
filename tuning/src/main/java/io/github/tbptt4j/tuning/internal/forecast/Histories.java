package io.github.tbptt4j.tuning.internal.forecast;

import java.util.Arrays;

/** Values of a series before those at hand. */
final class Histories {
  private Histories() {}

  /** {@return one after the other} */
  static double[] joined(double[] before, double[] values) {
    double[] all = Arrays.copyOf(before, before.length + values.length);
    System.arraycopy(values, 0, all, before.length, values.length);
    return all;
  }

  /** {@return the last of them, as many as a state keeps} */
  static double[] kept(double[] values) {
    return Arrays.copyOfRange(
        values, Math.max(0, values.length - SeriesState.HISTORY), values.length);
  }
}
