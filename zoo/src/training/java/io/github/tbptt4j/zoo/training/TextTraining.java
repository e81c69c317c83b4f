package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.zoo.ContextModels;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains a character model: a fixed number of updates over streams of the text, the parameters that
 * did best on the validation text in the end.
 */
final class TextTraining {
  private static final int STEPS = 480; // of a minibatch, in which there are many windows
  private static final double LN_2 = Math.log(2);

  private final TextRecipe recipe;
  private final MultiLayerNetwork network;
  private final Map<TextRecipe.Text, int[]> texts;
  private final Vocabulary vocabulary;
  private final String validationText;
  private final Consumer<Progress> display;
  private final Consumer<TextGenerator> checkpoint;

  private int minibatch;
  private int total;
  private double trainingBits = Double.NaN;
  private double validationBits = Double.NaN;
  private INDArray best;
  private double bestValidation = Double.POSITIVE_INFINITY;

  /**
   * How far the training is.
   *
   * @param done part of it, 0 to 1
   * @param training bits per character of the last minibatch
   * @param validation bits per character of the validation text, when it was last measured
   * @param gradientNorm mean norm of the gradient before clipping
   */
  record Progress(double done, double training, double validation, double gradientNorm) {}

  /**
   * Prepares a training.
   *
   * @param recipe how to train
   * @param vocabulary of the texts
   * @param texts to train on
   * @param validationText to choose the best parameters with
   * @param display gets the progress after each minibatch
   * @param checkpoint gets the network each time it does better on the validation text than before
   */
  TextTraining(
      TextRecipe recipe,
      Vocabulary vocabulary,
      Map<TextRecipe.Text, String> texts,
      String validationText,
      Consumer<Progress> display,
      Consumer<TextGenerator> checkpoint) {
    this.recipe = recipe;
    this.display = display;
    this.checkpoint = checkpoint;
    this.vocabulary = vocabulary;
    this.validationText = validationText;
    this.network = recipe.network(vocabulary);
    this.texts = new EnumMap<>(TextRecipe.Text.class);
    texts.forEach((name, text) -> this.texts.put(name, vocabulary.encode(text)));
  }

  /** {@return the trained network} */
  MultiLayerNetwork run() {
    total = recipe.stages().stream().mapToInt(this::minibatches).sum();
    recipe.stages().forEach(this::run);
    network.setParams(best);
    return network;
  }

  private int minibatches(TextRecipe.Stage stage) {
    return Math.max(1, (int) Math.round(stage.epochs() * minibatchesOfAnEpoch(stage)));
  }

  private int minibatchesOfAnEpoch(TextRecipe.Stage stage) {
    int stepsOfAStream = (texts.get(stage.text()).length - 1) / recipe.streams();
    return (stepsOfAStream + STEPS - 1) / STEPS;
  }

  private void run(TextRecipe.Stage stage) {
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(stage.truncation())
            .clipGlobalNorm(recipe.clip())
            .stateful(true)
            .build();
    int epoch = minibatchesOfAnEpoch(stage);
    DataSetIterator sequences = sequences(stage);
    for (int left = minibatches(stage); left > 0; left--) {
      network.setLearningRate(recipe.learningRateAt((double) minibatch / total));
      if (!sequences.hasNext()) {
        sequences = sequences(stage);
        trainer.resetState(); // fewer than k1 steps that still wait aren't worth an update
      }
      FitReport report = trainer.fit(sequences.next());
      minibatch++;
      if (report.updates() > 0) {
        trainingBits = report.loss() / LN_2;
      }
      if ((left - 1) % epoch == 0) {
        validationBits = evaluate();
        System.gc(); // ND4J frees arrays when Java collects their small handles, which is seldom
      }
      display.accept(
          new Progress(
              (double) minibatch / total, trainingBits, validationBits, report.meanGradientNorm()));
    }
  }

  private DataSetIterator sequences(TextRecipe.Stage stage) {
    return ContextModels.sequences(
        texts.get(stage.text()),
        vocabulary,
        recipe.contextBits(),
        recipe.streams(),
        STEPS,
        recipe.contextDropout(),
        recipe.seed() + minibatch);
  }

  private double evaluate() {
    TextGenerator model = ContextModels.textGenerator(network, vocabulary, recipe.contextBits());
    double bits = model.score(validationText);
    if (bits < bestValidation) {
      bestValidation = bits;
      best = network.params().dup();
      checkpoint.accept(model);
    }
    return bits;
  }
}
