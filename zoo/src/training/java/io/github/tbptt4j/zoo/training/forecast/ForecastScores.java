package io.github.tbptt4j.zoo.training.forecast;

import io.github.tbptt4j.zoo.DailyForecast;
import io.github.tbptt4j.zoo.DailyForecaster;
import io.github.tbptt4j.zoo.internal.forecast.DayReader;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How far forecasts of windows were off. Each series counts alike, however many windows it has:
 * errors are divided by that of the seasonal naive forecast within the history (MASE, Hyndman and
 * Koehler 2006).
 */
final class ForecastScores {
  /** The name of the model's own errors. */
  static final String MODEL = "model";

  /** What the model would say without its network. */
  static final String CLASSICAL = "its combination without the network";

  private static final int AHEAD = 28;

  private final List<Window> windows;
  private final Map<String, double[][]> errors = new LinkedHashMap<>(); // [window][day], scaled
  private final DailyForecast[] forecasts;

  /** Forecasts all windows. */
  ForecastScores(DailyForecaster model, List<Window> windows) {
    this.windows = windows;
    forecasts = new DailyForecast[windows.size()];
    for (int i = 0; i < forecasts.length; i++) {
      Window window = windows.get(i);
      forecasts[i] = model.forecast(window.history(), window.first(), AHEAD);
      put(MODEL, i, forecasts[i].medians());
      put(CLASSICAL, i, classical(window));
    }
  }

  /** Adds the peers' errors. */
  ForecastScores withPeers() {
    Peers.all()
        .forEach(
            (name, peer) -> {
              for (int i = 0; i < windows.size(); i++) {
                put(name, i, peer.forecast(Peers.filled(windows.get(i).history()), AHEAD));
              }
            });
    return this;
  }

  private static double[] classical(Window window) {
    DayReader reader = new DayReader(-1);
    for (double value : window.history()) {
      reader.read(value);
    }
    double[] all = new double[AHEAD];
    Arrays.setAll(all, h -> reader.base(h + 1));
    return all;
  }

  private void put(String name, int i, double[] forecast) {
    Window window = windows.get(i);
    double[] scaled = new double[AHEAD];
    for (int h = 0; h < AHEAD; h++) {
      scaled[h] = Math.abs(window.future()[h] - forecast[h]) / window.scale();
    }
    errors.computeIfAbsent(name, any -> new double[windows.size()][])[i] = scaled;
  }

  /** {@return the methods that were measured} */
  List<String> methods() {
    return List.copyOf(errors.keySet());
  }

  /** {@return the mean absolute scaled error of the days from .. to ahead} */
  double mase(String method, int from, int to) {
    double[] means = bySeries(method, from, to);
    return Arrays.stream(means).average().orElse(Double.NaN);
  }

  /** {@return the geometric mean over series of the errors relative to another method's} */
  double relative(String method, String to, int from, int until) {
    double[] own = bySeries(method, from, until);
    double[] others = bySeries(to, from, until);
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      sum += Math.log(Math.max(own[i], 1e-6) / Math.max(others[i], 1e-6));
    }
    return Math.exp(sum / own.length);
  }

  private double[] bySeries(String method, int from, int to) {
    Map<String, double[]> sums = new TreeMap<>();
    for (int i = 0; i < windows.size(); i++) {
      double mean = mean(errors.get(method)[i], from, to);
      if (!Double.isNaN(mean)) {
        double[] sum = sums.computeIfAbsent(windows.get(i).series(), any -> new double[2]);
        sum[0] += mean;
        sum[1]++;
      }
    }
    return sums.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray();
  }

  private static double mean(double[] errors, int from, int to) {
    return Arrays.stream(errors, from - 1, to)
        .filter(e -> !Double.isNaN(e))
        .average()
        .orElse(Double.NaN);
  }

  /** {@return the errors of a method by what windows have in common} */
  Map<String, double[]> parts(String method, Function<Window, String> by) {
    Map<String, double[]> sums = new TreeMap<>();
    for (int i = 0; i < windows.size(); i++) {
      double mean = mean(errors.get(method)[i], 1, AHEAD);
      if (!Double.isNaN(mean)) {
        double[] sum = sums.computeIfAbsent(by.apply(windows.get(i)), any -> new double[2]);
        sum[0] += mean;
        sum[1]++;
      }
    }
    sums.values().forEach(sum -> sum[0] /= sum[1]);
    return sums;
  }

  /** {@return the share of values within the interval of a level, of the days from .. to ahead} */
  double coverage(double level, int from, int to) {
    long inside = 0;
    long all = 0;
    for (int i = 0; i < forecasts.length; i++) {
      for (int h = from; h <= to; h++) {
        double y = windows.get(i).future()[h - 1];
        if (!Double.isNaN(y)) {
          all++;
          double tolerance = 1e-9 * Math.abs(y);
          boolean in =
              y >= forecasts[i].quantile(h, (1 - level) / 2) - tolerance
                  && y <= forecasts[i].quantile(h, (1 + level) / 2) + tolerance;
          inside += in ? 1 : 0;
        }
      }
    }
    return (double) inside / all;
  }

  /** {@return how many windows there are} */
  long windows() {
    return windows.size();
  }
}
