package io.github.tbptt4j.tuning.internal.baseline;

import java.util.Random;

/** Series for tests. */
public final class Series {
  private Series() {}

  /** y[t] = season[t mod P] + a[t] with a[t] = phi a[t - 1] + unit noise. */
  public static double[] autoregressive(long seed, int rows, double phi, double... season) {
    Random random = new Random(seed);
    double[] values = new double[rows];
    double a = 0;
    for (int t = 0; t < rows; t++) {
      a = phi * a + random.nextGaussian();
      values[t] = a + (season.length == 0 ? 0 : season[t % season.length]);
    }
    return values;
  }

  /** One period. */
  public static double[] sine(int period, double amplitude) {
    double[] values = new double[period];
    for (int i = 0; i < period; i++) {
      values[i] = amplitude * Math.sin(2 * Math.PI * i / period);
    }
    return values;
  }

  /** Values, of which a part is missing. */
  public static double[] withGaps(double[] values, double part, long seed) {
    Random random = new Random(seed);
    double[] result = values.clone();
    for (int t = 0; t < result.length; t++) {
      result[t] = random.nextDouble() < part ? Double.NaN : result[t];
    }
    return result;
  }
}
