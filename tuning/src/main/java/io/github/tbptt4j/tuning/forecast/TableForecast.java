package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.internal.forecast.Evaluation;
import io.github.tbptt4j.tuning.internal.forecast.Fitted;
import io.github.tbptt4j.tuning.internal.forecast.Frame;
import io.github.tbptt4j.tuning.internal.forecast.SeriesForecast;
import io.github.tbptt4j.tuning.internal.forecast.SeriesState;
import io.github.tbptt4j.tuning.table.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/** What a model says of a table's rows, and beyond the last. */
public final class TableForecast {
  private final Fitted fitted;
  private final Table table;
  private final Frame frame;
  private final List<SeriesForecast> forecasts;
  private final Map<String, SeriesState> before;
  private final Map<String, SeriesState> after;
  private final Double level;

  TableForecast(
      Fitted fitted,
      Table table,
      Frame frame,
      List<SeriesForecast> forecasts,
      Map<String, SeriesState> before,
      Map<String, SeriesState> after,
      Double level) {
    this.fitted = fitted;
    this.table = table;
    this.frame = frame;
    this.forecasts = forecasts;
    this.before = before;
    this.after = after;
    this.level = level;
  }

  /**
   * What is said of one column of numbers, a row of the table each: row t says it of the row at the
   * horizon.
   *
   * @param values the forecast
   * @param lower ends of the intervals; null where none were asked for
   * @param upper ends of the intervals; null where none were asked for
   */
  public record Column(double[] values, double[] lower, double[] upper) {}

  /**
   * Rows beyond the end of a series, each with what is forecast of itself.
   *
   * @param series its group; empty without groups
   * @param dates as the table writes them; null without time
   * @param clocks times of day, where the table has them in a column of their own; else null
   * @param columns what is predicted, as {@link TableModel#predicted}
   */
  public record Future(String series, String[] dates, String[] clocks, List<Column> columns) {}

