package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.internal.forecast.SeriesForecast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was said of the rows of a series beside what they were, in the order of time, to be drawn.
 *
 * @param series its name; empty without groups
 * @param times local milliseconds since 1970 of each row; null where there is no time
 * @param actual values; NaN where there is none, so beyond the table's end
 * @param said what was said of the same rows; NaN where nothing was
 * @param lower ends of the intervals; NaN where there is none
 * @param upper ends of the intervals; NaN where there is none
 * @param starts rows that a forecast begins with which went on by itself
 */
public record ForecastTrack(
    String series,
    long[] times,
    double[] actual,
    double[] said,
    double[] lower,
    double[] upper,
    List<Integer> starts) {

  static ForecastTrack of(String series, long[] times, double[] actual) {
    return new ForecastTrack(
        series,
        times,
        actual,
        unknown(actual.length),
        unknown(actual.length),
        unknown(actual.length),
        new ArrayList<>());
  }

  private static double[] unknown(int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  /** Writes a path over rows. */
  void set(int row, SeriesForecast.Future path, int target) {
    set(row, path.values()[target], said);
    if (path.lower() != null) {
      set(row, path.lower()[target], lower);
      set(row, path.upper()[target], upper);
    }
  }

  /** Writes what each row said of one at the horizon. */
  void set(int horizon, SeriesForecast forecast, int target) {
    set(horizon, forecast.values()[target], said);
    if (forecast.lower() != null) {
      set(horizon, forecast.lower()[target], lower);
      set(horizon, forecast.upper()[target], upper);
    }
  }

  private static void set(int row, double[] values, double[] into) {
    if (row < into.length) {
      System.arraycopy(values, 0, into, row, Math.min(values.length, into.length - row));
    }
  }

  /**
   * The end of a track.
   *
   * @param rows so many of the last
   * @return a shorter track; the same one where there are no more rows
   */
  public ForecastTrack tail(int rows) {
    int from = actual.length - rows;
    return from <= 0
        ? this
        : new ForecastTrack(
            series,
            times == null ? null : Arrays.copyOfRange(times, from, actual.length),
            Arrays.copyOfRange(actual, from, actual.length),
            Arrays.copyOfRange(said, from, actual.length),
            Arrays.copyOfRange(lower, from, actual.length),
            Arrays.copyOfRange(upper, from, actual.length),
            starts.stream().filter(row -> row >= from).map(row -> row - from).toList());
  }

  /** {@return what was missed: actual minus said, NaN where one of them is} */
  public double[] residuals() {
    double[] residuals = new double[actual.length];
    Arrays.setAll(residuals, row -> actual[row] - said[row]);
    return residuals;
  }
}
