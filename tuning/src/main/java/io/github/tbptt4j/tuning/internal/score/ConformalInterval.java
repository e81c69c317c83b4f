package io.github.tbptt4j.tuning.internal.score;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Intervals around forecasts, from the errors of a validation part that the forecasts weren't
 * fitted on.
 *
 * <p>The score of an error is |e[t]| / s[t], where s is an exponentially weighted mean of the
 * absolute errors known when the forecast was made: the intervals breathe with the volatility.
 * Their half width is q s, where q begins at the quantile of the validation scores with the
 * correction for their finite number (Vovk et al. 2005), and is then tracked: each value outside
 * widens it, each inside narrows it, so that in the long run the promised part lies inside whatever
 * the series does (Angelopoulos et al. 2023, on a logarithmic scale, so that it needs no unit).
 *
 * @param horizon H, at least 1: the actual value of a forecast is known H rows later
 * @param smoothing weight of the newest absolute error in s
 * @param scale s at the end of the validation part; 0 if all errors were
 * @param scores of the validation part, ascending, at most 1,000
 * @param leads of forecasts 1, 2, .. steps ahead, how much wider than of the first; ascending from
 *     1
 */
public record ConformalInterval(
    int horizon, double smoothing, double scale, double[] scores, double[] leads) {
  private static final int MOST_SCORES = 1000;
  private static final double SMALLEST_SCALE = .1; // of the scale; errors that are 0 for a while

  // So that an interval can grow at all, and soon enough, where all was right for long.
  private static final double SMALLEST_QUANTILE = .1;
  private static final double SMALLEST_FACTOR = -2; // logarithms
  private static final double LARGEST_FACTOR = 6;

  // By experiment on ten kinds of series and parts of 50 to 1,500 rows: slower is late where the
  // volatility changes, faster widens the intervals of series that don't change.
  private static final double RATE = .06;
  private static final double SMOOTHING = .06;

  /** Checks. */
  public ConformalInterval {
    if (horizon < 0) {
      throw new IllegalArgumentException("horizon (" + horizon + ") must be at least 0.");
    }
    requireAscending("scores", scores, 0);
    requireAscending("leads", leads, 1);
    if (!(smoothing > 0 && smoothing <= 1)) {
      throw new IllegalArgumentException(
          "smoothing (" + smoothing + ") must be greater than 0, at most 1.");
    }
    if (!(scale >= 0 && scale <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("scale (" + scale + ") must be finite, at least 0.");
    }
  }

  private static void requireAscending(String what, double[] numbers, double smallest) {
    if (numbers == null || numbers.length == 0) {
      throw new IllegalArgumentException(what + " must not be empty.");
    }
    double before = smallest;
    for (double number : numbers) {
      if (!(number >= before && number <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            what
                + " must be finite and ascend from "
                + smallest
                + ", but "
                + number
                + " follows "
                + before
                + ".");
      }
      before = number;
    }
  }

  /**
   * Fits.
   *
   * @param actual for each series, the value that the forecast of a row is of (see {@link
   *     Horizons#ahead}); NaN where it is missing
   * @param predicted the forecasts of the same rows
   * @param horizon H
   * @return the intervals
   * @throws IllegalArgumentException if no row has an actual value
   */
  public static ConformalInterval fit(
      List<double[]> actual, List<double[]> predicted, int horizon) {
    double sum = 0;
    int n = 0;
    for (int i = 0; i < actual.size(); i++) {
      double[] values = actual.get(i);
      double[] forecasts = predicted.get(i);
      RowChecks.requireEqualLengths(values, "the forecast", forecasts.length);
      for (int t = 0; t < values.length; t++) {
        if (!Double.isNaN(values[t])) {
          RowChecks.requireFinite("The forecast", forecasts[t], t);
          sum += Math.abs(values[t] - forecasts[t]);
          n++;
        }
      }
    }
    double mean = sum / RowChecks.requireSome(n);
    double[] scores = new double[n];
    int next = 0;
    double last = 0;
    for (int i = 0; i < actual.size(); i++) {
      double[] values = actual.get(i);
      Scale scale = new Scale(mean, SMOOTHING);
      int later = Math.max(1, horizon); // when an error is known
      for (int t = 0; t < values.length; t++) {
        if (t >= later && !Double.isNaN(values[t - later])) {
          scale.add(Math.abs(values[t - later] - predicted.get(i)[t - later]));
        }
        if (!Double.isNaN(values[t])) {
          double error = Math.abs(values[t] - predicted.get(i)[t]);
          scores[next++] = error == 0 ? 0 : error / scale.now();
        }
      }
      last += scale.now() / actual.size();
    }
    Arrays.sort(scores);
    return new ConformalInterval(horizon, SMOOTHING, last, thinned(scores), new double[] {1});
  }

  private static double[] thinned(double[] sorted) {
    if (sorted.length <= MOST_SCORES) {
      return sorted;
    }
    double[] thinned = new double[MOST_SCORES];
    for (int i = 0; i < MOST_SCORES; i++) {
      thinned[i] = sorted[(int) ((i + .5) * sorted.length / MOST_SCORES)];
    }
    return thinned;
  }

  /**
   * Adds how errors grow where forecasts are continued by themselves.
   *
   * @param errorsByLead [k] holds errors of forecasts k + 1 steps ahead, the first one the
   *     horizon's own; NaN where an actual value is missing
   * @return intervals with it
   */
  public ConformalInterval fitLeads(double[][] errorsByLead) {
    double first = meanAbsolute(errorsByLead[0]);
    double[] grown = new double[errorsByLead.length];
    grown[0] = 1;
    for (int k = 1; k < grown.length; k++) {
      double ratio = meanAbsolute(errorsByLead[k]) / first;
      grown[k] = ratio > grown[k - 1] && ratio <= Double.MAX_VALUE ? ratio : grown[k - 1];
    }
    return new ConformalInterval(horizon, smoothing, scale, scores, grown);
  }

  private static double meanAbsolute(double[] errors) {
    return Arrays.stream(errors).filter(e -> !Double.isNaN(e)).map(Math::abs).average().orElse(0);
  }

  /**
   * How much wider an interval is for a forecast further ahead. Beyond what was fitted it grows as
   * a random walk's does, by the root of the steps.
   *
   * @param steps 1 is the horizon's own
   * @return at least 1
   */
  public double leadScale(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps (" + steps + ") must be at least 1.");
    }
    int fitted = leads.length;
    return steps <= fitted
        ? leads[steps - 1]
        : leads[fitted - 1] * Math.sqrt((double) steps / fitted);
  }

  /**
   * Begins a series.
   *
   * @param level the promise, such as 0.9
   * @return a session; intervals of other levels need their own
   */
  public Session session(double level) {
    return new Session(level);
  }

  /** The quantile of a level with the correction for finite samples. */
  private double quantile(double level) {
    int n = scores.length;
    int rank = (int) Math.ceil((n + 1) * level - 1e-9); // .. but for rounding
    if (rank <= n) {
      return Math.max(SMALLEST_QUANTILE, scores[Math.max(1, rank) - 1]);
    }
    // Fewer scores than the level needs: the largest stands for its own level, and the tail of a
    // normal distribution leads on.
    double largest = Math.max(SMALLEST_QUANTILE, scores[n - 1]);
    return largest * halfNormal(level) / halfNormal(n / (n + 1.0));
  }

  private static double halfNormal(double level) {
    return new NormalDistribution(null, 0, 1).inverseCumulativeProbability((1 + level) / 2);
  }

  /** The exponentially weighted mean absolute error. */
  private static final class Scale {
    private final double smallest;
    private final double smoothing;
    private double mean;

    Scale(double mean, double smoothing) {
      this.mean = mean;
      this.smoothing = smoothing;
      smallest = SMALLEST_SCALE * mean;
    }

    void add(double error) {
      mean += smoothing * (error - mean);
    }

    double now() {
      return Math.max(mean, smallest);
    }
  }

  /**
   * A series, row by row: first {@link #observe} its value, then {@link #next}; for H = 0 first
   * next, then observe. Not for several threads.
   */
  public final class Session {
    private final double level;
    private final double quantile;
    private final Scale now = new Scale(scale, smoothing);
    // What is still to be observed, in a ring: forecasts and half widths.
    private final double[] forecasts = new double[Math.max(1, horizon)];
    private final double[] halfWidths = new double[Math.max(1, horizon)];
    private long rows;
    private double logFactor;

    private Session(double level) {
      this.level = RowChecks.requireLevel(level);
      quantile = quantile(level);
    }

    /**
     * Takes a forecast.
     *
     * @param prediction of the row H rows on
     * @return where its value is expected
     */
    public Interval next(double prediction) {
      if (!Double.isFinite(prediction)) {
        throw new IllegalArgumentException(
            "The forecast is " + prediction + ": it must be finite.");
      }
      double half = halfWidth();
      int slot = (int) (rows++ % forecasts.length);
      forecasts[slot] = prediction;
      halfWidths[slot] = half;
      return new Interval(prediction - half, prediction + half);
    }

    /**
     * The interval of a forecast further ahead. The session stays where it is.
     *
     * @param prediction the forecast
     * @param steps 1 is the horizon's own
     * @return where the value is expected
     */
    public Interval ahead(double prediction, int steps) {
      double half = halfWidth() * leadScale(steps);
      return new Interval(prediction - half, prediction + half);
    }

    private double halfWidth() {
      return quantile * Math.exp(logFactor) * now.now();
    }

    /**
     * Takes the value of a row. It is compared with the forecast of H rows before; if there was
     * none, with nothing.
     *
     * @param actual NaN if it is missing
     */
    public void observe(double actual) {
      if (rows < horizon || rows == 0 || Double.isNaN(actual)) {
        return;
      }
      int slot = (int) (rows % forecasts.length);
      double error = Math.abs(actual - forecasts[slot]);
      boolean outside = error > halfWidths[slot];
      double tracked = logFactor + RATE * ((outside ? 1 : 0) - (1 - level));
      logFactor = Math.max(SMALLEST_FACTOR, Math.min(LARGEST_FACTOR, tracked));
      now.add(error);
    }

    /** {@return all that the next intervals depend on; finite numbers} */
    public double[] state() {
      int pending = (int) Math.min(rows, forecasts.length);
      double[] state = new double[3 + 2 * pending];
      state[0] = level;
      state[1] = logFactor;
      state[2] = now.mean;
      for (int i = 0; i < pending; i++) { // from the oldest on
        int slot = (int) ((rows - pending + i) % forecasts.length);
        state[3 + 2 * i] = forecasts[slot];
        state[4 + 2 * i] = halfWidths[slot];
      }
      return state;
    }

    /**
     * Continues where another session of the same level was.
     *
     * @param state what {@link #state()} gave
     * @throws IllegalArgumentException if it isn't of these intervals and this level
     */
    public void restore(double[] state) {
      int pending = (state.length - 3) / 2;
      if (state.length < 3 || state.length != 3 + 2 * pending || pending > forecasts.length) {
        throw new IllegalArgumentException(
            "A state of "
                + state.length
                + " numbers isn't one of intervals for a horizon of "
                + horizon
                + ".");
      }
      for (int i = 0; i < state.length; i++) {
        RowChecks.requireFinite("The state", state[i], i);
      }
      if (state[0] != level) {
        throw new IllegalArgumentException(
            "The state is of the level "
                + state[0]
                + ", the session of "
                + level
                + ": they must be equal.");
      }
      logFactor = state[1];
      now.mean = state[2];
      rows = pending;
      for (int i = 0; i < pending; i++) {
        forecasts[i] = state[3 + 2 * i];
        halfWidths[i] = state[4 + 2 * i];
      }
    }
  }
}
