package io.github.tbptt4j.zoo.training.useragents;

import io.github.tbptt4j.zoo.UserAgentClassifier;
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

/** Trains the user-agent classifier. */
public final class UserAgentTraining {
  /** The recipe of the weights in the jar. */
  public static final ClassifierRecipe RECIPE =
      new ClassifierRecipe(
          5, 192, Activation.RELU, 0.3, 0.5, PoolingType.MAX, 0.5, 0.003, 1.0, 1_700, 1991);

  private static final int MINIBATCH = 64;
  private static final int RAREST = 5;
  private static final int LONGEST = 300;

  private UserAgentTraining() {}

  /**
   * Trains on the examples for training and for validation: the recipe's choices were made with the
   * latter, and nothing is chosen any more.
   *
   * @param recipe the choices
   * @param userAgents what to learn from
   * @param display sees the progress
   * @return the model
   */
  public static UserAgentClassifier train(
      ClassifierRecipe recipe, Split userAgents, Consumer<ClassifierTraining.Progress> display) {
    List<LabelledText> examples = userAgents.trainingAndValidation();
    Alphabet alphabet = AlphabetOfTexts.of(examples, RAREST);
    List<String> classes = examples.stream().map(LabelledText::label).distinct().sorted().toList();
    MultiLayerNetwork network =
        new ClassifierTraining(
                recipe,
                alphabet,
                classes,
                LONGEST,
                new UserAgentMinibatches(examples, MINIBATCH, new Random(recipe.seed())),
                candidate -> Double.NaN,
                display)
            .runToTheMean();
    return UserAgentClassifier.of(network, alphabet.characters(), classes);
  }
}
