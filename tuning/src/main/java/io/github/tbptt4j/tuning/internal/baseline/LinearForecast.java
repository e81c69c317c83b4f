package io.github.tbptt4j.tuning.internal.baseline;

import java.util.Arrays;
import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonIgnore;

/**
 * A forecast that is linear in the last values, fitted by least squares: what row t says of row t +
 * H is
 *
 * <pre>center + w[0] + sum over j = 1..k of w[j] (y[t + 1 - j] - center)</pre>
 *
 * with the longest rung w that the history of the series allows: k grows from 0 with the rows seen,
 * so a new series has a forecast from its first row on. Whatever form was fitted (levels,
 * differences, seasonal differences), the rungs are written in levels.
 *
 * <p>A missing value is stood in for by what the rows before say of it, one step ahead: over a gap
 * these are the forecasts that least squares would make anyway, where carrying the last value
 * forward would tell a seasonal series that it stood still. They stay within the training part's
 * range of the last value seen, so that no long gap makes an unstable model run away.
 *
 * @param horizon H, at least 1
 * @param form what was fitted
 * @param order how many lags of the form were fitted
 * @param averaged how many forms are averaged, of which this one fits best; 1 for it alone
 * @param center the training part's mean
 * @param range the training part's largest value less its smallest
 * @param rungs weights for the horizon, by rising length; the first has length 1
 * @param oneStep weights for one step ahead; empty for H = 1, where they are the rungs
 */
