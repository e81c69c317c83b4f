package io.github.tbptt4j.tuning.forecast;

/**
 * What is asked of a forecast.
 *
 * @param level what part of the values intervals should cover, in (0, 1); null for no intervals
 * @param ahead rows beyond the table's end to forecast, at least 0
 * @param state where an earlier forecast stood; null for none
 */
public record ForecastOptions(Double level, int ahead, ForecastState state) {
  /** No intervals, nothing beyond the end, from the beginning. */
  public ForecastOptions() {
    this(null, 0, null);
  }

  /**
   * Checks the numbers.
   *
   * @param level what part of the values intervals should cover
   * @param ahead rows beyond the table's end
   * @param state where an earlier forecast stood
   * @throws IllegalArgumentException if a number is out of its range
   */
  public ForecastOptions {
    if (level != null && !(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level (" + level + ") must lie between 0 and 1.");
    }
    if (ahead < 0) {
      throw new IllegalArgumentException("ahead (" + ahead + ") must be at least 0.");
    }
  }

  /**
   * Asks for intervals.
   *
   * @param part of the values that they should cover, such as 0.9
   * @return other options
   */
  public ForecastOptions level(double part) {
    return new ForecastOptions(part, ahead, state);
  }

  /**
   * Asks for rows beyond the table's end.
   *
   * @param rows at least 0
   * @return other options
   */
  public ForecastOptions ahead(int rows) {
    return new ForecastOptions(level, rows, state);
  }

  /**
   * Goes on from an earlier forecast.
   *
   * @param from where it stood
   * @return other options
   */
  public ForecastOptions from(ForecastState from) {
    return new ForecastOptions(level, ahead, from);
  }
}
