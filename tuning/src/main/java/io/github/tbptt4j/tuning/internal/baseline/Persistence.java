package io.github.tbptt4j.tuning.internal.baseline;

/**
 * The last value seen; of classes, the last class.
 *
 * @param initial what is said before the first value
 */
public record Persistence(double initial) implements Baseline {
  static final String KEY = "persistence";

  /** Checks. */
  public Persistence {
    Values.requireFinite("initial", initial);
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "persistence";
  }

  @Override
  public double[] forecast(double[] values) {
    double[] forecast = new double[values.length];
    double last = initial;
    for (int t = 0; t < values.length; t++) {
      last = Double.isNaN(values[t]) ? last : values[t];
      forecast[t] = last;
    }
    return forecast;
  }
}
