package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.ForecastTrack;
import io.github.tbptt4j.tuning.table.ColumnType;
import io.github.tbptt4j.tuning.table.SeriesIndex;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableColumn.DateColumn;
import io.github.tbptt4j.tuning.table.TableReader;
import io.github.tbptt4j.tuning.table.TableSource;
import io.github.tbptt4j.tuning.table.TableSummary;
import io.github.tbptt4j.tuning.table.TimeStep;
import io.github.tbptt4j.zoo.DailyForecast;
import io.github.tbptt4j.zoo.DailyForecaster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Forecasts of a table's daily series by a model that wasn't trained on them. */
final class ZeroShot {
  private static final long DAY = 86_400_000;
  private static final TimeStep DAILY = new TimeStep(TimeStep.Unit.MILLISECOND, DAY);
  private static final int MOST_NAMED = 12;

  private final DailyForecaster model;
  private final TableSource source;
  private final String time;
  private final String group; // null for none
  private final List<String> targets;
  private final Table table;
  private final SeriesIndex index;
  private final List<String> leftOut = new ArrayList<>(); // groups that cannot be forecast
  private final boolean workdays;

  private ZeroShot(
      DailyForecaster model, TableSource source, String time, String group, List<String> targets)
      throws IOException {
    this.model = model;
    this.source = source;
    this.time = time;
    this.group = group;
    this.targets = targets;
    List<String> columns = new ArrayList<>(targets);
    columns.add(time);
    if (group != null) {
      columns.add(group);
    }
    table = source.read(columns.toArray(String[]::new));
    List<String> groups = group == null ? List.of() : List.of(group);
    SeriesIndex found = SeriesIndex.of(table, time, groups);
    TimeStep step = found.step().orElse(null);
    workdays = step != null && step.equals(new TimeStep(TimeStep.Unit.BUSINESS_DAY, 1));
    requireDays(step, found.isRegular());
    index = workdays ? SeriesIndex.of(table, time, groups, DAILY) : found;
  }

  private void requireDays(TimeStep step, boolean regular) {
    if (step == null) {
      throw new IllegalArgumentException(
          "No series has two rows, of which one could tell that they are days apart.");
    }
    if (!workdays && !(regular && step.equals(DAILY))) {
      throw new IllegalArgumentException(
          "Column %s isn't of days: rows are %s apart%s. This model forecasts daily series; %s."
              .formatted(
                  time,
                  step,
                  regular ? "" : " in the middle, and irregular",
                  step.unit() == TimeStep.Unit.MILLISECOND && step.count() < DAY
                      ? "sum rows up to days first, or train a model of your own: train --csv"
                      : "train one of your own: train --csv"));
    }
  }

  /**
   * Finds what isn't said in a table.
   *
   * @param reader of the table
   * @param files of the table
   * @param time column of dates; null for the first
   * @param group column that tells series apart; null for none
   * @param target column to forecast; null if there is only one that can be
   */
  static ZeroShot of(
      DailyForecaster model,
      TableReader.Builder reader,
      List<Path> files,
      String time,
      String group,
      String target)
      throws IOException {
    if (time != null) {
      reader.type(time, ColumnType.DATE);
    }
    if (group != null) {
      reader.type(group, ColumnType.CATEGORY);
    }
    if (target != null) {
      reader.type(target, ColumnType.NUMBER);
    }
    TableSource source = reader.build().scan(files);
    String dates = time != null ? time : firstDates(source);
    return new ZeroShot(
        model,
        source,
        dates,
        group,
        List.of(target != null ? target : onlyNumber(source, dates, group)));
  }

