package io.github.tbptt4j.tuning.internal.baseline;

import java.util.Arrays;

/**
 * The mean of the training part.
 *
 * @param mean what is said of every row
 */
public record Mean(double mean) implements Baseline {
  static final String KEY = "mean";

  /** Checks. */
  public Mean {
    Values.requireFinite("mean", mean);
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "mean";
  }

  @Override
  public double[] forecast(double[] values) {
    double[] forecast = new double[values.length];
    Arrays.fill(forecast, mean);
    return forecast;
  }
}
