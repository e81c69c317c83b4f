package io.github.tbptt4j.zoo.training.forecast;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a skeptic would try first, each fitted to the history that it goes on from. */
final class Peers {
  /** The values of the week before. */
  static final String SEASONAL_NAIVE = "seasonal naive";

  /** Fitted to each history by least squares. */
  static final String AUTOREGRESSION = "AR(p) by AIC";

  /** What prices are forecast with. */
  static final String LAST_VALUE = "last value";

  private static final int WEEK = 7;
  private static final int LONGEST = 28; // order of an autoregression

  private Peers() {}

  /** A method. */
  interface Peer {
    /** {@return forecasts of the days after a history without gaps} */
    double[] forecast(double[] history, int ahead);
  }

  /** {@return all of them by name} */
  static Map<String, Peer> all() {
    Map<String, Peer> all = new LinkedHashMap<>();
    all.put(SEASONAL_NAIVE, Peers::seasonalNaive);
    all.put(AUTOREGRESSION, Peers::autoregression);
    all.put("Holt-Winters", Peers::holtWinters);
    all.put("Theta", Peers::theta);
    all.put("mean of 28 days", Peers::mean);
    all.put(LAST_VALUE, Peers::lastValue);
    return all;
  }

  /** {@return the history, gaps filled by the same weekday before} */
  static double[] filled(double[] history) {
    double[] y = history.clone();
    for (int t = 0; t < y.length; t++) {
      if (Double.isNaN(y[t])) {
        y[t] = t >= WEEK ? y[t - WEEK] : t > 0 ? y[t - 1] : 0;
      }
    }
    return y;
  }

  static double[] seasonalNaive(double[] y, int ahead) {
    double[] all = new double[ahead];
    for (int h = 0; h < ahead; h++) {
      all[h] = y.length < WEEK ? y[y.length - 1] : y[y.length - WEEK + h % WEEK];
    }
    return all;
  }

  private static double[] lastValue(double[] y, int ahead) {
    double[] all = new double[ahead];
    Arrays.fill(all, y[y.length - 1]);
    return all;
  }

  private static double[] mean(double[] y, int ahead) {
    double[] all = new double[ahead];
    Arrays.fill(
        all, Arrays.stream(y, Math.max(0, y.length - 28), y.length).average().orElseThrow());
    return all;
  }

  /** Least squares with an intercept, the order by Akaike's criterion on the same rows. */
  static double[] autoregression(double[] y, int ahead) {
    int most = Math.min(LONGEST, (y.length - 2) / 3);
    if (most < 1) {
      return seasonalNaive(y, ahead);
    }
    double mean = Arrays.stream(y).average().orElseThrow();
    double scale = Arrays.stream(y).map(v -> Math.abs(v - mean)).max().orElseThrow();
    if (scale == 0) {
      return seasonalNaive(y, ahead);
    }
    double[] x = Arrays.stream(y).map(v -> (v - mean) / scale).toArray();
    int rows = x.length - most;
    double[][] products = new double[most + 2][most + 2]; // 1, lags, y
    double[] row = new double[most + 2];
    row[0] = 1;
    for (int t = most; t < x.length; t++) {
      for (int k = 1; k <= most; k++) {
        row[k] = x[t - k];
      }
      row[most + 1] = x[t];
      for (int i = 0; i < row.length; i++) {
        for (int j = 0; j < row.length; j++) {
          products[i][j] += row[i] * row[j];
        }
      }
    }
    double best = Double.POSITIVE_INFINITY;
    double[] chosen = null;
    for (int p = 0; p <= most; p++) {
      double[] w = solve(products, p + 1);
      double squares = products[most + 1][most + 1];
      for (int i = 0; i <= p; i++) {
        squares -= w[i] * products[i][most + 1];
      }
      double criterion = rows * Math.log(Math.max(squares, 1e-12) / rows) + 2 * (p + 2);
      if (criterion < best) {
        best = criterion;
        chosen = w;
      }
    }
    double[] all = Arrays.copyOf(x, x.length + ahead);
    for (int t = x.length; t < all.length; t++) {
      double sum = chosen[0];
      for (int k = 1; k < chosen.length; k++) {
        sum += chosen[k] * all[t - k];
      }
      all[t] = Math.max(-2, Math.min(2, sum)); // roots beyond the unit circle explode
    }
    return Arrays.stream(all, x.length, all.length).map(v -> v * scale + mean).toArray();
  }

