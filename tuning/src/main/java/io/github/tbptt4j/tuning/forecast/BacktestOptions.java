package io.github.tbptt4j.tuning.forecast;

/**
 * What is asked of a {@link Backtest}.
 *
 * @param last rows of each series that are forecast; null for its last 15 %
 * @param step rows from one origin to the next; null for 1, or so many that there are some 1,000
 *     origins
 * @param ahead rows that the model goes on by itself from each origin; null for the horizon, or a
 *     period of at most 24 rows where that is longer
 * @param level what part of the values intervals should cover, in (0, 1)
 * @param refits how often the model is trained again, each time with what came before only; 0 for
 *     the model as it is
 * @param progress whether progress is shown on standard error
 */
public record BacktestOptions(
    Integer last, Integer step, Integer ahead, double level, int refits, boolean progress) {
  /** The last 15 %, intervals of 90 %, the model as it is. */
  public BacktestOptions() {
    this(null, null, null, 0.9, 0, false);
  }

  /**
   * Checks the numbers.
   *
   * @param last rows of each series that are forecast
   * @param step rows from one origin to the next
   * @param ahead rows from each origin
   * @param level what part of the values intervals should cover
   * @param refits how often the model is trained again
   * @param progress whether progress is shown
   * @throws IllegalArgumentException if a number is out of its range
   */
  public BacktestOptions {
    requirePositive("last", last);
    requirePositive("step", step);
    requirePositive("ahead", ahead);
    if (last != null && ahead != null && ahead > last) {
      throw new IllegalArgumentException(
          "ahead (%d) must be at most last (%d): no forecast would fit into it."
              .formatted(ahead, last));
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level (" + level + ") must lie between 0 and 1.");
    }
    if (refits < 0) {
      throw new IllegalArgumentException("refits (" + refits + ") must be at least 0.");
    }
  }

  private static void requirePositive(String name, Integer value) {
    if (value != null && value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
  }

  /**
   * Says how many rows are forecast.
   *
   * @param rows at the end of each series
   * @return other options
   */
  public BacktestOptions last(int rows) {
    return new BacktestOptions(rows, step, ahead, level, refits, progress);
  }

  /**
   * Says how far apart origins are.
   *
   * @param rows from one to the next
   * @return other options
   */
  public BacktestOptions step(int rows) {
    return new BacktestOptions(last, rows, ahead, level, refits, progress);
  }

  /**
   * Says how far the model goes on by itself.
   *
   * @param rows from each origin
   * @return other options
   */
  public BacktestOptions ahead(int rows) {
    return new BacktestOptions(last, step, rows, level, refits, progress);
  }

  /**
   * Says what intervals promise.
   *
   * @param part of the values that they should cover
   * @return other options
   */
  public BacktestOptions level(double part) {
    return new BacktestOptions(last, step, ahead, part, refits, progress);
  }

  /**
   * Trains again on the way.
   *
   * @param times evenly spread over the origins
   * @return other options
   */
  public BacktestOptions refits(int times) {
    return new BacktestOptions(last, step, ahead, level, times, progress);
  }

  /**
   * Shows progress, of trainings above all.
   *
   * @param shown on standard error
   * @return other options
   */
  public BacktestOptions progress(boolean shown) {
    return new BacktestOptions(last, step, ahead, level, refits, shown);
  }
}
