package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.TextGenerator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Recomputes what the card says, from the weights and the data. */
class TextGeneratorScoresTest {
  private static List<Score> measured;

  @BeforeAll
  static void measure() {
    TextGenerator model = TextGenerator.pretrained();
    measured = new TextScores(Book.theOldCuriosityShop(), model.vocabulary()).measure(model);
  }

  @Test
  void theCardShowsWhatIsMeasured() {
    List<Score> shown = TextGenerator.pretrained().card().scores();
    assertEquals(shown.size(), measured.size());
    for (int i = 0; i < shown.size(); i++) {
      assertEquals(shown.get(i).data(), measured.get(i).data());
      assertEquals(shown.get(i).value(), measured.get(i).value(), 0.002);
      for (int j = 0; j < shown.get(i).baselines().size(); j++) {
        Baseline baseline = shown.get(i).baselines().get(j);
        assertEquals(baseline.name(), measured.get(i).baselines().get(j).name());
        assertEquals(baseline.value(), measured.get(i).baselines().get(j).value(), 0.002);
      }
    }
  }

  @Test
  void heldOutTextTakesFivePercentLessThanSimpleFivegramsNeedAndLessThanTheBestOnes() {
    Score heldOut = measured.get(0);
    Baseline simple = heldOut.baselines().get(0);
    Baseline best = heldOut.baselines().get(1);
    assertEquals("5-gram, Witten-Bell", simple.name());
    assertEquals("5-gram, Kneser-Ney", best.name());
    assertTrue(heldOut.value() <= 0.95 * simple.value(), heldOut.toString());
    assertTrue(heldOut.value() <= 0.97 * best.value(), heldOut.toString());
  }
}
