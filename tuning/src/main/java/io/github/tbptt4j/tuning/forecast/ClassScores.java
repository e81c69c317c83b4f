package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.internal.score.RowChecks;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.shade.jackson.annotation.JsonInclude;

/**
 * How often a class is forecast rightly.
 *
 * @param n rows with an actual class
 * @param accuracy the part of them that is right
 * @param macroF1 the mean of F1 over the classes that are actual or predicted in some row; of one
 *     that is never right it is 0
 * @param logLoss mean of -ln p(actual class), p at least 1e-15; null without probabilities
 * @param confusion [actual][predicted], rows
 * @param classes names, by code
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClassScores(
    int n,
    double accuracy,
    double macroF1,
    Double logLoss,
    int[][] confusion,
    List<String> classes) {
  private static final double SMALLEST_PROBABILITY = 1e-15;

  /**
   * Scores codes.
   *
   * @param actual a code from 0 a row; rows with NaN are left out
   * @param predicted codes of the same rows
   * @param classes names, by code
   * @return the scores, without the log loss
   * @throws IllegalArgumentException if no row has an actual class, or a code is none
   */
  public static ClassScores ofCodes(double[] actual, double[] predicted, List<String> classes) {
    return of(actual, confusion(actual, predicted, classes), null, classes);
  }

  /**
   * Scores probabilities. Predicted is the most probable class, of equals the first.
   *
   * @param actual a code from 0 a row; rows with NaN are left out
   * @param probabilities [row][code], at least 0; a row is divided by its sum
   * @param classes names, by code
   * @return the scores
   * @throws IllegalArgumentException if no row has an actual class, or a number is no probability
   */
  public static ClassScores ofProbabilities(
      double[] actual, double[][] probabilities, List<String> classes) {
    RowChecks.requireEqualLengths(actual, "the forecast", probabilities.length);
    double[] predicted = new double[actual.length];
    double loss = 0;
    for (int t = 0; t < actual.length; t++) {
      if (!Double.isNaN(actual[t])) {
        double[] row = probabilities[t];
        if (row.length != classes.size()) {
          throw new IllegalArgumentException(
              "Row "
                  + t
                  + " has "
                  + row.length
                  + " probabilities for "
                  + classes.size()
                  + " classes: they must be equal.");
        }
        double sum = 0;
        int most = 0;
        for (int c = 0; c < row.length; c++) {
          if (!(row[c] >= 0 && row[c] <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                "Row " + t + " has the probability " + row[c] + ": it must lie between 0 and 1.");
          }
          sum += row[c];
          most = row[c] > row[most] ? c : most;
        }
        if (!(sum > 0)) {
          throw new IllegalArgumentException(
              "The probabilities of row " + t + " are all 0: one must be greater.");
        }
        predicted[t] = most;
        double right = row[code(actual[t], t, classes)] / sum;
        loss -= Math.log(Math.max(right, SMALLEST_PROBABILITY));
      }
    }
    return of(actual, confusion(actual, predicted, classes), loss, classes);
  }

  private static int[][] confusion(double[] actual, double[] predicted, List<String> classes) {
    RowChecks.requireEqualLengths(actual, "the forecast", predicted.length);
    int[][] confusion = new int[classes.size()][classes.size()];
    for (int t = 0; t < actual.length; t++) {
      if (!Double.isNaN(actual[t])) {
        confusion[code(actual[t], t, classes)][code(predicted[t], t, classes)]++;
      }
    }
    return confusion;
  }

  private static int code(double value, int row, List<String> classes) {
    int code = (int) value;
    if (code != value || code < 0 || code >= classes.size()) {
      throw new IllegalArgumentException(
          "Row "
              + row
              + " has the class "
              + value
              + ": codes are 0 to "
              + (classes.size() - 1)
              + ".");
    }
    return code;
  }

  private static ClassScores of(
      double[] actual, int[][] confusion, Double loss, List<String> classes) {
    int n =
        RowChecks.requireSome((int) Arrays.stream(actual).filter(a -> !Double.isNaN(a)).count());
    int right = 0;
    double sumOfF1 = 0;
    int met = 0;
    for (int c = 0; c < confusion.length; c++) {
      int code = c;
      int wasActual = Arrays.stream(confusion[c]).sum();
      int wasPredicted = IntStream.range(0, confusion.length).map(a -> confusion[a][code]).sum();
      right += confusion[c][c];
      if (wasActual + wasPredicted > 0) {
        met++;
        sumOfF1 += 2.0 * confusion[c][c] / (wasActual + wasPredicted);
      }
    }
    return new ClassScores(
        n,
        (double) right / n,
        sumOfF1 / met,
        loss == null ? null : Double.valueOf(loss / n),
        confusion,
        List.copyOf(classes));
  }
}