public record LinearForecast(
    int horizon,
    Form form,
    int order,
    int averaged,
    double center,
    double range,
    double[][] rungs,
    double[][] oneStep) {

  /** What least squares was done on. The holdout errors of the training part decide. */
  public enum Form {
    /** The values, with an intercept. */
    LEVELS,
    /** Changes from row to row, no intercept. Of order 0 it is persistence. */
    DIFFERENCES,
    /** Changes from row to row, with an intercept. */
    DRIFT,
    /** Changes from period to period, with an intercept. */
    SEASONAL
  }

  /** Checks. */
  public LinearForecast {
    Values.requireAtLeast(1, "horizon", horizon);
    Values.requireAtLeast(0, "order", order);
    Values.requireAtLeast(1, "averaged", averaged);
    Values.requireFinite("center", center);
    Values.requireFinite("range", range);
    if (form == null) {
      throw new IllegalArgumentException("form must not be null.");
    }
    checkLadder("rungs", rungs);
    if (horizon > 1) {
      checkLadder("oneStep", oneStep);
    } else if (oneStep == null || oneStep.length > 0) {
      throw new IllegalArgumentException("oneStep must be empty for a horizon of 1.");
    }
  }

  private static void checkLadder(String what, double[][] ladder) {
    if (ladder == null || ladder.length == 0 || ladder[0] == null || ladder[0].length != 1) {
      throw new IllegalArgumentException(what + " must begin with a rung of length 1.");
    }
    for (int i = 0; i < ladder.length; i++) {
      if (ladder[i] == null || (i > 0 && ladder[i].length <= ladder[i - 1].length)) {
        throw new IllegalArgumentException(
            what + "[" + i + "] must be longer than the one before.");
      }
      for (double weight : ladder[i]) {
        Values.requireFinite("A weight of " + what + "[" + i + "]", weight);
      }
    }
  }

  /**
   * Fits.
   *
   * @param training series in time order, NaN where a value is missing; all of one scale
   * @param horizon H, at least 1
   * @param periods seasonal periods to reach back to, in rows; none if there is no season
   * @return the forecast; of too few values to fit anything, persistence
   * @throws IllegalArgumentException if a value is infinite
   */
  public static LinearForecast fit(List<double[]> training, int horizon, int... periods) {
    Values.requireAtLeast(1, "horizon", horizon);
    Values.requireNotInfinite(training);
    return new LinearFit(training, periods).forecast(horizon);
  }

  /**
   * Fits twice: to a training part, and in the forms that are chosen there to more rows, too.
   *
   * @param training series as for {@link #fit}
   * @param more the same series with more rows
   * @param horizon H, at least 1
   * @param periods as for {@link #fit}
   * @return the two forecasts
   */
  public static List<LinearForecast> fitTwice(
      List<double[]> training, List<double[]> more, int horizon, int... periods) {
    Values.requireAtLeast(1, "horizon", horizon);
    Values.requireNotInfinite(training);
    Values.requireNotInfinite(more);
    LinearFit first = new LinearFit(training, periods);
    LinearForecast held = first.forecast(horizon);
    return List.of(held, new LinearFit(more, periods, first).forecast(horizon));
  }

  /** {@return the name in tables that people read} */
  @JsonIgnore
  public String title() {
    return averaged == 1 ? best() : best() + ", averaged with " + (averaged - 1) + " more";
  }

  private String best() {
    String lags = "AR(" + order + ")";
    return switch (form) {
      case LEVELS -> lags;
      case DIFFERENCES -> order == 0 ? lags + " of changes: persistence" : lags + " of changes";
      case DRIFT -> lags + " of changes with drift";
      case SEASONAL -> lags + " of seasonal changes";
    };
  }

  /** {@return the number of rows back that a forecast looks at} */
  @JsonIgnore
  public int lags() {
    return Math.max(
            rungs[rungs.length - 1].length, oneStepRungs()[oneStepRungs().length - 1].length)
        - 1;
  }

  private double[][] oneStepRungs() {
    return horizon == 1 ? rungs : oneStep;
  }

  /**
   * Forecasts row by row: the same numbers as a new session gives, bit for bit.
   *
   * @param values in time order; NaN where one is missing
   * @return [t] is what rows 0 to t say of row t + H
   */
  public double[] forecast(double[] values) {
    Session session = session();
    double[] forecast = new double[values.length];
    for (int t = 0; t < values.length; t++) {
      forecast[t] = session.next(values[t]);
    }
    return forecast;
  }

  /** {@return a session at the beginning of a series} */
  public Session session() {
    return new Session();
  }

  /** A series, row by row. Not for several threads. */
  public final class Session {
    private final int lags = lags();
    // The last values stand in a row at the end of what is filled; moved to the front when full.
    private final double[] history = new double[2 * lags + 1];
    private int end;
    private int seen;
    private double lastActual = center;

    private Session() {}

    /**
     * Takes the next row.
     *
     * @param value its value; NaN if it is missing
     * @return what the rows until here say of the one H rows on
     * @throws IllegalArgumentException if the value is infinite
     */
    public double next(double value) {
      Values.requireNotInfinite(value);
      if (!Double.isNaN(value)) {
        lastActual = value;
        push(value);
      } else if (seen > 0) {
        double expected = ahead(oneStepRungs());
        push(Math.min(Math.max(expected, lastActual - range), lastActual + range));
      }
      return ahead(rungs);
    }

    /** {@return the value of the last row, or what stands in for it} */
    double newest() {
      return history[end - 1];
    }

    /** {@return all that the next rows' forecasts depend on; finite numbers} */
    public double[] state() {
      double[] state = new double[2 + seen];
      state[0] = seen;
      state[1] = lastActual;
      System.arraycopy(history, end - seen, state, 2, seen);
      return state;
    }

    /**
     * Continues where another session was.
     *
     * @param state what {@link #state()} gave
     * @throws IllegalArgumentException if it isn't of this forecast
     */
    public void restore(double[] state) {
      int count = state.length - 2;
      if (count < 0 || count > lags || state[0] != count) {
        throw new IllegalArgumentException(
            "A state of "
                + state.length
                + " numbers isn't one of a forecast with "
                + lags
                + " lags.");
      }
      for (double number : state) {
        Values.requireFinite("A number of the state", number);
      }
      seen = count;
      end = count;
      lastActual = state[1];
      System.arraycopy(state, 2, history, 0, count);
    }

    private void push(double value) {
      if (end == history.length) {
        System.arraycopy(history, end - lags, history, 0, lags);
        end = lags;
      }
      history[end++] = value;
      seen = Math.min(seen + 1, lags);
    }

    private double ahead(double[][] ladder) {
      double[] weights = ladder[0];
      for (int i = ladder.length - 1; i > 0; i--) {
        if (ladder[i].length - 1 <= seen) {
          weights = ladder[i];
          break;
        }
      }
      double sum = 0;
      for (int j = 1; j < weights.length; j++) {
        sum += weights[j] * (history[end - j] - center);
      }
      return center + (weights[0] + sum);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LinearForecast that
        && horizon == that.horizon
        && form == that.form
        && order == that.order
        && averaged == that.averaged
        && Double.compare(center, that.center) == 0
        && Double.compare(range, that.range) == 0
        && Arrays.deepEquals(rungs, that.rungs)
        && Arrays.deepEquals(oneStep, that.oneStep);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.deepHashCode(rungs) + horizon;
  }

  @Override
  public String toString() {
    return title() + ", horizon " + horizon;
  }
}
