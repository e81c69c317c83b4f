package io.github.tbptt4j.zoo.training.classify;

import static io.github.tbptt4j.testing.ArrayAssertions.assertDifferent;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.LanguageIdentifier;
import io.github.tbptt4j.zoo.internal.text.Alphabet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** The training of the classifiers, on a small scale. */
class ClassifierTrainingTest {
  private static final Alphabet ALPHABET = new Alphabet(" abc");
  private static final List<String> LABELS = List.of("no", "yes");

  private final List<Double> validation = new ArrayList<>();

  /** Whether an a is followed by a b somewhere: a matter of order. */
  private static LabelledText example(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 3 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.append("abc".charAt(random.nextInt(3)));
    }
    return new LabelledText(text.indexOf("ab") >= 0 ? "yes" : "no", text.toString());
  }

  private static List<LabelledText> examples(int n, Random random) {
    List<LabelledText> examples = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      examples.add(example(random));
    }
    return examples;
  }

  private static double accuracy(MultiLayerNetwork network, List<LabelledText> examples) {
    LanguageIdentifier model = LanguageIdentifier.of(network, ALPHABET.characters(), LABELS);
    List<String> predicted =
        model.identify(examples.stream().map(LabelledText::text).toList()).stream()
            .map(ranked -> ranked.get(0).label())
            .toList();
    return Confusion.of(examples, predicted).accuracy();
  }

  private MultiLayerNetwork train(long seed, int minibatches) {
    return training(seed, minibatches).run();
  }

  private ClassifierTraining training(long seed, int minibatches) {
    ClassifierRecipe recipe =
        new ClassifierRecipe(
            2, 16, Activation.TANH, 0.5, 0.8, PoolingType.MAX, 0.9, 0.01, 1.0, minibatches, seed);
    Random random = new Random(seed);
    List<LabelledText> held = examples(200, new Random(99));
    return new ClassifierTraining(
        recipe,
        ALPHABET,
        LABELS,
        20,
        () -> examples(32, random),
        network -> accuracy(network, held),
        progress -> validation.add(progress.validation()));
  }

  @Test
  void theSameSeedTrainsTheSameWeights() {
    MultiLayerNetwork first = train(1, 20);
    assertIdentical(first.params(), train(1, 20).params());
    assertDifferent(first.params(), train(2, 20).params());
  }

  @Test
  void trainingLearnsAndKeepsWhatDidBestOnTheValidationExamples() {
    MultiLayerNetwork network = train(1, 300);
    double best = validation.stream().filter(a -> a > 0).mapToDouble(a -> a).max().orElseThrow();
    assertEquals(best, accuracy(network, examples(200, new Random(99))));
    assertTrue(best > 0.95, () -> "accuracy " + best);
    assertTrue(accuracy(network, examples(500, new Random(100))) > 0.93);
  }

  @Test
  void theMeanOfTheLastThirdLearnsToo() {
    MultiLayerNetwork network = training(1, 300).runToTheMean();
    assertTrue(accuracy(network, examples(500, new Random(100))) > 0.93);
    assertDifferent(train(1, 300).params(), network.params());
  }

  @Test
  void theLearningRateRisesAndFalls() {
    ClassifierRecipe recipe =
        new ClassifierRecipe(1, 1, Activation.TANH, 1, 1, PoolingType.AVG, 1, 0.5, 1, 1, 1);
    assertTrue(recipe.learningRateAt(0) < 0.01);
    assertEquals(0.5, recipe.learningRateAt(0.02), 0.01);
    assertEquals(0.25, recipe.learningRateAt(0.5), 0.01);
    assertEquals(0.005, recipe.learningRateAt(1), 1e-12);
  }
}