  private static String firstDates(TableSource source) {
    return source.summary().columns().stream()
        .filter(column -> column.type() == ColumnType.DATE)
        .map(TableSummary.Column::name)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no column of dates among %s: --time COLUMN says which one it is."
                        .formatted(named(source.names()))));
  }

  private static String onlyNumber(TableSource source, String time, String group) {
    List<String> numbers =
        source.summary().columns().stream()
            .filter(column -> column.type() == ColumnType.NUMBER)
            .map(TableSummary.Column::name)
            .filter(name -> !name.equals(time) && !name.equals(group))
            .toList();
    if (numbers.size() != 1) {
      throw new IllegalArgumentException(
          numbers.isEmpty()
              ? "There is no column of numbers among %s: --target COLUMN says which one it is."
                  .formatted(named(source.names()))
              : "--target COLUMN says what to forecast: %s are numbers.".formatted(named(numbers)));
    }
    return numbers.get(0);
  }

  private static String named(List<String> names) {
    return names.size() <= MOST_NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_NAMED)) + ", ..";
  }

  /** {@return what was found of the table's time, a sentence each} */
  List<String> findings() {
    List<String> findings = new ArrayList<>(index.findings());
    findings.addAll(leftOut);
    return findings;
  }

  String time() {
    return time;
  }

  Optional<String> group() {
    return Optional.ofNullable(group);
  }

  String target() {
    return targets.get(0);
  }

  TableSource source() {
    return source;
  }

  /**
   * A series' forecast.
   *
   * @param name of the series; empty without groups
   * @param dates of the days that are forecast, as the table writes them
   * @param days which of the forecast's days they are, from 1
   * @param forecast of them and of days on which there is never a row
   * @param track history and forecast, to be drawn
   */
  record Forecast(
      String name,
      List<String> dates,
      List<Integer> days,
      DailyForecast forecast,
      ForecastTrack track) {}

  /**
   * Forecasts.
   *
   * @param ahead rows of each series
   * @param level of the intervals, in (0, 1)
   */
  List<Forecast> forecast(int ahead, double level) {
    double[] values = table.numbers(target()).values();
    List<Forecast> all = new ArrayList<>();
    for (SeriesIndex.Series series : index.series()) {
      double[] history = new double[series.rows().length];
      for (int i = 0; i < history.length; i++) {
        history[i] = series.rows()[i] < 0 ? Double.NaN : values[series.rows()[i]];
      }
      try {
        all.add(forecast(series, history, ahead, level));
      } catch (IllegalArgumentException e) {
        if (series.group().isEmpty()) {
          throw e;
        }
        leftOut.add("Left out: " + series.group() + ". " + e.getMessage());
      }
    }
    if (all.isEmpty()) { // others are forecast all the same
      throw new IllegalArgumentException(String.join("\n", leftOut));
    }
    return all;
  }

  private Forecast forecast(SeriesIndex.Series series, double[] history, int ahead, double level) {
    DateColumn column = table.dates(time);
    long[] times = series.times();
    List<Integer> days = new ArrayList<>();
    List<String> dates = new ArrayList<>();
    long last = times[times.length - 1];
    int day = 0;
    while (days.size() < ahead) {
      day++;
      if (!workdays || weekday(last + day * DAY).getValue() < DayOfWeek.SATURDAY.getValue()) {
        days.add(day);
        dates.add(column.format(last + day * DAY));
      }
    }
    DailyForecast forecast = model.forecast(history, weekday(times[0]), day);
    return new Forecast(
        series.group(), dates, days, forecast, track(series, history, forecast, days, level));
  }

  private static DayOfWeek weekday(long millis) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC).getDayOfWeek();
  }

  private static ForecastTrack track(
      SeriesIndex.Series series,
      double[] history,
      DailyForecast forecast,
      List<Integer> days,
      double level) {
    int known = history.length;
    int length = known + days.size();
    long[] times = Arrays.copyOf(series.times(), length);
    double[] actual = Arrays.copyOf(history, length);
    double[][] said = new double[3][length];
    Arrays.fill(actual, known, length, Double.NaN);
    for (double[] line : said) {
      Arrays.fill(line, Double.NaN);
    }
    for (int i = 0; i < days.size(); i++) {
      int day = days.get(i);
      times[known + i] = series.times()[known - 1] + day * DAY;
      said[0][known + i] = forecast.median(day);
      said[1][known + i] = forecast.quantile(day, (1 - level) / 2);
      said[2][known + i] = forecast.quantile(day, (1 + level) / 2);
    }
    return new ForecastTrack(
        series.group(), times, actual, said[0], said[1], said[2], List.of(known));
  }
}
