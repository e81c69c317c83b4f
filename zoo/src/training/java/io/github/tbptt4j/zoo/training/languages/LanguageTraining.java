package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.internal.text.Alphabet;
import io.github.tbptt4j.zoo.training.classify.AlphabetOfTexts;
import io.github.tbptt4j.zoo.training.classify.ClassifierRecipe;
import io.github.tbptt4j.zoo.training.classify.ClassifierTraining;
import io.github.tbptt4j.zoo.training.classify.LabelledText;
import io.github.tbptt4j.zoo.training.classify.Split;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;

/** Trains the language identifier. */
public final class LanguageTraining {
  /** The recipe of the weights in the jar. */
  public static final ClassifierRecipe RECIPE =
      new ClassifierRecipe(
          1, 192, Activation.TANH, 0.5, 0.8, PoolingType.AVG, 1.0, 0.003, 1.0, 4_000, 2004);

  private static final int CHARACTERS_PER_MINIBATCH = 6_400;
  private static final int RAREST = 300;
  private static final int VALIDATION_LENGTH = 60;
  private static final int VALIDATION_SNIPPETS = 50; // for each language

  private LanguageTraining() {}

  /**
   * Trains.
   *
   * @param recipe the choices
   * @param documents what to learn from, and what to choose with
   * @param display sees the progress
   * @return the model
   */
  public static LanguageIdentifier train(
      ClassifierRecipe recipe, Split documents, Consumer<ClassifierTraining.Progress> display) {
    Snippets training = new Snippets(documents.training());
    List<String> languages = training.languages();
    Alphabet alphabet = AlphabetOfTexts.of(documents.training(), RAREST);
    List<LabelledText> validation =
        new Snippets(documents.validation())
            .sample(VALIDATION_SNIPPETS, VALIDATION_LENGTH, recipe.seed());
    MultiLayerNetwork network =
        new ClassifierTraining(
                recipe,
                alphabet,
                languages,
                2 * LanguageMinibatches.LONGEST, // capitals of some letters are several
                new LanguageMinibatches(
                    training, CHARACTERS_PER_MINIBATCH, new Random(recipe.seed())),
                candidate ->
                    LanguageScores.confusion(
                            LanguageIdentifier.of(candidate, alphabet.characters(), languages),
                            validation)
                        .accuracy(),
                display)
            .run();
    return LanguageIdentifier.of(network, alphabet.characters(), languages);
  }
}
