package io.github.tbptt4j.tuning.internal.baseline;

import java.util.Arrays;

/**
 * The value at the same place in the last period: y[t + H - m P] with the smallest m that lies in
 * the past. Where that is missing, one period earlier; before the first period, the last value.
 *
 * @param horizon H, at least 1
 * @param period P, at least 1
 * @param initial what is said before the first value
 */
public record SeasonalNaive(int horizon, int period, double initial) implements Baseline {
  static final String KEY = "seasonalNaive";

  /** Checks. */
  public SeasonalNaive {
    Values.requireAtLeast(1, "horizon", horizon);
    Values.requireAtLeast(1, "period", period);
    Values.requireFinite("initial", initial);
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String title() {
    return "seasonal naive (" + period + ")";
  }

  @Override
  public double[] forecast(double[] values) {
    double[] forecast = new double[values.length];
    double[] atPhase = new double[period]; // the last value seen there
    Arrays.fill(atPhase, Double.NaN);
    double last = initial;
    for (int t = 0; t < values.length; t++) {
      if (!Double.isNaN(values[t])) {
        last = values[t];
        atPhase[t % period] = last;
      }
      double seasonal = atPhase[(int) (((long) t + horizon) % period)];
      forecast[t] = Double.isNaN(seasonal) ? last : seasonal;
    }
    return forecast;
  }
}
