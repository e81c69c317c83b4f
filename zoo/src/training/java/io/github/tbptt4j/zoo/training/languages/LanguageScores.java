package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.ModelCard.Score;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Percent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the language identifier is measured with. */
public final class LanguageScores {
  private static final int SNIPPETS = 100; // for each language
  private static final int[] LENGTHS = {20, 60, 150};
  private static final long SEED = 7;

  private LanguageScores() {}

  /**
   * The texts to measure with.
   *
   * @param heldOut documents that no choice was made with
   * @param outOfDomain texts of another kind
   * @return sets of texts, by the name that the card calls them
   */
  public static Map<String, List<LabelledText>> sets(
      List<LabelledText> heldOut, List<LabelledText> outOfDomain) {
    Map<String, List<LabelledText>> sets = new LinkedHashMap<>();
    Snippets snippets = new Snippets(heldOut);
    for (int length : LENGTHS) {
      sets.put(
          "held out: Europarl, %d characters".formatted(length),
          snippets.sample(SNIPPETS, length, SEED));
    }
    sets.put("out of domain: Keycloak's interface, at least 20 characters", outOfDomain);
    return sets;
  }

  /**
   * Measures a model.
   *
   * @param model the model
   * @param sets texts by the name that the card calls them
   * @return the scores of the card
   */
  public static List<Score> measure(
      LanguageIdentifier model, Map<String, List<LabelledText>> sets) {
    return sets.entrySet().stream()
        .map(
            set ->
                Percent.score(
                    set.getKey(), "accuracy", confusion(model, set.getValue()).accuracy()))
        .toList();
  }

  /**
   * Compares what a model says with the truth.
   *
   * @param model the model
   * @param texts texts of known language
   * @return both
   */
  public static Confusion confusion(LanguageIdentifier model, List<LabelledText> texts) {
    List<String> predicted =
        model.identify(texts.stream().map(LabelledText::text).toList()).stream()
            .map(ranked -> ranked.get(0).label())
            .toList();
    return Confusion.of(texts, predicted);
  }
}
