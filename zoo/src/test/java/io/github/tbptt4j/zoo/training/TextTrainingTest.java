package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The training of the text generator, on a small scale. */
class TextTrainingTest {
  private static final String TEXT = Book.theOldCuriosityShop().training().substring(0, 40_000);
  private static final String VALIDATION =
      Book.theOldCuriosityShop().validation().substring(0, 8_000);
  private static final Vocabulary VOCABULARY = Vocabulary.of(TEXT, 3);

  private final List<Double> validation = new ArrayList<>();

  private TextGenerator train(long seed, double epochs) {
    TextRecipe recipe = new TextRecipe(32, 16, 8, 16, 0.4, 0.7, 5e-3, 1e-4, 10, epochs, 3, seed);
    return TextGenerator.of(
        new TextTraining(recipe, VOCABULARY, TEXT, VALIDATION, p -> validation.add(p.validation()))
            .run(),
        VOCABULARY);
  }

  @Test
  void theSameSeedTrainsTheSameWeights() {
    TextGenerator first = train(1, 0.3);
    assertEquals(first.network().params(), train(1, 0.3).network().params());
    assertNotEquals(first.network().params(), train(2, 0.3).network().params());
  }

  @Test
  void trainingLearnsAndKeepsWhatDidBestOnTheValidationText() {
    TextGenerator model = train(1, 2);
    double best =
        validation.stream().mapToDouble(bits -> bits).filter(bits -> bits > 0).min().orElseThrow();
    double score =
        BitsPerSymbol.measure(
            model.network(), VOCABULARY.encode(VALIDATION), VOCABULARY.size(), 32, 100);
    assertEquals(best, score, 1e-4);
    double unigrams =
        new NgramModel(VOCABULARY.encode(TEXT), VOCABULARY.size(), 1)
            .bitsPerSymbol(VOCABULARY.encode(VALIDATION));
    assertTrue(best < unigrams - 0.5, best + " bits per character, unigrams " + unigrams);
  }
}
