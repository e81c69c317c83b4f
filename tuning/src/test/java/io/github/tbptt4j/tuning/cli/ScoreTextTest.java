package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.tuning.forecast.TableScores;
import io.github.tbptt4j.tuning.forecast.ValueScores;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreTextTest {
  private static Optional<String> verdict(ValueScores own, ValueScores peer) {
    return ScoreText.verdict(
        "y", new TableScores.OfValues(own, null, Map.of("p", peer), Map.of("p", "persistence")));
  }

  private static ValueScores scores(double mae, double mse) {
    return new ValueScores(9, mae, Math.sqrt(mse), mse, mae, null, null);
  }

  @Test
  void modelThatLosesByOneErrorOnlyIsToldByWhichNot() {
    assertEquals(Optional.empty(), verdict(scores(1, 2), scores(1, 2)));
    assertEquals(
        Optional.of(
            "The model of y loses to persistence: mean squared error 3.0000 against 2.0000."),
        verdict(scores(2, 3), scores(1, 2)));
    assertEquals(
        Optional.of(
            "The model of y loses to persistence: mean squared error 3.0000 against 2.0000, but not"
                + " by mean absolute error."),
        verdict(scores(1, 3), scores(1, 2)));
    assertEquals(
        Optional.of(
            "The model of y loses to persistence: mean absolute error 2.0000 against 1.0000, but"
                + " not by mean squared error."),
        verdict(scores(2, 2), scores(1, 2)));
  }
}
