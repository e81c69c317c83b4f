package io.github.tbptt4j.tuning.internal.baseline;

/**
 * AR(p) by least squares.
 *
 * @param fitted what was fitted
 */
public record Autoregression(LinearForecast fitted) implements Baseline {
  static final String KEY = "ar";

  /** Checks. */
  public Autoregression {
    if (fitted == null) {
      throw new IllegalArgumentException("fitted must not be null.");
    }
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return fitted.title();
  }

  @Override
  public double[] forecast(double[] values) {
    return fitted.forecast(values);
  }
}
