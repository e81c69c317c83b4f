package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard;
import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.UserAgentClassifier;
import io.github.tbptt4j.zoo.training.classify.Split;
import io.github.tbptt4j.zoo.training.languages.LanguageScores;
import io.github.tbptt4j.zoo.training.useragents.UserAgentScores;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Recomputes what the classifiers' cards say, from the weights and the data. Lingua's scores come
 * from {@code PeerComparison}, those out of domain from {@code YauaaComparison}.
 */
class ClassifierScoresTest {
  /** Rounding in another kernel may turn one text of a thousand. */
  private static final double TOLERANCE = 0.11;

  @Tag("slow")
  @Test
  void languagesAreIdentifiedAsTheCardSays() {
    LanguageIdentifier model = LanguageIdentifier.pretrained();
    Split documents = TrainLanguageIdentifier.europarl();
    List<Score> measured =
        LanguageScores.measure(
            model, TrainLanguageIdentifier.sets(documents), TrainLanguageIdentifier.editor());
    assertShown(model.card(), measured);
    assertTrue(value(measured, "60 characters") >= 99, measured::toString);
    assertTrue(value(measured, "4 to 19 characters") >= 93, measured::toString);
    assertTrue(value(measured, "Keycloak's interface") >= 97, measured::toString);
  }

  private static double value(List<Score> scores, String part) {
    return scores.stream()
        .filter(score -> score.data().contains(part))
        .mapToDouble(Score::value)
        .min()
        .orElseThrow();
  }

  @Tag("slow")
  @Test
  void userAgentsAreClassifiedAsTheCardSays() {
    UserAgentClassifier model = UserAgentClassifier.pretrained();
    Split userAgents = TrainUserAgentClassifier.userAgents();
    List<Score> measured = UserAgentScores.measure(model, userAgents);
    assertShown(model.card(), measured);
    for (int i = 0; i < measured.size(); i++) {
      assertEquals(here(model.card()).get(i).baselines(), measured.get(i).baselines());
    }
    List<Breakdown> parts = UserAgentScores.breakdowns(model, userAgents);
    assertParts(model.card().breakdowns().subList(0, parts.size()), parts);
  }

  /** Of few texts one that turns is much; it may change its range of confidence, too. */
  private static void assertParts(List<Breakdown> shown, List<Breakdown> measured) {
    assertEquals(shown.size(), measured.size());
    for (int i = 0; i < shown.size(); i++) {
      assertEquals(shown.get(i).by(), measured.get(i).by());
      for (int j = 0; j < shown.get(i).parts().size(); j++) {
        Part part = shown.get(i).parts().get(j);
        Part again = measured.get(i).parts().get(j);
        assertEquals(part.name(), again.name());
        assertEquals(part.count(), again.count(), 2, part.toString());
        assertEquals(part.value(), again.value(), 200.0 / part.count(), part.toString());
      }
    }
  }

  private static void assertShown(ModelCard card, List<Score> measured) {
    List<Score> here = here(card);
    assertEquals(here.size(), measured.size());
    for (int i = 0; i < measured.size(); i++) {
      Score shown = here.get(i);
      assertEquals(shown.data(), measured.get(i).data());
      assertEquals(shown.metric(), measured.get(i).metric());
      assertEquals(shown.value(), measured.get(i).value(), TOLERANCE, shown.toString());
    }
  }

  /** Others are of data that Maven doesn't fetch. */
  private static List<Score> here(ModelCard card) {
    return card.scores().stream().filter(score -> !score.data().contains("npm")).toList();
  }
}
