package io.github.tbptt4j.tuning.internal.baseline;

/**
 * The mean of the values seen in the last rows; if none was, the last mean.
 *
 * @param window how many rows, at least 1
 * @param initial what is said before the first value
 */
public record MovingAverage(int window, double initial) implements Baseline {
  static final String KEY = "movingAverage";

  /** Checks. */
  public MovingAverage {
    Values.requireAtLeast(1, "window", window);
    Values.requireFinite("initial", initial);
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "moving average (" + window + ")";
  }

  @Override
  public double[] forecast(double[] values) {
    double[] forecast = new double[values.length];
    double last = initial;
    for (int t = 0; t < values.length; t++) {
      double sum = 0; // anew at each row: a running sum would keep the rounding of large values
      int seen = 0;
      for (int s = Math.max(0, t - window + 1); s <= t; s++) {
        if (!Double.isNaN(values[s])) {
          sum += values[s];
          seen++;
        }
      }
      last = seen == 0 ? last : sum / seen;
      forecast[t] = last;
    }
    return forecast;
  }
}
