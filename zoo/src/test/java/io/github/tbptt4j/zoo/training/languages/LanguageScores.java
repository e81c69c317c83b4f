package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.training.classify.Confusion;
import io.github.tbptt4j.zoo.training.classify.LabelledText;
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
   * @return sets of texts, by the name that a card calls them
   */
  public static Map<String, List<LabelledText>> sets(List<LabelledText> heldOut) {
    Map<String, List<LabelledText>> sets = new LinkedHashMap<>();
    Snippets snippets = new Snippets(heldOut);
    for (int length : LENGTHS) {
      sets.put(
          "Europarl, held-out days, %d characters".formatted(length),
          snippets.sample(SNIPPETS, length, SEED));
    }
    sets.put(
        "Keycloak's interface, 20 characters and more, 16 languages",
        InterfaceStrings.read().labelled());
    return sets;
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
    return new Confusion(texts.stream().map(LabelledText::label).toList(), predicted);
  }
}
