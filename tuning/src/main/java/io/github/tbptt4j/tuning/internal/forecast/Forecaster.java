package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.tuning.internal.score.ConformalInterval;
import io.github.tbptt4j.tuning.internal.score.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a model along a series: the one loop that all scores and predictions come from. Not for
 * several threads.
 */
public final class Forecaster {
  /** Of intervals that go along unseen, so that a state has them where they are asked for later. */
  private static final double USUAL_LEVEL = 0.9;

  private final Fitted model;
  private final Roles roles;
  private final int targets;
  private final int[] targetColumns;
  private final InferenceSession network;
  private final Double level;

  /**
   * Prepares.
   *
   * @param model all but the network
   * @param network the network
   * @param level what part of the values intervals should cover, in (0, 1); null for no intervals
   */
  public Forecaster(Fitted model, InferenceSession network, Double level) {
    this.model = model;
    this.roles = model.encoder().roles();
    this.targets = model.encoder().targets().size();
    this.targetColumns = roles.targetColumns();
    this.network = network;
    this.level = level;
  }

  /**
   * Runs.
   *
   * @param rows the series
   * @param clock goes on with its time
   * @param from where the series stood before its first row; null for its beginning
   * @param ahead rows beyond the end to forecast
   * @return what the model says
   */
  public SeriesForecast run(Rows rows, Clock clock, SeriesState from, int ahead) {
    Run run = new Run(rows, clock, from);
    run.toTheEnd();
    return run.result(ahead);
  }

  /**
   * Goes on by itself from several rows, as if each were the last.
   *
   * @param rows the series
   * @param clock goes on with its time
   * @param origins rows, ascending
   * @param ahead rows beyond each
   * @return a path for each origin
   */
  public List<SeriesForecast.Future> paths(Rows rows, Clock clock, int[] origins, int ahead) {
    Run run = new Run(rows, clock, null);
    List<SeriesForecast.Future> paths = new ArrayList<>();
    int next = 0;
    for (int row = 0; row < rows.length() && next < origins.length; row++) {
      run.step(row);
      while (next < origins.length && origins[next] == row) {
        paths.add(run.future(row, ahead));
        next++;
      }
    }
    return paths;
  }

  private double usedLevel() {
    return level == null ? USUAL_LEVEL : level;
  }

  /** One series. */
  private final class Run {
    private final Rows fresh; // without those that waited
    private final Rows rows;
    private final Clock clock;
    private final long before;
    private final double[][] past;
    private final SeriesSession session;
    private final List<ConformalInterval.Session> intervals = new ArrayList<>();
    private final RowPairs pairs;
    private final double[][] values;
    private final double[][] lower;
    private final double[][] upper;
    private final double[][] probabilities;
    private SeriesState end;

    Run(Rows fresh, Clock clock, SeriesState from) {
      this.fresh = fresh;
      this.rows = from == null ? fresh : fresh.after(from.waiting());
      this.clock = clock;
      past = from == null ? null : from.history();
      before = from == null ? 0 : from.rows() - from.waiting().size();
      session = new SeriesSession(model.encoder(), model.weights(), rows.name(), network);
      for (int j = 0; j < targets; j++) {
        intervals.add(model.intervals().get(j).session(usedLevel()));
      }
      if (from != null) {
        session.restore(new SeriesSession.State(from.walk(), from.hidden()));
        for (int j = 0; j < targets; j++) {
          if (from.intervals()[j][0] == usedLevel()) { // or their past says nothing of this level
            intervals.get(j).restore(from.intervals()[j]);
          }
        }
      }
      pairs = new RowPairs(roles, rows, clock);
      values = new double[targets][rows.length()];
      lower = new double[targets][rows.length()];
      upper = new double[targets][rows.length()];
      probabilities = new double[roles.isOfValues() ? 0 : rows.length()][];
    }

    void toTheEnd() {
      int settled = settled();
      for (int row = 0; row < rows.length(); row++) {
        if (row == settled) {
          end = state(row);
        }
        step(row);
      }
      if (end == null) {
        end = state(rows.length());
      }
    }

    void step(int row) {
      pairs.moveTo(row);
      if (roles.looksAhead()) {
        observe(pairs.row());
      }
      session.next(pairs.row(), pairs.ahead());
      say(row);
      if (!roles.looksAhead()) {
        observe(pairs.row()); // of the row itself, which what was said of it must not know
      }
    }

