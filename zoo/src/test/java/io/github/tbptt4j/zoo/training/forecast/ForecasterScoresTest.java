package io.github.tbptt4j.zoo.training.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.DailyForecaster;
import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real series come from packages that a build doesn't fetch: of these the card is believed. */
class ForecasterScoresTest {
  @Test
  void syntheticSeriesAreForecastAsTheCardSays() {
    DailyForecaster model = DailyForecaster.pretrained();
    List<Score> shown =
        model.card().scores().stream().filter(score -> score.data().contains("synthetic")).toList();
    List<Score> measured = ForecastCard.synthetic(model);
    assertEquals(shown.size(), measured.size());
    for (int i = 0; i < shown.size(); i++) {
      Score score = shown.get(i);
      assertEquals(score.metric(), measured.get(i).metric());
      assertEquals(score.value(), measured.get(i).value(), 0.01 * score.value(), score.toString());
      for (int j = 0; j < score.baselines().size(); j++) {
        Baseline baseline = score.baselines().get(j);
        assertEquals(baseline.name(), measured.get(i).baselines().get(j).name());
        assertEquals(
            baseline.value(), measured.get(i).baselines().get(j).value(), 0.01 * baseline.value());
      }
    }
  }

  @Test
  void itIsBetterThanWhatASkepticWouldTry() {
    for (Score score : DailyForecaster.pretrained().card().scores()) {
      if (score.data().contains("real") && score.metric().contains("1 to 28")) {
        for (Baseline baseline : score.baselines()) {
          assertTrue(score.value() < baseline.value(), baseline + " beside " + score);
        }
      }
    }
  }

  @Test
  void trainingRunsToItsEnd() {
    ForecasterTraining.Recipe recipe =
        new ForecasterTraining.Recipe(8, TruncatedBptt.of(14, 28), 3e-3, 1, 8, 56, 12, 3);
    double[] losses = new double[recipe.minibatches()];
    int[] at = {0};
    ForecasterTraining.train(recipe, (network, done, loss, norm) -> losses[at[0]++] = loss);
    assertTrue(Arrays.stream(losses).allMatch(loss -> loss > 0 && loss < 1));
    assertEquals(recipe.minibatches(), at[0]);
  }

  @Test
  void peersGoOnWithWhatRepeatsItself() {
    double[] y = new double[70];
    Arrays.setAll(y, t -> 10 + t % 7);
    Peers.all()
        .forEach(
            (name, peer) -> {
              double[] forecast = peer.forecast(y, 28);
              for (int h = 0; h < 28; h++) {
                double expected =
                    switch (name) {
                      case "mean of 28 days" -> 13;
                      case "last value" -> 16;
                      default -> 10 + h % 7;
                    };
                assertEquals(expected, forecast[h], 0.2, name + ", day " + (h + 1));
              }
            });
  }

  @Test
  void syntheticSeriesRepeat() {
    SyntheticSeries.Series one = new SyntheticSeries(4).draw(SyntheticSeries.Kind.COUNTS, 90);
    assertEquals(90, one.values().length);
    assertEquals(
        Arrays.toString(one.values()),
        Arrays.toString(new SyntheticSeries(4).draw(SyntheticSeries.Kind.COUNTS, 90).values()));
  }
}
