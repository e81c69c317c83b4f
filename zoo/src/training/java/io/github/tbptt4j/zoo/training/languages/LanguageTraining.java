package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.NgramModels;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining;
import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import io.github.tbptt4j.zoo.internal.ngram.Ngrams;
import io.github.tbptt4j.zoo.internal.ngram.Reading;
import io.github.tbptt4j.zoo.internal.ngram.Scripts;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains the language identifier. */
public final class LanguageTraining {
  /** What its network reads. */
  public static final Ngrams NGRAMS = new Ngrams(5, 17);

  /** The recipe of the weights in the jar. */
  public static final NgramTraining.Recipe RECIPE =
      new NgramTraining.Recipe(NGRAMS, 32, TruncatedBptt.of(20, 60), 0.15, 256, 20_000, 2004);

  private static final int PER_LANGUAGE = 40; // validation pieces of each kind
  private static final int[] LENGTHS = {10, 20, 60};
  private static final List<String> REFUSED = List.of("lat", "swa", "mlt", "tgl", "som", "aze");

  private LanguageTraining() {}

  /**
   * Trains.
   *
   * @param recipe the choices
   * @param documents what to learn from, and what to choose with
   * @param strings of an office suite
   * @param display sees the progress
   * @return the model
   * @throws IOException if there are no strings or common words
   */
  public static LanguageIdentifier train(
      NgramTraining.Recipe recipe,
      Split documents,
      OfficeStrings strings,
      NgramTraining.Display display)
      throws IOException {
    List<String> labels = new ArrayList<>(Languages.known());
    labels.add(LanguageIdentifier.UNKNOWN);
    LanguageExamples examples = new LanguageExamples(documents.training(), strings, recipe.seed());
    NgramTraining training = new NgramTraining(recipe);
    MultiLayerNetwork network = training.network(labels.size());
    training.train(network, examples, labels.size(), display);
    double growth =
        Calibration.of(
                network, NGRAMS, validation(documents, labels, recipe.seed()), labels.size() - 1)
            .fit();
    return NgramModels.languageIdentifier(
        network, NGRAMS, Languages.known(), Scripts.of(examples.samples()), growth);
  }

  /** Pieces of the European Parliament, and of languages that were not learned from. */
  private static List<Example> validation(Split documents, List<String> labels, long seed)
      throws IOException {
    Snippets snippets = new Snippets(documents.validation());
    List<Example> validation = new ArrayList<>();
    for (int length : LENGTHS) {
      for (LabelledText piece : snippets.sample(PER_LANGUAGE, length, seed)) {
        add(validation, piece.text(), labels.indexOf(piece.label()));
      }
    }
    for (LabelledText word : snippets.words(PER_LANGUAGE, seed)) {
      add(validation, word.text(), labels.indexOf(word.label()));
    }
    Random random = new Random(seed);
    for (String language : REFUSED) {
      Material words = new Material(List.of(), List.of(), CommonTokens.of(language));
      for (int i = 0; i < 2 * PER_LANGUAGE; i++) {
        validation.add(new Example(words.draw(random), labels.size() - 1));
      }
    }
    return validation;
  }

  private static void add(List<Example> examples, String text, int label) {
    String read = Reading.WORDS.of(text, text.length() + 2);
    if (!read.isEmpty()) {
      examples.add(new Example(read, label));
    }
  }
}
