package io.github.tbptt4j.tuning.internal.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of a series that forecasts begin behind.
 *
 * @param rows the series
 * @param at their indices, ascending
 * @param ahead rows that are forecast from each; all lie in the series
 */
public record Origins(Rows rows, int[] at, int ahead) {
  /**
   * Chooses origins.
   *
   * @param rows the series
   * @param last so many rows at the end are forecast, all others come before each origin
   * @param step from one origin to the next
   * @param ahead rows from each
   * @return the origins; none in a series that is too short
   */
  public static Origins of(Rows rows, int last, int step, int ahead) {
    List<Integer> at = new ArrayList<>();
    int first = Math.max(0, rows.length() - last - 1);
    for (int row = first; row + ahead < rows.length(); row += step) {
      if (rows.rows()[row] >= 0) { // a table can't end with a row that it lacks
        at.add(row);
      }
    }
    return new Origins(rows, at.stream().mapToInt(Integer::intValue).toArray(), ahead);
  }

  /** {@return how many there are} */
  public int count() {
    return at.length;
  }

  /**
   * Takes some of them.
   *
   * @param from index of the first
   * @param to index after the last
   * @return these
   */
  public Origins between(int from, int to) {
    return new Origins(rows, Arrays.copyOfRange(at, from, to), ahead);
  }

  /**
   * What a model says from each origin: exactly what it says beyond the end of a table that ends
   * there.
   *
   * @param forecaster the model
   * @param clock goes on with the time
   * @param before where the series stood before its first row; null for its beginning
   * @return for each origin a path
   */
  public List<SeriesForecast.Future> paths(Forecaster forecaster, Clock clock, SeriesState before) {
    List<SeriesForecast.Future> paths = new ArrayList<>();
    SeriesState state = before;
    int done = 0;
    for (int origin : at) {
      SeriesForecast said = forecaster.run(rows.between(done, origin + 1), clock, state, ahead);
      paths.add(said.future());
      state = said.end();
      done = origin + 1;
    }
    return paths;
  }
}
