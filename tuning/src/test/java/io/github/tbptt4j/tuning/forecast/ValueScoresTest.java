package io.github.tbptt4j.tuning.forecast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.tbptt4j.tuning.internal.score.Horizons;
import io.github.tbptt4j.tuning.internal.score.Mase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class ValueScoresTest {
  private static final double NAN = Double.NaN;
  private static final double[] ACTUAL = {1, NAN, 3, 5};
  private static final double[] PREDICTED = {2, 100, 3, 3};

  @Test
  void errorsAreThoseWorkedOutByHand() {
    ValueScores scores = ValueScores.of(ACTUAL, PREDICTED, 2);
    assertEquals(3, scores.n());
    assertEquals(1, scores.mae()); // (1 + 0 + 2) / 3
    assertEquals(5 / 3., scores.mse());
    assertEquals(Math.sqrt(5 / 3.), scores.rmse());
    assertEquals(.5, scores.mase());
    assertEquals(1 - 5 / 8., scores.r2(), 1e-15); // deviations 4 + 0 + 4
    assertNull(scores.pinball());
  }

  @Test
  void pinballOfTheMedianIsHalfTheAbsoluteError() {
    ValueScores scores = ValueScores.of(ACTUAL, PREDICTED, 1);
    double[][] median = {PREDICTED};
    assertEquals(.5, scores.withPinball(ACTUAL, median, new double[] {.5}).pinball(), 1e-15);
    // at .9: 1 too much costs .1, 2 too little 1.8
    assertEquals(1.9 / 3, scores.withPinball(ACTUAL, median, new double[] {.9}).pinball(), 1e-15);
    double[][] both = {PREDICTED, PREDICTED};
    assertEquals(
        (1.5 + 1.9) / 6, scores.withPinball(ACTUAL, both, new double[] {.5, .9}).pinball(), 1e-15);
  }

  @Test
  void valuesThatAreAllEqualHaveNoR2() throws Exception {
    ValueScores scores = ValueScores.of(new double[] {.1, .1, .1}, new double[] {0, 0, 0}, 1);
    assertNull(scores.r2());
    assertEquals(
        "{\"n\":3,\"mae\":0.1,\"rmse\":0.1,\"mse\":0.01,\"mase\":0.2}",
        new ObjectMapper().writeValueAsString(new ValueScores(3, .1, .1, .01, .2, null, null)));
  }

  @Test
  void rowWithAValueButNoForecastIsRefused() {
    double[] hole = {2, 3, NAN, 3};
    assertThrows(IllegalArgumentException.class, () -> ValueScores.of(ACTUAL, hole, 1));
    assertThrows(IllegalArgumentException.class, () -> ValueScores.of(ACTUAL, new double[3], 1));
    double[] none = {NAN};
    assertThrows(IllegalArgumentException.class, () -> ValueScores.of(none, new double[1], 1));
  }

  @Test
  void forecastsAreBroughtBesideTheRowsTheyAreOf() {
    double[] values = {1, 2, 3};
    assertArrayEquals(new double[] {1, 2, 3}, Horizons.ahead(values, 0));
    assertArrayEquals(new double[] {2, 3, NAN}, Horizons.ahead(values, 1));
    assertArrayEquals(new double[] {NAN, NAN, NAN}, Horizons.ahead(values, 5));
  }

  @Test
  void unitOfScaledErrorsIsThatOfSeasonalNaiveInTraining() {
    List<double[]> training = List.of(new double[] {1, 2, 4, 4, NAN, 5}, new double[] {0, 0});
    assertEquals((1 + 2 + 0 + 0) / 4., Mase.scale(training, 0));
    assertEquals(Mase.scale(training, 0), Mase.scale(training, 1));
    assertEquals((3 + 1) / 2., Mase.scale(training, 3)); // 4 - 1, 5 - 4
  }

  @Test
  void unitOfScaledErrorsIsNeverZero() {
    assertEquals(1, Mase.scale(List.of(new double[] {0, 0, 0}), 1));
    assertEquals(7, Mase.scale(List.of(new double[] {7, 7, 7}), 1));
    assertEquals(1, Mase.scale(List.of(new double[0]), 1));
    assertEquals(1, Mase.scale(List.of(), 0));
    assertEquals(2, Mase.scale(List.of(new double[] {1, 3}), 12)); // shorter than a period
    assertEquals(1, Mase.scale(List.of(new double[] {1, 2, 1, 2}), 2)); // a perfect season
  }
}
