package io.github.tbptt4j.tuning.internal.baseline;

import java.util.List;

/** Seasonal periods of series. */
public final class Period {
  private Period() {}

  /**
   * Finds the period of a season.
   *
   * @param training series in time order, NaN where a value is missing
   * @return the shortest period that is significant, in rows; 0 if none is
   */
  public static int find(List<double[]> training) {
    List<Integer> all = findAll(training);
    return all.isEmpty() ? 0 : all.get(0);
  }

  /**
   * Finds up to two periods, such as 24 and 168 of hours.
   *
   * @param training series in time order, NaN where a value is missing
   * @return ascending; none if none is significant
   */
  public static List<Integer> findAll(List<double[]> training) {
    return List.of();
  }
}
