package io.github.tbptt4j.tuning.internal.score;

import java.util.Arrays;

/** Brings forecasts and what they are of side by side. */
public final class Horizons {
  private Horizons() {}

  /**
   * What the forecasts of each row are of.
   *
   * @param values in time order
   * @param horizon H, at least 0
   * @return [t] is the value of row t + H; NaN beyond the end
   */
  public static double[] ahead(double[] values, int horizon) {
    double[] ahead = new double[values.length];
    int there = Math.max(0, values.length - horizon);
    Arrays.fill(ahead, there, values.length, Double.NaN);
    System.arraycopy(values, values.length - there, ahead, 0, there);
    return ahead;
  }
}
