package io.github.tbptt4j.tuning.internal.baseline;

/**
 * Least squares of y[t] on 1, u[t], u[t - 1], .., u[t - P + 1], for every order up to P at once:
 * the Cholesky factor of an order is a corner of the next one's.
 */
final class LagProducts {
  /** A part of the mean square of the lags; keeps what is (almost) collinear solvable. */
  private static final double RIDGE = 1e-10;

  private final int lags; // P
  private final double[] sums; // [P + 1]: of 1, of the lags
  // [d][j], j < P - d: the sum of u[t - j] u[t - j - d] less the one of j - 1. For each run that is
  // the product of its first row that goes out and the one of its last row that comes in.
  private final double[][] changes;
  private final double[] withTarget; // [P + 1]
  private double targetSquares;
  private int rows;

  LagProducts(int lags) {
    this.lags = lags;
    sums = new double[lags + 1];
    changes = new double[lags][];
    for (int apart = 0; apart < lags; apart++) {
      changes[apart] = new double[lags - apart];
    }
    withTarget = new double[lags + 1];
  }

  LagProducts copy() {
    LagProducts copy = new LagProducts(lags);
    System.arraycopy(sums, 0, copy.sums, 0, lags + 1);
    for (int apart = 0; apart < lags; apart++) {
      System.arraycopy(changes[apart], 0, copy.changes[apart], 0, lags - apart);
    }
    System.arraycopy(withTarget, 0, copy.withTarget, 0, lags + 1);
    copy.targetSquares = targetSquares;
    copy.rows = rows;
    return copy;
  }

  int lags() {
    return lags;
  }

  int rows() {
    return rows;
  }

  /**
   * Adds the rows of one series whose lags all exist, u from index begin on, and whose y is there.
   */
  void add(double[] u, int begin, double[] y, int from, int to) {
    int t = Math.max(from, begin + Math.max(0, lags - 1));
    while (t < to) {
      if (Double.isNaN(y[t])) {
        t++;
        continue;
      }
      int end = t;
      while (end < to && !Double.isNaN(y[end])) {
        end++;
      }
      addRun(u, y, t, end);
      t = end;
    }
  }

  /** Rows a to b - 1. */
  private void addRun(double[] u, double[] y, int a, int b) {
    rows += b - a;
    sums[0] += b - a;
    for (int t = a; t < b; t++) {
      withTarget[0] += y[t];
      targetSquares += y[t] * y[t];
    }
    double sum = 0;
    for (int i = 0; i < lags; i++) {
      double product = 0;
      double target = 0;
      for (int t = a; t < b; t++) {
        product += u[t] * u[t - i];
        target += y[t] * u[t - i];
      }
      changes[i][0] += product;
      withTarget[i + 1] += target;
      if (i == 0) {
        for (int t = a; t < b; t++) {
          sum += u[t];
        }
      } else {
        sum += u[a - i] - u[b - i];
      }
      sums[i + 1] += sum;
    }
    for (int apart = 0; apart < lags; apart++) {
      double[] change = changes[apart];
      for (int j = 1; j < change.length; j++) {
        change[j] += u[a - j] * u[a - j - apart] - u[b - j] * u[b - j - apart];
      }
    }
  }

  /** [P + 1, P + 1], the lower half: of 1 and the lags. */
  private double[][] products() {
    double[][] products = new double[lags + 1][lags + 1];
    for (int i = 0; i <= lags; i++) {
      products[i][0] = sums[i];
    }
    for (int apart = 0; apart < lags; apart++) {
      double product = 0;
      for (int j = 0; j + apart < lags; j++) {
        product += changes[apart][j];
        products[j + apart + 1][j + 1] = product;
      }
    }
    return products;
  }

  /** {@return the fits of all orders} */
  Fits solve(boolean intercept) {
    int skip = intercept ? 0 : 1;
    double[][] products = products();
    int n = lags + 1 - skip;
    double ridge = lags == 0 ? 0 : RIDGE * products[1][1] + Double.MIN_NORMAL;
    double[][] factor = new double[n][];
    double[] z = new double[n]; // factor z = withTarget
    for (int i = 0; i < n; i++) {
      double[] row = new double[i + 1];
      factor[i] = row;
      double inner = withTarget[i + skip];
      double[] of = products[i + skip];
      for (int j = 0; j < i; j++) {
        double[] above = factor[j];
        double sum = of[j + skip];
        for (int k = 0; k < j; k++) {
          sum -= row[k] * above[k];
        }
        row[j] = sum / above[j];
        inner -= row[j] * z[j];
      }
      double square = of[i + skip] + (i + skip > 0 ? ridge : 0);
      for (int k = 0; k < i; k++) {
        square -= row[k] * row[k];
      }
      row[i] = Math.sqrt(Math.max(square, ridge > 0 ? ridge : Double.MIN_NORMAL));
      z[i] = inner / row[i];
    }
    return new Fits(factor, z, skip, targetSquares, rows);
  }

  /** What was solved. The order is the number of lags. */
  record Fits(double[][] factor, double[] z, int skip, double targetSquares, int rows) {
    int largestOrder() {
      return z.length - 1 + skip;
    }

    /** The intercept (0 where none was asked for) and a weight for each lag: [order + 1]. */
    double[] weights(int order) {
      int n = order + 1 - skip;
      double[] weights = new double[order + 1];
      for (int i = n - 1; i >= 0; i--) {
        double sum = z[i];
        for (int k = i + 1; k < n; k++) {
          sum -= factor[k][i] * weights[k + skip];
        }
        weights[i + skip] = sum / factor[i][i];
      }
      return weights;
    }

    /**
     * The order with the smallest corrected information criterion of Akaike (Hurvich & Tsai 1989).
     * Errors over a longer horizon overlap: what so many rows say is worth less, by experiment the
     * root of the horizon.
     */
    int bestOrder(int horizon) {
      double left = targetSquares;
      double smallest = Double.POSITIVE_INFINITY;
      int best = 0;
      double floor = 1e-14 * targetSquares + Double.MIN_NORMAL; // below is rounding
      for (int used = 0; used <= z.length; used++) {
        left -= used == 0 ? 0 : z[used - 1] * z[used - 1];
        int order = used - 1 + skip;
        int parameters = used + 1; // the variance is one
        if (order < 0 || parameters >= rows - 1) {
          continue;
        }
        double criterion =
            rows * Math.log(Math.max(left, floor) / rows)
                + 2 * Math.sqrt(horizon) * parameters * rows / (rows - parameters - 1);
        if (criterion < smallest) {
          smallest = criterion;
          best = order;
        }
      }
      return best;
    }
  }
}
