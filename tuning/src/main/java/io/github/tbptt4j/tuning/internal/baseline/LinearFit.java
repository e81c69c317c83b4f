package io.github.tbptt4j.tuning.internal.baseline;

import io.github.tbptt4j.tuning.internal.baseline.LagProducts.Fits;
import io.github.tbptt4j.tuning.internal.baseline.LinearForecast.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Least squares in several forms, of which the errors on ends of the training part choose: on
 * series near a unit root levels extrapolate badly, on others differences throw away what pulls
 * back to the mean.
 */
final class LinearFit {
  /** Where a model is fitted, and until where it is tried: parts of each series. */
  private static final double[] ORIGINS = {.5, .67, .83, 1};

  private static final int LAST = ORIGINS.length - 1;
  private static final int FEWEST_ROWS = 6;

  /** Their products are as many squared. A longer period is met by seasonal changes. */
  private static final int MOST_LAGS = 700;

  private static final int ROUNDS = 3; // of filling gaps
  private static final double[][] NONE = {};

  private final TrainingSeries series;
  private final int[] periods;
  private final Map<Sums, LagProducts[]> products = new HashMap<>();
  private final Map<Integer, List<Choice>> chosen = new HashMap<>(); // by horizon
  private final Map<Integer, List<Choice>> before; // that were chosen with less, by horizon

  LinearFit(List<double[]> training, int[] periods) {
    this(training, periods, null);
  }

  /** Takes the forms that were chosen with fewer rows in, too: what held there is worth a part. */
  LinearFit(List<double[]> training, int[] periods, LinearFit like) {
    before = like == null ? Map.of() : Map.copyOf(like.chosen);
    series = new TrainingSeries(training);
    this.periods = Arrays.stream(periods).filter(p -> p > 1 && 2L * p < series.longest()).toArray();
  }

  /**
   * Gaps are first filled by what was before, then by what a fit says, as a session will fill them:
   * what is learnt from is what will be met. Where most is missing that may lead astray, so the
   * errors of sessions over the training part choose.
   */
  LinearForecast forecast(int horizon) {
    boolean gaps = series.hasGaps();
    LinearForecast best = persistence(horizon);
    double smallest = gaps ? series.sessionError(best) : Double.POSITIVE_INFINITY;
    for (int round = 0; round < (gaps ? ROUNDS : 1); round++) {
      LinearForecast fitted = fitted(horizon);
      double error = gaps ? series.sessionError(fitted) : 0;
      if (error < smallest) {
        smallest = error;
        best = fitted;
      }
      series.fill(fitted);
      products.clear();
    }
    return new LinearForecast(
        horizon,
        best.form(),
        best.order(),
        best.averaged(),
        series.center(),
        series.range(),
        unscaled(best.rungs()),
        unscaled(best.oneStep()));
  }

  private LinearForecast fitted(int horizon) {
    List<Choice> choices = choose(horizon);
    double[][] oneStep = horizon == 1 ? NONE : averaged(choose(1), 1);
    return scaled(horizon, choices, averaged(choices, horizon), oneStep);
  }

  private LinearForecast persistence(int horizon) {
    double[][] rungs = {{0}, {0, 1}};
    return scaled(horizon, NOT_SEASONAL.subList(0, 1), rungs, horizon == 1 ? NONE : rungs);
  }

  private LinearForecast scaled(
      int horizon, List<Choice> choices, double[][] rungs, double[][] oneStep) {
    Choice best = choices.get(0);
    return new LinearForecast(
        horizon, best.form, best.order, choices.size(), 0, series.scaledRange(), rungs, oneStep);
  }

  private double[][] unscaled(double[][] ladder) {
    double[][] result = Arrays.stream(ladder).map(double[]::clone).toArray(double[][]::new);
    for (double[] rung : result) {
      rung[0] *= series.scale(); // the other weights are of values over values
    }
    return result;
  }

  /** A form, its period if it is seasonal, and the number of lags; OPEN until it is chosen. */
  private record Choice(Form form, int period, int order) {
    int orderOf(Fits fits, int horizon) {
      return fits == null ? 0 : order == OPEN ? fits.bestOrder(horizon) : order;
    }

    int offset() {
      return TrainingSeries.offset(form, period);
    }

    int anchor(int horizon) {
      return TrainingSeries.anchor(form, period, horizon);
    }
  }

  private static final int OPEN = -1;

