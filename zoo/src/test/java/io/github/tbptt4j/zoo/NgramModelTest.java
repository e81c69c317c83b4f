package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Recipe;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A small model of n-grams, trained here: "aa" words are of one language, "bb" words of another.
 */
class NgramModelTest {
  private static final Ngrams NGRAMS = new Ngrams(3, 9);
  private static final Recipe RECIPE =
      new Recipe(NGRAMS, 4, TruncatedBptt.of(5, 10), 0.1, 16, 150, 1);
  private static final List<String> LANGUAGES = List.of("xa", "xb", "xc");

  private static LanguageIdentifier model;

  private static String text(Random random, int label) {
    StringBuilder text = new StringBuilder();
    int words = 1 + random.nextInt(4);
    for (int i = 0; i < words; i++) {
      for (int k = 0; k < 2 + random.nextInt(3); k++) {
        text.append((char) ('a' + 3 * label + random.nextInt(4)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  private static Example example(Random random) {
    int label = random.nextInt(4);
    return new Example(Reading.WORDS.of(text(random, label), 100), label);
  }

  @BeforeAll
  static void train() {
    NgramTraining training = new NgramTraining(RECIPE);
    MultiLayerNetwork network = training.network(4);
    double[] first = {Double.NaN};
    double[] last = {0};
    Random random = new Random(2);
    training.train(
        network,
        () -> example(random),
        4,
        (done, loss) -> {
          first[0] = Double.isNaN(first[0]) ? loss : first[0];
          last[0] = loss;
        });
    assertTrue(last[0] < first[0] / 2, first[0] + " " + last[0]);
    model =
        LanguageIdentifier.of(
            network, LanguageIdentifier.texts(NGRAMS, LANGUAGES, List.of("LATIN"), 0), NGRAMS);
  }

  @Test
  void whatItSaysIsWhatItsNetworkSays() {
    Random random = new Random(3);
    MultiLayerNetwork network = model.network();
    for (int i = 0; i < 50; i++) {
      String text = text(random, i % 4);
      Example read = new Example(Reading.WORDS.of(text, 100), 0);
      INDArray expected = NgramTraining.output(network, NGRAMS, List.of(read));
      for (Prediction prediction : model.identify(text)) {
        int label = model.labels().indexOf(prediction.label());
        assertEquals(expected.getDouble(0, label), prediction.probability(), 1e-5);
      }
    }
  }

  @Test
  void itHasLearned() {
    Random random = new Random(4);
    int right = 0;
    for (int i = 0; i < 100; i++) {
      right +=
          model.labels().indexOf(model.identify(text(random, i % 4)).get(0).label()) == i % 4
              ? 1
              : 0;
    }
    assertTrue(right > 75, "" + right);
  }

  @Test
  void aSavedOneSaysTheSame(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("model.zip");
    model.save(file);
    LanguageIdentifier loaded = LanguageIdentifier.load(file);
    assertEquals(LANGUAGES, loaded.languages());
    assertEquals(model.identify("abba"), loaded.identify("abba"));
    assertArrayEquals(
        model.network().params().toFloatVector(), loaded.network().params().toFloatVector());
  }

  @Test
  void restrictedToSomeItNamesThoseAlone() {
    LanguageIdentifier two = model.restrictedTo("xc", "xa");
    List<Prediction> ranked = two.identify("abba");
    assertEquals(2, ranked.size());
    assertEquals(1, ranked.get(0).probability() + ranked.get(1).probability(), 1e-9);
    double all =
        model.identify("abba").stream()
            .filter(p -> p.label().equals("xa"))
            .findFirst()
            .orElseThrow()
            .probability();
    double other =
        model.identify("abba").stream()
            .filter(p -> p.label().equals("xc"))
            .findFirst()
            .orElseThrow()
            .probability();
    assertEquals(
        all / (all + other),
        ranked.stream().filter(p -> p.label().equals("xa")).findFirst().orElseThrow().probability(),
        1e-6);
    assertEquals(List.of("xa", "xb", "xc"), model.languages());
    for (String[] wrong : new String[][] {{}, {"xd"}, {LanguageIdentifier.UNKNOWN}}) {
      assertThrows(IllegalArgumentException.class, () -> model.restrictedTo(wrong));
    }
  }

  @Test
  void whatHasNoLetterOrAForeignScriptIsUnknown() {
    for (String text : new String[] {"", "12", "@abba", "Привет"}) {
      Prediction first = model.identify(text).get(0);
      assertEquals(new Prediction(LanguageIdentifier.UNKNOWN, 1), first);
      assertEquals(first, model.restrictedTo("xa").identify(text).get(0));
    }
  }

  @Test
  void theFirstFewCanBeAskedFor() {
    assertEquals(model.identify("abba").subList(0, 2), model.top("abba", 2));
    assertEquals(4, model.top("abba", 10).size());
    assertThrows(IllegalArgumentException.class, () -> model.top("abba", 0));
  }

  @Test
  void refusalGrowsWithTheLength() {
    LanguageIdentifier strict =
        LanguageIdentifier.of(
            model.network(),
            LanguageIdentifier.texts(NGRAMS, LANGUAGES, List.of("LATIN"), 3),
            NGRAMS);
    assertEquals(unknown(model, "abba"), unknown(strict, "abba"), 1e-9);
    String twice = "abba ".repeat(6); // 31 characters read, 15 are short
    double odds = unknown(model, twice) / (1 - unknown(model, twice));
    double grown = unknown(strict, twice) / (1 - unknown(strict, twice));
    assertEquals(Math.pow(31 / 15.0, 3), grown / odds, 1e-3 * grown / odds);
  }

  private static double unknown(LanguageIdentifier model, String text) {
    return model.identify(text).stream()
        .filter(p -> p.label().equals(LanguageIdentifier.UNKNOWN))
        .findFirst()
        .orElseThrow()
        .probability();
  }
}
