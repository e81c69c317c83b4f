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
    int length = path.values()[target].length;
    System.arraycopy(path.values()[target], 0, said, row, length);
    if (path.lower() != null) {
      System.arraycopy(path.lower()[target], 0, lower, row, length);
      System.arraycopy(path.upper()[target], 0, upper, row, length);
    }
  }

  /** {@return what was missed: actual minus said, NaN where one of them is} */
  public double[] residuals() {
    double[] residuals = new double[actual.length];
    Arrays.setAll(residuals, row -> actual[row] - said[row]);
    return residuals;
  }
}
