package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.ClassScores;
import io.github.tbptt4j.tuning.forecast.IntervalScores;
import io.github.tbptt4j.tuning.forecast.TableScores;
import io.github.tbptt4j.tuning.forecast.ValueScores;
import io.github.tbptt4j.tuning.internal.baseline.Baseline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Scores what a model said, and its baselines on the same rows. */
public final class Evaluation {
  /** All classes that the training part didn't have. */
  private static final String OTHER = "(not in training)";

  private final Fitted model;
  private final List<SeriesForecast> forecasts;
  private final Map<String, SeriesState> from;
  private final Counted counted;

  /** Which rows count. */
  @FunctionalInterface
  public interface Counted {
    /**
     * Says it of one.
     *
     * @param series index of the series
     * @param predicted index of the row that is predicted
     * @return whether it counts
     */
    boolean counts(int series, int predicted);
  }

  /**
   * Prepares.
   *
   * @param model what said it
   * @param forecasts of each series
   * @param from where series stood before, by name
   * @param counted which rows count
   */
  public Evaluation(
      Fitted model,
      List<SeriesForecast> forecasts,
      Map<String, SeriesState> from,
      Counted counted) {
    this.model = model;
    this.forecasts = forecasts;
    this.from = from;
    this.counted = counted;
  }

  /**
   * Scores a column of numbers.
   *
   * @param target its index
   * @param level of the intervals; null where none were asked for
   * @return the scores
   * @throws IllegalArgumentException if there is no row to score
   */
  public TableScores.OfValues values(int target, Double level) {
    Roles roles = model.encoder().roles();
    Peers peers = model.peers().get(target);
    Column said = new Column(target);
    Column lower = new Column(target);
    Column upper = new Column(target);
    for (int s = 0; s < forecasts.size(); s++) {
      SeriesForecast forecast = forecasts.get(s);
      said.add(s, forecast.values()[target], roles.horizon());
      if (level != null) {
        lower.add(s, forecast.lower()[target], roles.horizon());
        upper.add(s, forecast.upper()[target], roles.horizon());
      }
    }
    double[] actual = said.actual();
    requireSome(actual);
    Map<String, ValueScores> baselines = new LinkedHashMap<>();
    Map<String, String> titles = new LinkedHashMap<>();
    for (Baseline baseline : peers.baselines()) {
      double[] predicted = baseline(baseline, target).said();
      baselines.put(baseline.key(), ValueScores.of(actual, predicted, peers.maseScale()));
      titles.put(baseline.key(), baseline.title());
    }
    ValueScores metrics = ValueScores.of(actual, said.said(), peers.maseScale());
    if (level == null) {
      return new TableScores.OfValues(metrics, null, baselines, titles);
    }
    double tail = (1 - level) / 2;
    return new TableScores.OfValues(
        metrics.withPinball(
            actual, new double[][] {lower.said(), upper.said()}, new double[] {tail, 1 - tail}),
        IntervalScores.of(actual, lower.said(), upper.said(), level),
        baselines,
        titles);
  }

  /**
   * Scores classes.
   *
   * @return the scores
   * @throws IllegalArgumentException if there is no row to score
   */
  public TableScores.OfClasses classes() {
    Roles roles = model.encoder().roles();
    List<String> names = new ArrayList<>(roles.label().values());
    List<double[]> probabilities = new ArrayList<>();
    Column said = new Column(0);
    for (int s = 0; s < forecasts.size(); s++) {
      double[][] ofSeries = forecasts.get(s).probabilities();
      said.add(s, new double[ofSeries.length], roles.horizon());
      collect(s, ofSeries, probabilities);
    }
    double[] actual = said.actual();
    requireSome(actual);
    if (DoubleStream.of(actual).anyMatch(code -> code == names.size())) {
      names.add(OTHER); // no model says it, so it counts as wrong
      probabilities.replaceAll(row -> Arrays.copyOf(row, names.size()));
    }
    Map<String, ClassScores> baselines = new LinkedHashMap<>();
    Map<String, String> titles = new LinkedHashMap<>();
    for (Baseline baseline : model.peers().get(0).baselines()) {
      baselines.put(
          baseline.key(), ClassScores.ofCodes(actual, baseline(baseline, 0).said(), names));
      titles.put(baseline.key(), baseline.title());
    }
    return new TableScores.OfClasses(
        ClassScores.ofProbabilities(actual, probabilities.toArray(double[][]::new), names),
        baselines,
        titles);
  }

  private void collect(int series, double[][] ofSeries, List<double[]> into) {
    int horizon = model.encoder().roles().horizon();
    for (int row = 0; row + horizon < ofSeries.length; row++) {
      if (counts(series, row + horizon, ofSeries.length)) {
        into.add(ofSeries[row]);
      }
    }
  }

  private boolean counts(int series, int predicted, int length) {
    boolean labelled = !model.encoder().roles().perSequence() || predicted == length - 1;
    return labelled && counted.counts(series, predicted);
  }

  /** What a baseline says of the rows, going on from the values before, as the model does. */
  private Column baseline(Baseline baseline, int target) {
    Column column = new Column(target);
    int horizon = model.encoder().roles().horizon();
    for (int s = 0; s < forecasts.size(); s++) {
      Rows rows = forecasts.get(s).rows();
      SeriesState before = from.get(rows.name());
      double[] history = before == null ? new double[0] : before.history()[target];
      double[] values = rows.predicted(model.encoder().roles())[target];
      double[] joined = Histories.joined(history, values);
      double[] all = horizon == 0 ? ofRowsBefore(baseline, joined) : baseline.forecast(joined);
      double[] own = new double[values.length];
      System.arraycopy(all, history.length, own, 0, own.length);
      column.add(s, own, horizon);
    }
    return column;
  }

  /** At a horizon of 0 a row's own value is what is to be found out. */
  static double[] ofRowsBefore(Baseline baseline, double[] values) {
    double[] one = new double[values.length + 1];
    one[0] = Double.NaN;
    System.arraycopy(values, 0, one, 1, values.length);
    return Arrays.copyOf(baseline.forecast(one), values.length);
  }

  private void requireSome(double[] actual) {
    if (DoubleStream.of(actual).allMatch(Double::isNaN)) {
      throw new IllegalArgumentException(
          "No row has a value of %s %d rows on: there is nothing to score."
              .formatted(
                  String.join(", ", model.encoder().roles().predicted()),
                  model.encoder().roles().horizon()));
    }
  }

  /** One number of each row that counts. */
  private final class Column {
    private final int target;
    private final Pairs pairs = new Pairs();

    Column(int target) {
      this.target = target;
    }

    void add(int series, double[] said, int horizon) {
      double[] values = forecasts.get(series).rows().predicted(model.encoder().roles())[target];
      for (int row = 0; row + horizon < values.length; row++) {
        if (counts(series, row + horizon, values.length)) {
          pairs.add(actual(series, row + horizon, values), said[row]);
        }
      }
    }

    private double actual(int series, int row, double[] values) {
      int[] labels = forecasts.get(series).rows().labels();
      boolean unseen = labels != null && labels[row] == Rows.UNSEEN;
      return unseen ? model.encoder().roles().label().values().size() : values[row];
    }

    double[] actual() {
      return pairs.actual();
    }

    double[] said() {
      return pairs.predicted();
    }
  }
}