    /**
     * The first row that is needed again: more of the future may change what it says, or what it
     * says is of rows beyond the end.
     */
    private int settled() {
      boolean all = roles.known().isEmpty() && roles.horizon() <= 1;
      return all ? rows.length() : Math.max(0, rows.length() - roles.horizon());
    }

    private void observe(RowValues row) {
      for (int j = 0; j < targets; j++) {
        int column = targetColumns[j];
        double z = model.encoder().targets().get(j).in(rows.name(), row.numbers()[column]);
        intervals.get(j).observe(z);
      }
    }

    private void say(int row) {
      for (int j = 0; j < targets; j++) {
        values[j][row] = session.value(j);
        Interval interval = intervals.get(j).next(session.z(j));
        TargetEncoder target = model.encoder().targets().get(j);
        lower[j][row] = target.out(rows.name(), interval.lower());
        upper[j][row] = target.out(rows.name(), interval.upper());
      }
      if (!roles.isOfValues()) {
        probabilities[row] = new double[model.encoder().outputSize()];
        for (int label = 0; label < probabilities[row].length; label++) {
          probabilities[row][label] = session.probability(label);
        }
      }
    }

    private SeriesState state(int row) {
      SeriesSession.State state = session.state();
      double[][] ofIntervals = new double[targets][];
      for (int j = 0; j < targets; j++) {
        ofIntervals[j] = intervals.get(j).state();
      }
      double[][] own = fresh.predicted(roles);
      double[][] history = new double[own.length][];
      for (int j = 0; j < own.length; j++) {
        history[j] = Histories.kept(past == null ? own[j] : Histories.joined(past[j], own[j]));
      }
      Long time =
          rows.times() == null || rows.length() == 0 ? null : rows.times()[rows.length() - 1];
      return new SeriesState(
          before + rows.length(),
          time,
          state.walk(),
          state.hidden(),
          ofIntervals,
          history,
          rows.from(row));
    }

    SeriesForecast result(int ahead) {
      int waited = rows.length() - fresh.length();
      boolean asked = level != null;
      return new SeriesForecast(
          fresh,
          tails(values, waited),
          asked ? tails(lower, waited) : null,
          asked ? tails(upper, waited) : null,
          roles.isOfValues()
              ? probabilities
              : Arrays.copyOfRange(probabilities, waited, probabilities.length),
          roles.isOfValues() && ahead > 0 && rows.length() > 0
              ? future(rows.length() - 1, ahead)
              : null,
          end);
    }

    /**
     * Goes on beyond the end, what was forecast of a row standing for its value. Inputs that aren't
     * predicted stay as they were last.
     */
    private SeriesForecast.Future future(int last, int ahead) {
      int horizon = roles.horizon();
      long[] times = rows.times() == null ? null : new long[ahead];
      double[][] path = new double[targets][ahead];
      double[][] below = new double[targets][ahead];
      double[][] above = new double[targets][ahead];
      RowValues row = new RowValues(roles);
      RowValues predicted = new RowValues(roles);
      row.set(rows, last, clock);
      double[][] later = new double[targets][ahead]; // what rows beyond the end say
      SeriesSession beyond = session.copy();
      for (int step = 0; step < ahead; step++) {
        long time = rows.times() == null ? 0 : clock.after(rows.times()[last], step + 1);
        if (times != null) {
          times[step] = time;
        }
        int said = last + 1 + step - horizon; // the row that says this one
        for (int j = 0; j < targets; j++) {
          TargetEncoder target = model.encoder().targets().get(j);
          double value =
              said > last ? later[j][step - horizon] : said < 0 ? Double.NaN : values[j][said];
          path[j][step] = value;
          double z = target.in(rows.name(), value);
          Interval interval = intervals.get(j).ahead(z, 1 + step / horizon);
          below[j][step] = target.out(rows.name(), interval.lower());
          above[j][step] = target.out(rows.name(), interval.upper());
          row.numbers()[targetColumns[j]] = value;
        }
        row.setTime(clock.local(time));
        predicted.setUnknown(
            rows.times() == null
                ? 0
                : clock.local(clock.after(rows.times()[last], step + 1 + horizon)));
        beyond.next(row, predicted);
        for (int j = 0; j < targets; j++) {
          later[j][step] = beyond.value(j);
        }
      }
      return new SeriesForecast.Future(
          times, path, level == null ? null : below, level == null ? null : above);
    }
  }

  private static double[][] tails(double[][] all, int from) {
    double[][] tails = new double[all.length][];
    for (int j = 0; j < all.length; j++) {
      tails[j] = Arrays.copyOfRange(all[j], from, all[j].length);
    }
    return tails;
  }
}
