package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.LabelledText;
import io.github.tbptt4j.zoo.internal.text.Alphabet;
import io.github.tbptt4j.zoo.internal.text.Symbols;
import io.github.tbptt4j.zoo.internal.text.TextBatch;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a classifier: a fixed number of updates, the parameters that did best on the validation
 * examples in the end.
 */
public final class ClassifierTraining {
  private static final int VALIDATIONS = 20;
  private static final int UPDATES_BETWEEN_COLLECTIONS = 100;

  private final ClassifierRecipe recipe;
  private final Alphabet alphabet;
  private final List<String> labels;
  private final int longestText;
  private final Supplier<List<LabelledText>> minibatches;
  private final ToDoubleFunction<MultiLayerNetwork> validation;
  private final Consumer<Progress> display;

  private double accuracy = Double.NaN;
  private INDArray best;
  private double bestValidation = Double.NEGATIVE_INFINITY;

  /**
   * How far a training is.
   *
   * @param done part of it, 0 to 1
   * @param loss of the last minibatches, in nats
   * @param validation accuracy when it was last measured, NaN where it isn't
   */
  public record Progress(double done, double loss, double validation) {}

  /**
   * A training.
   *
   * @param recipe its choices
   * @param alphabet what the network's inputs stand for
   * @param labels what its outputs stand for
   * @param longestText how many characters of a text are read
   * @param minibatches the examples of each update
   * @param validation the accuracy of a network, higher is better; {@link #runToTheMean} doesn't
   *     ask for it
   * @param display sees the progress after each update
   */
  public ClassifierTraining(
      ClassifierRecipe recipe,
      Alphabet alphabet,
      List<String> labels,
      int longestText,
      Supplier<List<LabelledText>> minibatches,
      ToDoubleFunction<MultiLayerNetwork> validation,
      Consumer<Progress> display) {
    this.recipe = recipe;
    this.alphabet = alphabet;
    this.labels = labels;
    this.longestText = longestText;
    this.minibatches = minibatches;
    this.validation = validation;
    this.display = display;
  }

  /** {@return the network with the weights that did best on the validation examples} */
  public MultiLayerNetwork run() {
    MultiLayerNetwork network = newNetwork();
    int every = Math.max(1, recipe.minibatches() / VALIDATIONS);
    update(
        network,
        i -> {
          if (i % every == 0 || i == recipe.minibatches()) {
            accuracy = validate(network);
          }
        });
    network.setParams(best);
    return network;
  }

  /**
   * Trains without looking at the validation.
   *
   * @return the network with the mean of the weights after each update of the last third, which
   *     does as well as the best of them and needs no examples to choose it
   */
  public MultiLayerNetwork runToTheMean() {
    MultiLayerNetwork network = newNetwork();
    int count = (recipe.minibatches() + 2) / 3;
    INDArray sum = network.params().ulike().assign(0.0);
    update(
        network,
        i -> {
          if (i > recipe.minibatches() - count) {
            sum.addi(network.params());
          }
        });
    network.setParams(sum.divi(count));
    return network;
  }

  private MultiLayerNetwork newNetwork() {
    return recipe.network(alphabet.size() + 1, labels.size());
  }

  private void update(MultiLayerNetwork network, IntConsumer afterUpdate) {
    double loss = Double.NaN;
    for (int i = 1; i <= recipe.minibatches(); i++) {
      network.setLearningRate(recipe.learningRateAt((i - 1.0) / recipe.minibatches()));
      network.fit(dataSet(minibatches.get()));
      loss = Double.isNaN(loss) ? network.score() : 0.98 * loss + 0.02 * network.score();
      afterUpdate.accept(i);
      if (i % UPDATES_BETWEEN_COLLECTIONS == 0) {
        System.gc(); // ND4J frees arrays when Java collects their small handles, which is seldom
      }
      display.accept(new Progress((double) i / recipe.minibatches(), loss, accuracy));
    }
  }

  private double validate(MultiLayerNetwork network) {
    double accuracy = validation.applyAsDouble(network);
    if (accuracy > bestValidation) {
      bestValidation = accuracy;
      best = network.params().dup();
    }
    return accuracy;
  }

  private DataSet dataSet(List<LabelledText> examples) {
    List<Symbols> symbols =
        examples.stream().map(example -> alphabet.encode(example.text(), longestText)).toList();
    TextBatch batch = TextBatch.of(symbols, alphabet.size(), recipe.window());
    INDArray oneHot = Nd4j.zeros(examples.size(), labels.size());
    for (int i = 0; i < examples.size(); i++) {
      oneHot.putScalar(i, labels.indexOf(examples.get(i).label()), 1.0);
    }
    return new DataSet(batch.features(), oneHot, batch.mask(), null);
  }
}
