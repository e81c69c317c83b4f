package io.github.tbptt4j.zoo.training;

import static io.github.tbptt4j.testing.ArrayAssertions.assertDifferent;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.ContextModels;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The training of the text generator, on a small scale. */
class TextTrainingTest {
  private static final String TEXT = Book.theOldCuriosityShop().training().substring(0, 20_000);
  private static final String VALIDATION =
      Book.theOldCuriosityShop().validation().substring(0, 5_000);
  private static final Vocabulary VOCABULARY = Vocabulary.of(TEXT, 3);

  private final List<Double> validation = new ArrayList<>();

  private TextGenerator train(long seed, double epochs) {
    TextRecipe recipe =
        new TextRecipe(
            10,
            16,
            24,
            0.1,
            0.1,
            16,
            0.4,
            5e-3,
            1e-4,
            10,
            List.of(
                new TextRecipe.Stage(TextRecipe.Text.ALL, TruncatedBptt.of(8, 8), epochs / 2),
                new TextRecipe.Stage(TextRecipe.Text.BOOK, TruncatedBptt.of(8, 16), epochs / 2)),
            3,
            seed);
    return ContextModels.textGenerator(
        new TextTraining(
                recipe,
                VOCABULARY,
                Map.of(TextRecipe.Text.ALL, TEXT, TextRecipe.Text.BOOK, TEXT),
                VALIDATION,
                p -> validation.add(p.validation()),
                n -> {})
            .run(),
        VOCABULARY,
        recipe.contextBits());
  }

  @Tag("slow")
  @Test
  void theSameSeedTrainsTheSameWeights() {
    TextGenerator first = train(1, 0.5);
    assertIdentical(first.network().params(), train(1, 0.5).network().params());
    assertDifferent(first.network().params(), train(2, 0.5).network().params());
  }

  @Test
  void trainingLearnsAndKeepsWhatDidBestOnTheValidationText() {
    TextGenerator model = train(1, 4);
    double best =
        validation.stream().mapToDouble(bits -> bits).filter(bits -> bits > 0).min().orElseThrow();
    assertEquals(best, model.score(VALIDATION), 1e-9);
    double unigrams =
        new NgramModel(VOCABULARY.encode(TEXT), VOCABULARY.size(), 1)
            .bitsPerSymbol(VOCABULARY.encode(VALIDATION));
    assertTrue(best < unigrams - 0.5, best + " bits per character, unigrams " + unigrams);
  }
}
