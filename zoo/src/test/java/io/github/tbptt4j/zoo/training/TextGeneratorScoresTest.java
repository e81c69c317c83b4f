package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.TextGenerator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Recomputes what the card says, from the weights and the data. */
@Tag("slow")
class TextGeneratorScoresTest {
  private static List<Score> measured;

  @BeforeAll
  static void measure() {
    TextGenerator model = TextGenerator.pretrained();
    measured = new TextScores(Book.theOldCuriosityShop(), model.vocabulary()).measure(model);
  }

  @Test
  void theCardShowsWhatIsMeasured() {
    List<Score> card = TextGenerator.pretrained().card().scores();
    List<Score> shown = card.subList(0, measured.size()); // of the rest one needs the novels
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
  void heldOutTextTakesFivePercentLessThanTheBestSixgramsNeed() {
    Score heldOut = measured.get(0);
    Baseline sixgrams = heldOut.baselines().get(1);
    assertEquals("6-gram, Kneser-Ney", sixgrams.name());
    assertTrue(heldOut.value() <= 0.95 * sixgrams.value(), heldOut.toString());
    assertTrue(heldOut.value() <= 1.83, heldOut.toString());
  }
}
