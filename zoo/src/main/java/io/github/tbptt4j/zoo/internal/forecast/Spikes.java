package io.github.tbptt4j.zoo.internal.forecast;

import java.util.Arrays;

/**
 * Single days of absurd values, which are errors more often than news: they are read as missing. A
 * level that changes, or a growth by orders of magnitude, isn't one, since its neighbours are
 * alike.
 */
public final class Spikes {
  private static final double FAR = 100; // deviations
  private static final double NEAR = 10; // of the days beside it

  private Spikes() {}

  /**
   * Takes out spikes.
   *
   * @param history daily values, NaN for missing ones
   * @return a copy with NaN for each value that is alone beyond 100 median absolute deviations
   *     (medians, where these are 0) from the median; the last value stays
   */
  public static double[] without(double[] history) {
    double median = median(history);
    double[] distances = new double[history.length];
    Arrays.setAll(distances, t -> Math.abs(history[t] - median));
    double typical = median(distances);
    double deviation = typical > 0 ? typical : Math.abs(median);
    double[] read = history.clone();
    for (int t = 0; deviation > 0 && t < read.length - 1; t++) {
      boolean alone =
          (t == 0 || !(distances[t - 1] > NEAR * deviation))
              && !(distances[t + 1] > NEAR * deviation);
      if (distances[t] > FAR * deviation && alone) {
        read[t] = Double.NaN;
      }
    }
    return read;
  }

  private static double median(double[] values) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }
}
