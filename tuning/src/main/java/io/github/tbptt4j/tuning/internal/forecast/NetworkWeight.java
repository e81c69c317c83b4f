package io.github.tbptt4j.tuning.internal.forecast;

/**
 * How much of what the network says is believed: between 0, the linear forecast alone, and 1. The
 * weight with the smallest mean absolute error on the validation part, shrunk towards 0 by what
 * chance would give: w max(0, 1 - c / t^2), t the gain by its standard error (the positive-part
 * James-Stein factor). A network that learned nothing does no harm then.
 */
final class NetworkWeight {
  private static final int STEPS = 20;

  /**
   * By chance t^2 is 1. That the validation part chose the epoch, too, flatters the network, the
   * more the fewer rows there are.
   */
  private static double doubt(int rows) {
    return 1 + Math.min(3, 100.0 / rows);
  }

  private static final int FEWEST = 8; // rows that can show anything

  private final Pairs pairs = new Pairs();

  /**
   * Takes a row.
   *
   * @param network what it says beyond the linear forecast
   * @param error what that lacks to the truth
   */
  void add(double network, double error) {
    pairs.add(error, network);
  }

  double weight() {
    double[] errors = pairs.actual();
    double[] network = pairs.predicted();
    if (errors.length < FEWEST) {
      return 0;
    }
    double best = 0;
    double smallest = meanAbsolute(errors, network, 0);
    for (int step = 1; step <= STEPS; step++) {
      double weight = (double) step / STEPS;
      double error = meanAbsolute(errors, network, weight);
      if (error < smallest) {
        smallest = error;
        best = weight;
      }
    }
    return best == 0
        ? 0
        : best * Math.max(0, 1 - doubt(errors.length) / squaredT(errors, network, best));
  }

  private static double meanAbsolute(double[] errors, double[] network, double weight) {
    double sum = 0;
    for (int i = 0; i < errors.length; i++) {
      sum += Math.abs(errors[i] - weight * network[i]);
    }
    return sum / errors.length;
  }

  /** Of the gain in absolute errors over the linear forecast alone. */
  private static double squaredT(double[] errors, double[] network, double weight) {
    double sum = 0;
    double squares = 0;
    int n = errors.length;
    for (int i = 0; i < n; i++) {
      double gain = Math.abs(errors[i]) - Math.abs(errors[i] - weight * network[i]);
      sum += gain;
      squares += gain * gain;
    }
    double mean = sum / n;
    double variance = (squares / n - mean * mean) * n / (n - 1);
    return mean * mean / (variance / n);
  }
}
