package io.github.tbptt4j.tuning.internal.baseline;

/**
 * The last value, and H times the mean change a row since the first: y[t] + H (y[t] - y[0]) / t.
 *
 * @param horizon H, at least 1
 * @param initial what is said before the first value
 */
public record Drift(int horizon, double initial) implements Baseline {
  static final String KEY = "drift";

  /** Checks. */
  public Drift {
    Values.requireAtLeast(1, "horizon", horizon);
    Values.requireFinite("initial", initial);
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "drift";
  }

  @Override
  public double[] forecast(double[] values) {
    double[] forecast = new double[values.length];
    int first = -1;
    int last = -1;
    for (int t = 0; t < values.length; t++) {
      if (!Double.isNaN(values[t])) {
        first = first < 0 ? t : first;
        last = t;
      }
      if (first < 0) {
        forecast[t] = initial;
      } else if (last == first) {
        forecast[t] = values[last];
      } else {
        double slope = (values[last] - values[first]) / (last - first);
        forecast[t] = values[last] + slope * (t + (double) horizon - last);
      }
    }
    return forecast;
  }
}