  /** Of equals the first is taken. */
  private static final List<Choice> NOT_SEASONAL =
      List.of(
          new Choice(Form.DIFFERENCES, 0, 0), // persistence
          new Choice(Form.DIFFERENCES, 0, OPEN),
          new Choice(Form.LEVELS, 0, OPEN),
          new Choice(Form.DRIFT, 0, OPEN));

  private int lags(Choice choice, double part) {
    int season = Arrays.stream(periods).max().orElse(0);
    int values = series.values();
    double wished =
        Math.min(MOST_LAGS, Math.max(10 * Math.log10(Math.max(1, values)), 2.0 * season + 1));
    double rows = part * series.longest() - choice.offset();
    return (int) Math.max(0, Math.min(wished, Math.min(part * values / 5, rows / 3)));
  }

  private List<Choice> choose(int horizon) {
    List<Choice> candidates = new ArrayList<>(NOT_SEASONAL);
    for (int period : periods) {
      candidates.add(new Choice(Form.SEASONAL, period, OPEN));
    }
    List<Choice> good = good(candidates, horizon);
    before.getOrDefault(horizon, List.of()).stream()
        .filter(choice -> !good.contains(choice))
        .forEach(good::add);
    chosen.put(horizon, good);
    return good;
  }

  /**
   * The best form, and those that are no worse than chance would have it: on short series, where
   * nobody can tell which is right, their mean is (Bates & Granger 1969).
   */
  private List<Choice> good(List<Choice> candidates, int horizon) {
    List<double[]> errors = new ArrayList<>();
    int best = 0;
    for (Choice candidate : candidates) {
      double[] own = holdoutErrors(candidate, horizon);
      errors.add(own);
      if (own != null && (errors.get(best) == null || mean(own) < mean(errors.get(best)))) {
        best = errors.size() - 1;
      }
    }
    List<Choice> good = new ArrayList<>(List.of(closed(candidates.get(best), horizon)));
    for (int i = 0; i < candidates.size(); i++) {
      if (i != best && errors.get(i) != null && isAsGood(errors.get(i), errors.get(best))) {
        good.add(closed(candidates.get(i), horizon));
      }
    }
    return good;
  }

  private Choice closed(Choice choice, int horizon) {
    Fits fits = fits(choice, horizon, LAST);
    return new Choice(choice.form, choice.period, choice.orderOf(fits, horizon));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  /** Whether errors are larger by less than the standard error of the difference. */
  private static boolean isAsGood(double[] errors, double[] best) {
    int n = errors.length;
    if (n < 2) {
      return false;
    }
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double more = errors[i] - best[i];
      sum += more;
      squares += more * more;
    }
    double mean = sum / n;
    return mean * mean < (squares / n - mean * mean) / (n - 1);
  }

  /** The absolute errors beyond each origin; null where there is too little to fit. */
  private double[] holdoutErrors(Choice choice, int horizon) {
    DoubleStream.Builder errors = DoubleStream.builder();
    for (int origin = 0; origin + 1 < ORIGINS.length; origin++) {
      Fits fits = fits(choice, horizon, origin);
      if (fits == null && choice.form != Form.DIFFERENCES) {
        return null;
      }
      int order = choice.orderOf(fits, horizon);
      double[][] weights = new double[order + 1][]; // by the number of lags that there are
      weights[0] = fits == null ? new double[1] : null;
      for (int i = 0; i < series.size(); i++) {
        TrainingSeries.Rows rows = series.rows(i, choice.form, choice.period, horizon);
        double[] actual = series.actual(i);
        double[] filled = series.filled(i);
        int length = rows.u().length;
        int from = (int) (ORIGINS[origin] * length) - horizon;
        int to = (int) (ORIGINS[origin + 1] * length) - horizon;
        for (int t = Math.max(0, from); t < to; t++) {
          if (Double.isNaN(actual[t + horizon])) {
            continue;
          }
          int lags = Math.min(order, t + 1 - rows.begin());
          if (lags < 0 || Double.isNaN(rows.y()[t])) { // as the shorter rungs would do
            errors.add(Math.abs(actual[t + horizon] - filled[t]));
            continue;
          }
          if (weights[lags] == null) {
            weights[lags] = fits.weights(lags);
          }
          double error = rows.y()[t] - weights[lags][0];
          for (int j = 1; j <= lags; j++) {
            error -= weights[lags][j] * rows.u()[t + 1 - j];
          }
          errors.add(Math.abs(error));
        }
      }
    }
    return errors.build().toArray();
  }