  /** Cholesky's solution of the first n normal equations, with a little on the diagonal. */
  private static double[] solve(double[][] products, int n) {
    int last = products.length - 1;
    double[][] l = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = products[i][j] + (i == j ? 1e-8 * products[i][i] + 1e-10 : 0);
        for (int k = 0; k < j; k++) {
          sum -= l[i][k] * l[j][k];
        }
        l[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j][j];
      }
    }
    double[] w = new double[n];
    for (int i = 0; i < n; i++) {
      double sum = products[i][last];
      for (int k = 0; k < i; k++) {
        sum -= l[i][k] * w[k];
      }
      w[i] = sum / l[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      double sum = w[i];
      for (int k = i + 1; k < n; k++) {
        sum -= l[k][i] * w[k];
      }
      w[i] = sum / l[i][i];
    }
    return w;
  }

  /** Additive weekdays, damped trend; speeds by least squares over a grid. */
  static double[] holtWinters(double[] y, int ahead) {
    if (y.length < 2 * WEEK) {
      return seasonalNaive(y, ahead);
    }
    double best = Double.POSITIVE_INFINITY;
    double[] forecast = null;
    for (double level : new double[] {0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9}) {
      for (double slope : new double[] {0, 0.02, 0.1}) {
        for (double season : new double[] {0.01, 0.05, 0.15, 0.35}) {
          double[] run = new double[ahead + 1];
          double squares = smooth(y, level, slope, season, run);
          if (squares < best) {
            best = squares;
            forecast = run;
          }
        }
      }
    }
    return Arrays.copyOf(forecast, ahead);
  }

  private static double smooth(double[] y, double alpha, double beta, double gamma, double[] into) {
    double damping = 0.98;
    double level = Arrays.stream(y, 0, WEEK).average().orElseThrow();
    double trend = 0;
    double[] season = new double[WEEK];
    for (int d = 0; d < WEEK; d++) {
      season[d] = y[d] - level;
    }
    double squares = 0;
    for (int t = WEEK; t < y.length; t++) {
      double before = level + damping * trend;
      double error = y[t] - before - season[t % WEEK];
      squares += error * error;
      level = before + alpha * error;
      trend = damping * trend + alpha * beta * error;
      season[t % WEEK] += gamma * (1 - alpha) * error;
    }
    double sum = 0;
    double power = 1;
    for (int h = 0; h < into.length - 1; h++) {
      power *= damping;
      sum += power * trend;
      into[h] = level + sum + season[(y.length + h) % WEEK];
    }
    return squares;
  }

  /** Assimakopoulos and Nikolopoulos 2000, on what is left without the weekdays' means. */
  static double[] theta(double[] y, int ahead) {
    if (y.length < 2 * WEEK) {
      return seasonalNaive(y, ahead);
    }
    int n = y.length;
    double mean = Arrays.stream(y).average().orElseThrow();
    double[] season = new double[WEEK];
    int[] counts = new int[WEEK];
    for (int t = 0; t < n; t++) {
      int from = Math.max(0, Math.min(n - WEEK, t - 3));
      season[t % WEEK] += y[t] - Arrays.stream(y, from, from + WEEK).average().orElse(mean);
      counts[t % WEEK]++;
    }
    double[] x = new double[n];
    for (int t = 0; t < n; t++) {
      x[t] = y[t] - season[t % WEEK] / counts[t % WEEK];
    }
    double slope = 0;
    double square = 0;
    for (int t = 0; t < n; t++) {
      slope += (t - (n - 1) / 2.0) * (x[t] - mean);
      square += (t - (n - 1) / 2.0) * (t - (n - 1) / 2.0);
    }
    slope /= square;
    double best = Double.POSITIVE_INFINITY;
    double speed = 0;
    double last = 0;
    for (double alpha = 0.02; alpha < 1; alpha += 0.04) {
      double level = x[0];
      double squares = 0;
      for (int t = 1; t < n; t++) {
        double error = x[t] - level;
        squares += error * error;
        level += alpha * error;
      }
      if (squares < best) {
        best = squares;
        speed = alpha;
        last = level;
      }
    }
    double[] all = new double[ahead];
    for (int h = 0; h < ahead; h++) {
      double drift = slope / 2 * (h + (1 - Math.pow(1 - speed, n)) / speed);
      all[h] = last + drift + season[(n + h) % WEEK] / counts[(n + h) % WEEK];
    }
    return all;
  }
}