  /**
   * A column of numbers that is predicted.
   *
   * @param target index in {@link TableModel#predicted}
   * @return what is said, in the order of the table
   */
  public Column column(int target) {
    boolean intervals = level != null;
    double[] values = unknown();
    double[] lower = intervals ? unknown() : null;
    double[] upper = intervals ? unknown() : null;
    for (SeriesForecast forecast : forecasts) {
      int[] rows = forecast.rows().rows();
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] >= 0) {
          values[rows[i]] = forecast.values()[target][i];
          if (intervals) {
            lower[rows[i]] = forecast.lower()[target][i];
            upper[rows[i]] = forecast.upper()[target][i];
          }
        }
      }
    }
    return new Column(values, lower, upper);
  }

  private double[] unknown() {
    double[] values = new double[table.rows()];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  /** {@return [row][class] probabilities, in the order of the table} */
  public double[][] probabilities() {
    double[][] all = new double[table.rows()][];
    for (SeriesForecast forecast : forecasts) {
      int[] rows = forecast.rows().rows();
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] >= 0) {
          all[rows[i]] = forecast.probabilities()[i];
        }
      }
    }
    return all;
  }

  /** {@return the rows beyond the end of each series; empty where none were asked for} */
  public List<Future> future() {
    List<Future> all = new ArrayList<>();
    for (SeriesForecast forecast : forecasts) {
      SeriesForecast.Future future = forecast.future();
      if (future == null) {
        continue;
      }
      List<Column> columns = new ArrayList<>();
      for (int j = 0; j < future.values().length; j++) {
        columns.add(
            new Column(
                future.values()[j],
                future.lower() == null ? null : future.lower()[j],
                future.upper() == null ? null : future.upper()[j]));
      }
      all.add(
          new Future(
              forecast.rows().name(), dates(future.times()), clocks(future.times()), columns));
    }
    return all;
  }

  private String[] dates(long[] times) {
    String column = fitted.encoder().roles().time();
    return times == null
        ? null
        : Arrays.stream(times).mapToObj(table.dates(column)::format).toArray(String[]::new);
  }

  /**
   * What is said of the rows of each series, those beyond its end included.
   *
   * @param target index in {@link TableModel#predicted}
   * @return a track for each series
   */
  public List<ForecastTrack> tracks(int target) {
    int horizon = fitted.encoder().roles().horizon();
    List<ForecastTrack> tracks = new ArrayList<>();
    for (SeriesForecast forecast : forecasts) {
      SeriesForecast.Future future = forecast.future();
      int beyond = future == null ? 0 : future.values()[target].length;
      int rows = forecast.rows().length();
      int column =
          fitted
              .encoder()
              .roles()
              .numbers()
              .indexOf(fitted.encoder().roles().targets().get(target));
      double[] actual = Arrays.copyOf(forecast.rows().numbers()[column], rows + beyond);
      Arrays.fill(actual, rows, actual.length, Double.NaN);
      ForecastTrack track =
          ForecastTrack.of(forecast.rows().name(), times(forecast.rows().times(), future), actual);
      track.set(horizon, forecast, target);
      if (future != null) {
        track.set(rows, future, target);
        track.starts().add(rows);
      }
      tracks.add(track);
    }
    return tracks;
  }

  private long[] times(long[] ofRows, SeriesForecast.Future future) {
    if (ofRows == null) {
      return null;
    }
    LongStream beyond = future == null ? LongStream.empty() : Arrays.stream(future.times());
    return LongStream.concat(Arrays.stream(ofRows), beyond).map(frame.clock()::local).toArray();
  }

  /**
   * When the rows lie that each row predicts.
   *
   * @return dates, and times of day, as the table writes them, a row of the table each; null
   *     without time
   */
  public String[] predictedFor() {
    if (fitted.encoder().roles().time() == null) {
      return null;
    }
    String[] all = new String[table.rows()];
    int horizon = fitted.encoder().roles().horizon();
    for (SeriesForecast forecast : forecasts) {
      int[] rows = forecast.rows().rows();
      long[] times = new long[rows.length];
      for (int i = 0; i < rows.length; i++) {
        int predicted = Math.min(i + horizon, rows.length - 1);
        long time = forecast.rows().times()[predicted];
        times[i] = frame.clock().after(time, i + horizon - predicted);
      }
      String[] dates = dates(times);
      String[] clocks = clocks(times);
      for (int i = 0; i < rows.length; i++) {
        if (rows[i] >= 0) {
          all[rows[i]] = clocks == null ? dates[i] : dates[i] + " " + clocks[i];
        }
      }
    }
    return all;
  }

  private String[] clocks(long[] times) {
    return times == null || clockColumn().isEmpty()
        ? null
        : Arrays.stream(times)
            .mapToObj(table.dates(fitted.encoder().roles().time())::formatClock)
            .toArray(String[]::new);
  }

  /** {@return the column with times of day, where they stand apart from the dates} */
  public Optional<String> clockColumn() {
    String time = fitted.encoder().roles().time();
    return time == null ? Optional.empty() : table.dates(time).clockColumn();
  }

  /** {@return where the forecast stands at the table's end} */
  public ForecastState state() {
    return new ForecastState(fitted.id(), after);
  }

  /** {@return the series that go on from where the training table, or a state, ended} */
  public List<String> continued() {
    return frame.series().stream().map(rows -> rows.name()).filter(before::containsKey).toList();
  }

  /**
   * Scores what was said, with the baselines on the same rows.
   *
   * @param last rows of each series that count; {@link Integer#MAX_VALUE} for all
   * @return the scores
   * @throws IllegalArgumentException if no row has a value to compare with
   */
  public TableScores scores(int last) {
    Evaluation evaluation =
        new Evaluation(
            fitted,
            forecasts,
            before,
            (s, predicted) -> predicted >= forecasts.get(s).rows().length() - (long) last);
    return TableScores.of(fitted, evaluation, level);
  }
}