  /** What is fitted until an origin; null if there are too few rows. */
  private Fits fits(Choice choice, int horizon, int origin) {
    Sums sums = new Sums(choice.offset(), horizon);
    LagProducts until = products.computeIfAbsent(sums, s -> products(choice, horizon))[origin];
    return until.rows() < FEWEST_ROWS ? null : until.solve(choice.form != Form.DIFFERENCES);
  }

  /** Of each origin; a later one's rows are added to those of the one before. */
  private LagProducts[] products(Choice choice, int horizon) {
    LagProducts[] all = new LagProducts[ORIGINS.length];
    double done = 0;
    for (int origin = 0; origin < all.length; origin++) {
      int lags = lags(choice, ORIGINS[origin]);
      boolean goesOn = origin > 0 && all[origin - 1].lags() == lags;
      all[origin] = goesOn ? all[origin - 1].copy() : new LagProducts(lags);
      for (int i = 0; i < series.size(); i++) {
        TrainingSeries.Rows rows = series.rows(i, choice.form, choice.period, horizon);
        int from = goesOn ? (int) (done * rows.u().length) - horizon : 0;
        int to = (int) (ORIGINS[origin] * rows.u().length) - horizon;
        all[origin].add(rows.u(), rows.begin(), rows.y(), from, to);
      }
      done = ORIGINS[origin];
    }
    return all;
  }

  /** What sums are of. */
  private record Sums(int offset, int horizon) {}

  private double[][] ladder(Choice choice, int horizon) {
    List<double[]> rungs = new ArrayList<>();
    Fits fits = fits(choice, horizon, LAST);
    rungs.add(new double[1]);
    if (fits == null) {
      rungs.add(new double[] {0, 1}); // persistence
      return rungs.toArray(double[][]::new);
    }
    List<double[]> own = new ArrayList<>();
    for (int order = 0; order <= choice.order; order = next(order, choice.order)) {
      own.add(levels(choice, horizon, fits.weights(order)));
    }
    if (choice.form == Form.SEASONAL) {
      for (double[] rung : averaged(good(NOT_SEASONAL, horizon), horizon)) {
        if (rung.length < own.get(0).length) {
          append(rungs, rung);
        }
      }
    }
    own.forEach(rung -> append(rungs, rung));
    return rungs.toArray(double[][]::new);
  }

  /** At each length the mean of the longest rungs that are no longer. */
  private double[][] averaged(List<Choice> choices, int horizon) {
    List<double[][]> ladders = choices.stream().map(choice -> ladder(choice, horizon)).toList();
    int[] lengths =
        ladders.stream()
            .flatMap(Arrays::stream)
            .mapToInt(rung -> rung.length)
            .sorted()
            .distinct()
            .toArray();
    double[][] mean = new double[lengths.length][];
    for (int i = 0; i < lengths.length; i++) {
      mean[i] = new double[lengths[i]];
      for (double[][] ladder : ladders) {
        double[] rung = ladder[0];
        for (double[] longer : ladder) {
          rung = longer.length <= lengths[i] ? longer : rung;
        }
        for (int j = 0; j < rung.length; j++) {
          mean[i][j] += rung[j] / ladders.size();
        }
      }
    }
    return mean;
  }

  private static void append(List<double[]> rungs, double[] rung) {
    if (rung.length == rungs.get(rungs.size() - 1).length) {
      rungs.remove(rungs.size() - 1);
    }
    rungs.add(rung);
  }

  /** All small orders, then fewer: the file stays small. */
  private static int next(int order, int largest) {
    int next = order < 8 ? order + 1 : order + order / 4;
    return order < largest ? Math.min(next, largest) : largest + 1;
  }

  private double[] levels(Choice choice, int horizon, double[] weights) {
    int offset = choice.offset();
    if (offset == 0) {
      return weights;
    }
    int order = weights.length - 1;
    int anchor = choice.anchor(horizon);
    double[] levels = new double[2 + Math.max(anchor, order == 0 ? 0 : order - 1 + offset)];
    levels[0] = weights[0];
    levels[1 + anchor] = 1;
    for (int j = 1; j <= order; j++) {
      levels[j] += weights[j];
      levels[j + offset] -= weights[j];
    }
    return levels;
  }
}
