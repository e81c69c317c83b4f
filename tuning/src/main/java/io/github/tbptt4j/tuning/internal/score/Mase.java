package io.github.tbptt4j.tuning.internal.score;

import java.util.List;

/** The unit of scaled errors (Hyndman & Koehler 2006). */
public final class Mase {
  private Mase() {}

  /**
   * The mean of |y[t] - y[t - P]| over the training part; where P steps back nothing is seen, P =
   * 1; where all differences are 0, the mean absolute value, or 1.
   *
   * @param training series in time order, NaN where a value is missing
   * @param period P, in rows; 0 if there is no season
   * @return the unit, greater than 0
   */
  public static double scale(List<double[]> training, int period) {
    double scale = meanDifference(training, Math.max(1, period));
    if (!(scale > 0)) {
      scale = meanDifference(training, 1);
    }
    if (!(scale > 0)) {
      scale = meanAbsolute(training);
    }
    return scale > 0 ? scale : 1;
  }

  private static double meanDifference(List<double[]> training, int back) {
    double sum = 0;
    long pairs = 0;
    for (double[] values : training) {
      for (int t = back; t < values.length; t++) {
        double difference = Math.abs(values[t] - values[t - back]);
        if (!Double.isNaN(difference)) {
          sum += difference;
          pairs++;
        }
      }
    }
    return sum / pairs; // NaN without pairs
  }

  private static double meanAbsolute(List<double[]> training) {
    double sum = 0;
    long seen = 0;
    for (double[] values : training) {
      for (double value : values) {
        if (!Double.isNaN(value)) {
          sum += Math.abs(value);
          seen++;
        }
      }
    }
    return sum / seen;
  }
}
