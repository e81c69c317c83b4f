package io.github.tbptt4j.tuning.internal.baseline;

import java.util.ArrayList;
import java.util.List;

/**
 * Seasonal periods of series, by the autocorrelation of what an AR(2) leaves of them. Of the values
 * themselves a random walk or a trend is correlated at every lag; what is left of it isn't.
 */
public final class Period {
  private static final int MOST_ROWS = 1 << 17; // of a series, the last ones

  private Period() {}

  /**
   * Finds the period of a season, up to a third of the longest series.
   *
   * @param training series in time order, NaN where a value is missing
   * @return the shortest of {@link #findAll}; 0 if there is none
   */
  public static int find(List<double[]> training) {
    List<Integer> all = findAll(training);
    return all.isEmpty() ? 0 : all.get(0);
  }

  /**
   * Finds up to two periods, such as 24 and 168 of hours. The second is what is still there once
   * the means of the first one's phases are taken away.
   *
   * @param training series in time order, NaN where a value is missing
   * @return in rows, ascending; none if none is significant
   * @throws IllegalArgumentException if a value is infinite
   */
  public static List<Integer> findAll(List<double[]> training) {
    Values.requireNotInfinite(training);
    List<double[]> series = new ArrayList<>();
    for (double[] values : training) {
      series.add(Seasons.detrended(values, Math.max(0, values.length - MOST_ROWS)));
    }
    int first = Seasons.strongest(series);
    if (first == 0) {
      return List.of();
    }
    int second = next(series, first);
    if (second == 2 * first || second == 3 * first) { // of which the first is a harmonic
      first = second;
      second = next(series, first);
    }
    if (second > 1.5 * first) {
      return List.of(first, second);
    }
    int within = Seasons.within(series, first);
    return within > 0 ? List.of(within, first) : List.of(first);
  }

  private static int next(List<double[]> series, int found) {
    return Seasons.strongest(series.stream().map(s -> Seasons.without(s, found)).toList());
  }
}
