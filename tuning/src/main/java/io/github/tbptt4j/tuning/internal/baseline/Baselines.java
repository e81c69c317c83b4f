package io.github.tbptt4j.tuning.internal.baseline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The baselines that go with a kind of target. */
public final class Baselines {
  private static final int[] WINDOWS = {3, 5, 10, 20, 50};

  private Baselines() {}

  /**
   * Fits the baselines of a number: persistence, seasonal naive (with a period), drift, moving
   * average, AR(p). For a horizon of 0 the mean and persistence, which then says the value of the
   * row before: that of the row itself isn't known.
   *
   * @param training series in time order, NaN where a value is missing; all of one scale
   * @param horizon H, at least 0
   * @param periods the seasonal periods, in rows; none if there is no season
   * @return the baselines
   */
  public static List<Baseline> fit(List<double[]> training, int horizon, int... periods) {
    Values.requireAtLeast(0, "horizon", horizon);
    Values.requireNotInfinite(training);
    double mean = Values.mean(training);
    if (horizon == 0) {
      return List.of(new Persistence(mean), new Mean(mean));
    }
    List<Baseline> baselines = new ArrayList<>();
    baselines.add(new Persistence(mean));
    List<Baseline> seasonal = new ArrayList<>();
    List<Baseline> averages = new ArrayList<>();
    for (int period : periods) {
      if (period > 1) {
        seasonal.add(new SeasonalNaive(horizon, period, mean));
        averages.add(new MovingAverage(period, mean));
      }
    }
    if (!seasonal.isEmpty()) {
      baselines.add(best(seasonal, training, horizon));
    }
    baselines.add(new Drift(horizon, mean));
    for (int window : WINDOWS) {
      averages.add(new MovingAverage(window, mean));
    }
    baselines.add(best(averages, training, horizon));
    baselines.add(new Autoregression(LinearForecast.fit(training, horizon, periods)));
    return List.copyOf(baselines);
  }

  /**
   * Fits the baselines of a class: persistence, for a horizon of 0 the class of the row before, and
   * the majority.
   *
   * @param training codes of classes from 0 in time order, NaN where one is missing
   * @return the baselines
   */
  public static List<Baseline> fitClasses(List<double[]> training) {
    int majority = majority(training);
    return List.of(new Persistence(majority), new Majority(majority));
  }

  private static int majority(List<double[]> training) {
    Map<Integer, Integer> rows = new TreeMap<>();
    for (double[] codes : training) {
      for (double code : codes) {
        if (!Double.isNaN(code)) {
          rows.merge((int) code, 1, Integer::sum);
        }
      }
    }
    int most = rows.values().stream().max(Integer::compare).orElse(0);
    return rows.keySet().stream().filter(code -> rows.get(code) == most).findFirst().orElse(0);
  }

  /** Of equals the first. */
  private static Baseline best(List<Baseline> candidates, List<double[]> training, int horizon) {
    Baseline best = candidates.get(0);
    double smallest = Double.POSITIVE_INFINITY;
    for (Baseline candidate : candidates) {
      double error = absoluteError(candidate, training, horizon);
      if (error < smallest) {
        smallest = error;
        best = candidate;
      }
    }
    return best;
  }

  private static double absoluteError(Baseline candidate, List<double[]> training, int horizon) {
    double sum = 0;
    for (double[] values : training) {
      double[] forecast = candidate.forecast(values);
      for (int t = 0; t + horizon < values.length; t++) {
        double error = Math.abs(values[t + horizon] - forecast[t]);
        sum += Double.isNaN(error) ? 0 : error;
      }
    }
    return sum;
  }
}
