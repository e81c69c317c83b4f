package io.github.tbptt4j.tuning.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassScoresTest {
  private static final double NAN = Double.NaN;
  private static final List<String> CLASSES = List.of("a", "b", "c", "d");

  @Test
  void confusionHasActualClassesInRows() {
    ClassScores scores =
        ClassScores.ofCodes(new double[] {0, 0, 1, NAN, 2}, new double[] {0, 1, 1, 3, 1}, CLASSES);
    int[][] expected = {{1, 1, 0, 0}, {0, 1, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}};
    assertArrayEquals(expected, scores.confusion());
    assertEquals(4, scores.n());
    assertEquals(.5, scores.accuracy());
    assertNull(scores.logLoss());
  }

  /** F1 of a: 2 / (2 + 1); of b: 2 / (1 + 3); of c, never predicted: 0; d occurs nowhere. */
  @Test
  void macroF1IsOverTheClassesThatOccur() {
    ClassScores scores =
        ClassScores.ofCodes(new double[] {0, 0, 1, 2}, new double[] {0, 1, 1, 1}, CLASSES);
    assertEquals((2 / 3. + .5 + 0) / 3, scores.macroF1(), 1e-15);
  }

  @Test
  void logLossIsOfTheActualClass() {
    double[][] probabilities = {{.5, .25, .25}, null, {.1, .1, .8}, {1, 0, 0}};
    ClassScores scores =
        ClassScores.ofProbabilities(
            new double[] {1, NAN, 2, 0}, probabilities, List.of("a", "b", "c"));
    assertEquals(-(Math.log(.25) + Math.log(.8)) / 3, scores.logLoss(), 1e-15);
    assertEquals(2 / 3., scores.accuracy());
  }

  @Test
  void impossibleClassThatComesIsDearButFinite() {
    double[][] probabilities = {{1, 0}};
    ClassScores scores =
        ClassScores.ofProbabilities(new double[] {1}, probabilities, List.of("a", "b"));
    assertEquals(-Math.log(1e-15), scores.logLoss(), 1e-12);
  }

  @Test
  void whatIsNoCodeOrProbabilityIsRefused() {
    double[] actual = {0};
    for (double code : new double[] {-1, 4, .5, NAN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ClassScores.ofCodes(actual, new double[] {code}, CLASSES));
    }
    for (double[] row : new double[][] {{1}, {-.1, .3, .4, .4}, {NAN, 0, 0, 1}, {0, 0, 0, 0}}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> ClassScores.ofProbabilities(actual, new double[][] {row}, CLASSES));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> ClassScores.ofCodes(new double[] {NAN}, actual, CLASSES));
  }
}
