package io.github.tbptt4j.tuning.internal.forecast;

/**
 * What a model says along a series and beyond its end.
 *
 * @param rows the series
 * @param values [target][row] what each row says of the target at the horizon; empty for classes
 * @param lower [target][row] lower ends of intervals; null where none were asked for
 * @param upper [target][row] upper ends of intervals; null where none were asked for
 * @param probabilities [row][class]; empty for numbers
 * @param future rows beyond the end
 * @param end where the forecast stands
 */
public record SeriesForecast(
    Rows rows,
    double[][] values,
    double[][] lower,
    double[][] upper,
    double[][] probabilities,
    Future future,
    SeriesState end) {
  /**
   * Rows beyond the end, each with what is forecast of itself.
   *
   * @param times local milliseconds since 1970; null where there is no time
   * @param values [target][step]
   * @param lower [target][step]; null where none were asked for
   * @param upper [target][step]; null where none were asked for
   */
  public record Future(long[] times, double[][] values, double[][] lower, double[][] upper) {}
}
