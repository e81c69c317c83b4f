package io.github.tbptt4j.zoo.internal.forecast;

/**
 * The experts' forecasts weighted by how well they did of late, and how far the result was off:
 * after 1, 7 and 28 days, and between these by interpolation.
 */
final class Combination {
  /** Days ahead whose errors are kept. */
  static final int[] ANCHORS = {1, 7, 28};

  private static final int MEMORY = Experts.HORIZON;
  private static final double FORGETTING = 0.97;
  private static final double SLOW_FORGETTING = 0.998;
  private static final double SHARPNESS = 4;
  private static final double PRIOR = 3; // errors' worth
  private static final double LEAST = 0.3; // of the scale over a long time

  private final double[][][] said = new double[MEMORY][ANCHORS.length][Experts.COUNT + 1];
  private final double[][] errors = new double[ANCHORS.length][Experts.COUNT + 1];
  private final double[] counts = new double[ANCHORS.length];
  private final double[] slowErrors = new double[ANCHORS.length];
  private final double[] slowCounts = new double[ANCHORS.length];
  private final double[][] weights = new double[ANCHORS.length][Experts.COUNT];
  private final double[] scales = new double[ANCHORS.length];
  private final double[] residuals = new double[ANCHORS.length];
  private double spread; // mean distance from the mean: what is known of errors before any
  private double mean;
  private int values;

  /**
   * Compares a day's value with what was said of it.
   *
   * @param y the value; NaN if it is missing
   * @param day of the series, from 0
   */
  void compare(double y, int day) {
    if (Double.isNaN(y)) {
      return;
    }
    values++;
    double distance = y - mean;
    mean += distance / values;
    spread += (Math.abs(y - mean) - spread) / Math.max(1, values - 1.0);
    for (int a = 0; a < ANCHORS.length; a++) {
      int then = day - ANCHORS[a];
      if (then < 0) {
        continue;
      }
      double[] forecasts = said[then % MEMORY][a];
      for (int k = 0; k <= Experts.COUNT; k++) {
        errors[a][k] = FORGETTING * errors[a][k] + Math.abs(y - forecasts[k]);
      }
      counts[a] = FORGETTING * counts[a] + 1;
      double own = y - forecasts[Experts.COUNT];
      residuals[a] = own;
      slowErrors[a] = SLOW_FORGETTING * slowErrors[a] + Math.abs(own);
      slowCounts[a] = SLOW_FORGETTING * slowCounts[a] + 1;
    }
    double prior = spread;
    for (int a = 0; a < ANCHORS.length; a++) {
      double recent = (errors[a][Experts.COUNT] + PRIOR * prior) / (counts[a] + PRIOR);
      double slow = (slowErrors[a] + PRIOR * prior) / (slowCounts[a] + PRIOR);
      scales[a] = Math.max(recent, LEAST * slow);
      prior = scales[a];
      weigh(a);
    }
  }

  private void weigh(int a) {
    double sum = 0;
    double floor = 1e-3 * scales[a] + Double.MIN_NORMAL;
    for (int k = 0; k < Experts.COUNT; k++) {
      double error = (errors[a][k] + PRIOR * scales[a]) / (counts[a] + PRIOR) + floor;
      weights[a][k] = Math.pow(scales[a] / error + 1e-12, SHARPNESS);
      sum += weights[a][k];
    }
    for (int k = 0; k < Experts.COUNT; k++) {
      weights[a][k] /= sum;
    }
  }

  /**
   * Combines, and remembers what was said.
   *
   * @param experts [expert][days ahead - 1]
   * @param day of the series that was read last
   * @param into gets the combination, [days ahead - 1]
   */
  void combine(double[][] experts, int day, double[] into) {
    for (int h = 0; h < into.length; h++) {
      int a = anchor(h + 1);
      double far = far(h + 1, a);
      double sum = 0;
      for (int k = 0; k < Experts.COUNT; k++) {
        double weight =
            far == 0 ? weights[a][k] : (1 - far) * weights[a][k] + far * weights[a + 1][k];
        sum += weight * experts[k][h];
      }
      into[h] = sum;
    }
    for (int a = 0; a < ANCHORS.length; a++) {
      double[] to = said[day % MEMORY][a];
      for (int k = 0; k < Experts.COUNT; k++) {
        to[k] = experts[k][ANCHORS[a] - 1];
      }
      to[Experts.COUNT] = into[ANCHORS[a] - 1];
    }
  }

  /** {@return the typical error so many days ahead} */
  double scale(int ahead) {
    int a = anchor(ahead);
    double far = far(ahead, a);
    return far == 0 ? scales[a] : (1 - far) * scales[a] + far * scales[a + 1];
  }

  /** {@return how much of the experts' sum is this one} */
  double weight(int anchor, int expert) {
    return weights[anchor][expert];
  }

  /** {@return what was missed last, from the forecast made as many days ago as the anchor says} */
  double residual(int anchor) {
    return residuals[anchor];
  }

  /** {@return the mean distance of values from their mean} */
  double spread() {
    return spread;
  }

  private static int anchor(int ahead) {
    return ahead < ANCHORS[1] ? 0 : ahead < ANCHORS[2] ? 1 : 2;
  }

  private static double far(int ahead, int a) {
    return a + 1 == ANCHORS.length
        ? 0
        : (double) (ahead - ANCHORS[a]) / (ANCHORS[a + 1] - ANCHORS[a]);
  }
}
