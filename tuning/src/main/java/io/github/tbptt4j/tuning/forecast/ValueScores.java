package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.internal.score.RowChecks;
import org.nd4j.shade.jackson.annotation.JsonInclude;

/**
 * Errors of forecasts of a number, in its unit.
 *
 * @param n rows with an actual value
 * @param mae mean absolute error
 * @param rmse root of the mean squared error
 * @param mse mean squared error
 * @param mase mean absolute error, in units of the seasonal naive forecast's in training
 * @param r2 1 - squared errors / squared deviations from the mean of these rows; null if all are
 *     equal
 * @param pinball mean over rows and quantiles of the quantiles' loss; null without quantiles
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ValueScores(
    int n, double mae, double rmse, double mse, double mase, Double r2, Double pinball) {
  /**
   * Scores forecasts.
   *
   * @param actual a value a row; rows with NaN are left out
   * @param predicted of the same rows
   * @param maseScale the seasonal naive forecast's mean absolute error in training
   * @return the scores
   * @throws IllegalArgumentException if no row has an actual value, or one of them no finite
   *     forecast
   */
  public static ValueScores of(double[] actual, double[] predicted, double maseScale) {
    RowChecks.requireEqualLengths(actual, "the forecast", predicted.length);
    int n = 0;
    double absolute = 0;
    double squared = 0;
    double sum = 0;
    for (int t = 0; t < actual.length; t++) {
      if (!Double.isNaN(actual[t])) {
        RowChecks.requireFinite("The forecast", predicted[t], t);
        double error = actual[t] - predicted[t];
        n++;
        absolute += Math.abs(error);
        squared += error * error;
        sum += actual[t];
      }
    }
    double mean = sum / RowChecks.requireSome(n);
    double deviations = 0;
    boolean equal = true;
    double first = Double.NaN;
    for (double value : actual) {
      if (!Double.isNaN(value)) {
        first = Double.isNaN(first) ? value : first;
        equal &= value == first;
        deviations += (value - mean) * (value - mean);
      }
    }
    double mse = squared / n;
    double mae = absolute / n;
    Double r2 = equal ? null : 1 - squared / deviations;
    return new ValueScores(n, mae, Math.sqrt(mse), mse, mae / maseScale, r2, null);
  }

  /**
   * Adds the pinball loss of quantiles.
   *
   * @param actual a value a row; rows with NaN are left out
   * @param quantiles [quantile][row], forecasts of the same rows
   * @param levels of the quantiles, each between 0 and 1
   * @return the scores with it
   */
  public ValueScores withPinball(double[] actual, double[][] quantiles, double[] levels) {
    if (levels.length == 0 || quantiles.length != levels.length) {
      throw new IllegalArgumentException(
          "There are "
              + levels.length
              + " levels, "
              + quantiles.length
              + " quantiles: they must be equal, and at least 1.");
    }
    double sum = 0;
    int rows = 0;
    for (int q = 0; q < levels.length; q++) {
      RowChecks.requireLevel(levels[q]);
      RowChecks.requireEqualLengths(actual, "a quantile", quantiles[q].length);
      for (int t = 0; t < actual.length; t++) {
        if (!Double.isNaN(actual[t])) {
          RowChecks.requireFinite("A quantile", quantiles[q][t], t);
          sum += RowChecks.pinball(actual[t], quantiles[q][t], levels[q]);
          rows++;
        }
      }
    }
    return new ValueScores(n, mae, rmse, mse, mase, r2, sum / RowChecks.requireSome(rows));
  }
}
