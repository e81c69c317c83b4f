package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.internal.forecast.Frame;
import io.github.tbptt4j.tuning.internal.forecast.LeadScores;
import io.github.tbptt4j.tuning.internal.forecast.Origins;
import io.github.tbptt4j.tuning.internal.forecast.Peers;
import io.github.tbptt4j.tuning.internal.forecast.RollingForecasts;
import io.github.tbptt4j.tuning.internal.forecast.Rows;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How good a model's forecasts are so many rows ahead: it goes on by itself from origins in the
 * last part of a table, each time as {@link TableModel#forecast} would from a table that ends
 * there. Beside it, persistence, a seasonal naive forecast and a least-squares autoregression of
 * each lead, fitted to what comes before the first origin, or with refits before that of each
 * refit.
 *
 * <pre>{@code
 * Backtest test = Backtest.of(model, table, new BacktestOptions().ahead(24));
 * }</pre>
 */
public final class Backtest {
  private static final double LAST = 0.15;
  private static final int LONGEST_PERIOD = 24;
  private static final int USUAL_ORIGINS = 1000;
  private static final int TOLD_FORECASTS = 2000; // fewer take a moment only

  private final BacktestOptions options;
  private final int origins;
  private final List<String> leftOut;
  private final List<Column> columns;
  private final List<List<ForecastTrack>> tracks;

  private Backtest(
      BacktestOptions options,
      int origins,
      List<String> leftOut,
      List<Column> columns,
      List<List<ForecastTrack>> tracks) {
    this.options = options;
    this.origins = origins;
    this.leftOut = leftOut;
    this.columns = columns;
    this.tracks = tracks;
  }

  /**
   * Scores of a column that is forecast, in its unit.
   *
   * @param name of the column
   * @param total over all leads
   * @param leads 1 row ahead, 2, ..; those without a known value are left out
   * @param titles of the baselines, for people, by key
   */
  public record Column(
      String name, LeadScores total, List<LeadScores> leads, Map<String, String> titles) {}

  /**
   * Tests a model.
   *
   * @param model of numbers, with a horizon of at least 1
   * @param source the table; it must have the columns that the model was trained on
   * @param options what is asked for
   * @return the scores
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if no series is long enough, if columns differ, or cells are
   *     wrong; the message names them
   */
  public static Backtest of(TableModel model, TableSource source, BacktestOptions options)
      throws IOException {
    model.requireGoesOn();
    TableModel.Opened opened = model.open(source, null);
    BacktestOptions used = complete(options, model, opened.frame());
    List<Origins> origins = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    for (Rows rows : opened.frame().series()) {
      int last = used.last() == null ? usualLast(rows) : used.last();
      Origins ofSeries = Origins.of(rows, Math.max(last, used.ahead()), used.step(), used.ahead());
      origins.add(ofSeries);
      if (ofSeries.count() == 0) {
        leftOut.add(rows.name());
      }
    }
    int count = origins.stream().mapToInt(Origins::count).sum();
    requireSome(count, used.ahead(), opened.frame());
    if (used.progress() && (long) count * used.ahead() >= TOLD_FORECASTS) {
      System.err.printf(
          Locale.ROOT,
          "forecasting %,d rows ahead from %,d origins, beside baselines of each lead%n",
          used.ahead(),
          count);
    }
    RollingForecasts rolling =
        new RollingForecasts(opened.frame().clock(), model.fitted(), origins, used.level());
    if (used.refits() == 0) {
      rolling.add(0, 1, rolling.ownPasts(), model.forecaster(used.level()), opened.before());
    } else {
      refit(rolling, new Refit(model, source, used.progress()), used);
    }
    List<Column> columns = new ArrayList<>();
    List<List<ForecastTrack>> tracks = new ArrayList<>();
    for (int j = 0; j < model.predicted().size(); j++) {
      List<LeadScores> leads = rolling.leads(j);
      if (leads.isEmpty()) {
        throw new IllegalArgumentException(
            "No row has a value of %s behind an origin: there is nothing to score."
                .formatted(model.predicted().get(j)));
      }
      columns.add(new Column(model.predicted().get(j), rolling.total(j), leads, rolling.titles(j)));
      tracks.add(tracks(rolling, j, used.ahead()));
    }
    return new Backtest(used, count, leftOut, columns, tracks);
  }

  private static void refit(RollingForecasts rolling, Refit refit, BacktestOptions used)
      throws IOException {
    int most = rolling.origins().stream().mapToInt(Origins::count).max().orElse(0);
    if (used.refits() > most) {
      throw new IllegalArgumentException(
          "refits (%d) must be at most the number of origins, %d.".formatted(used.refits(), most));
    }
    for (int part = 0; part < used.refits(); part++) {
      int[] ends = rolling.commonPast(part, used.refits());
      TableModel again = refit.before(ends);
      rolling.add(part, used.refits(), ends, again.forecaster(used.level()), Map.of());
    }
  }

  private static BacktestOptions complete(BacktestOptions options, TableModel model, Frame frame) {
    int rows = 0;
    int longest = 1;
    for (Rows series : frame.series()) {
      int last = options.last() == null ? usualLast(series) : options.last();
      rows += Math.min(series.length(), last);
      longest = Math.max(longest, last);
    }
    BacktestOptions used = options;
    if (options.ahead() == null) {
      int wished = Math.max(model.horizon(), usualPeriod(model));
      used = used.ahead(Math.max(1, Math.min(longest, wished)));
    }
    if (options.step() == null) {
      used = used.step(Math.max(1, rows / USUAL_ORIGINS));
    }
    return used;
  }

  private static int usualLast(Rows rows) {
    return Math.max(1, (int) Math.round(LAST * rows.length()));
  }

  /** The longest period that people look ahead; 1 where there is none. */
  private static int usualPeriod(TableModel model) {
    return model.fitted().peers().stream()
        .map(Peers::periods)
        .flatMap(List::stream)
        .mapToInt(period -> period)
        .filter(period -> period <= LONGEST_PERIOD)
        .max()
        .orElse(1);
  }

  private static void requireSome(int origins, int ahead, Frame frame) {
    if (origins == 0) {
      int longest = frame.series().stream().mapToInt(Rows::length).max().orElse(0);
      throw new IllegalArgumentException(
          "To forecast %d ahead takes at least %d rows; the table has %d%s."
              .formatted(
                  ahead,
                  ahead + 1,
                  longest,
                  frame.series().size() > 1 ? " in its longest series" : ""));
    }
  }

  /** Paths that don't overlap, one behind the other. */
  private static List<ForecastTrack> tracks(RollingForecasts rolling, int target, int ahead) {
    List<ForecastTrack> tracks = new ArrayList<>();
    for (int s = 0; s < rolling.origins().size(); s++) {
      Origins origins = rolling.origins().get(s);
      if (origins.count() == 0) {
        continue;
      }
      Rows rows = origins.rows();
      ForecastTrack track =
          ForecastTrack.of(rows.name(), rolling.localTimes(s), rolling.values(s, target));
      int next = 0;
      for (int i = 0; i < origins.count(); i++) {
        int origin = origins.at()[i];
        if (origin >= next) {
          track.set(origin + 1, rolling.path(s, i), target);
          if (ahead > 1 || origin > next || i == 0) { // or it follows on the one before
            track.starts().add(origin + 1);
          }
          next = origin + ahead;
        }
      }
      tracks.add(track);
    }
    return tracks;
  }

  /** {@return what was asked for, with what was chosen where it was left open} */
  public BacktestOptions options() {
    return options;
  }

  /** {@return how many origins there are, over all series} */
  public int origins() {
    return origins;
  }

  /** {@return names of the series that are too short} */
  public List<String> leftOut() {
    return leftOut;
  }

  /** {@return scores of each column that is forecast} */
  public List<Column> columns() {
    return columns;
  }

  /**
   * Forecasts that don't overlap, to be drawn beside what came.
   *
   * @param target index in {@link TableModel#predicted}
   * @return of each series that is long enough
   */
  public List<ForecastTrack> tracks(int target) {
    return tracks.get(target);
  }

  /** {@return scores by column and lead, as a tree for JSON} */
  public Map<String, Object> tree() {
    Map<String, Object> targets = new LinkedHashMap<>();
    Map<String, Object> first = new LinkedHashMap<>();
    for (Column column : columns) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("metrics", column.total.metrics());
      one.put("intervals", column.total.intervals());
      one.put("baselines", column.total.baselines());
      one.put("leads", column.leads);
      targets.put(column.name, one);
      if (first.isEmpty()) {
        first.putAll(one);
      }
    }
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("origins", origins);
    tree.put("ahead", options.ahead());
    tree.put("step", options.step());
    if (options.last() != null) {
      tree.put("last", options.last());
    }
    tree.put("refits", options.refits());
    tree.putAll(first);
    tree.put("targets", targets);
    return tree;
  }
}
