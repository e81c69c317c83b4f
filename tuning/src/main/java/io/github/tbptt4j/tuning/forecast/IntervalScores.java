package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.internal.score.RowChecks;

/**
 * How intervals kept their promise.
 *
 * @param n rows with an actual value
 * @param level the promise, such as 0.9
 * @param coverage the part of the rows whose value lies inside
 * @param meanWidth in the unit of the data
 * @param winkler mean interval score: width, and 2 / (1 - level) times how far a value lies outside
 *     (Winkler 1972; Gneiting and Raftery 2007)
 * @param pinballLower mean pinball loss of the lower end, the quantile (1 - level) / 2
 * @param pinballUpper mean pinball loss of the upper end
 */
public record IntervalScores(
    int n,
    double level,
    double coverage,
    double meanWidth,
    double winkler,
    double pinballLower,
    double pinballUpper) {
  /**
   * Scores intervals.
   *
   * @param actual a value a row; rows with NaN are left out
   * @param lower lower ends of the same rows
   * @param upper upper ends
   * @param level the promise, between 0 and 1
   * @return the scores
   * @throws IllegalArgumentException if no row has an actual value, or one of them no interval
   */
  public static IntervalScores of(double[] actual, double[] lower, double[] upper, double level) {
    RowChecks.requireLevel(level);
    RowChecks.requireEqualLengths(actual, "the lower ends", lower.length);
    RowChecks.requireEqualLengths(actual, "the upper ends", upper.length);
    double tail = (1 - level) / 2;
    int n = 0;
    int inside = 0;
    double width = 0;
    double outside = 0;
    double pinballLower = 0;
    double pinballUpper = 0;
    for (int t = 0; t < actual.length; t++) {
      if (Double.isNaN(actual[t])) {
        continue;
      }
      RowChecks.requireFinite("The lower end", lower[t], t);
      RowChecks.requireFinite("The upper end", upper[t], t);
      n++;
      inside += lower[t] <= actual[t] && actual[t] <= upper[t] ? 1 : 0;
      width += upper[t] - lower[t];
      outside += Math.max(0, lower[t] - actual[t]) + Math.max(0, actual[t] - upper[t]);
      pinballLower += RowChecks.pinball(actual[t], lower[t], tail);
      pinballUpper += RowChecks.pinball(actual[t], upper[t], 1 - tail);
    }
    RowChecks.requireSome(n);
    return new IntervalScores(
        n,
        level,
        (double) inside / n,
        width / n,
        (width + outside / tail) / n,
        pinballLower / n,
        pinballUpper / n);
  }
}
