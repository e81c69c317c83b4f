package io.github.tbptt4j.tuning.internal.baseline;

import java.util.Arrays;

/**
 * The class that is the most frequent in the training part, of equals the first.
 *
 * @param code its number, from 0
 */
public record Majority(int code) implements Baseline {
  static final String KEY = "majority";

  /** Checks. */
  public Majority {
    Values.requireAtLeast(0, "code", code);
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "majority class";
  }

  @Override
  public double[] forecast(double[] codes) {
    double[] forecast = new double[codes.length];
    Arrays.fill(forecast, code);
    return forecast;
  }
}
