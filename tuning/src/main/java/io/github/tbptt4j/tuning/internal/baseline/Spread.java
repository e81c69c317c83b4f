package io.github.tbptt4j.tuning.internal.baseline;

import java.util.Arrays;
import java.util.List;

/**
 * Whether series vary more the larger they are, so that their logarithms are better behaved: of the
 * Box-Cox transforms the logarithm or none, by the coefficient of variation of the spread within
 * blocks of a period (Guerrero 1993).
 */
public final class Spread {
  private static final int SHORTEST_BLOCK = 6;
  private static final int FEWEST_BLOCKS = 4;

  /** So much steadier must the spread of logarithms be: values as they are need no explaining. */
  private static final double CLEARLY = 0.8;

  private Spread() {}

  /**
   * Compares.
   *
   * @param training series in time order, NaN where a value is missing
   * @param period rows after which they repeat themselves; 0 for none
   * @return whether logarithms are called for; never if a value isn't positive
   */
  public static boolean growsWithLevel(List<double[]> training, int period) {
    int block = Math.max(period, SHORTEST_BLOCK);
    double[] plain = new double[2];
    double[] ofLog = new double[2];
    int blocks = 0;
    for (double[] series : training) {
      if (Arrays.stream(series).anyMatch(value -> value <= 0)) {
        return false;
      }
      for (int from = 0; from + block <= series.length; from += block) {
        double[] values =
            Arrays.stream(series, from, from + block).filter(v -> !Double.isNaN(v)).toArray();
        if (values.length < SHORTEST_BLOCK / 2) {
          continue;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double deviation = Math.sqrt(squares / (values.length - 1));
        add(plain, deviation);
        add(ofLog, deviation / mean);
        blocks++;
      }
    }
    return blocks >= FEWEST_BLOCKS && variation(ofLog, blocks) < CLEARLY * variation(plain, blocks);
  }

  private static void add(double[] sums, double value) {
    sums[0] += value;
    sums[1] += value * value;
  }

  private static double variation(double[] sums, int n) {
    double mean = sums[0] / n;
    return Math.sqrt(Math.max(0, sums[1] / n - mean * mean)) / mean;
  }
}
