package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.SymbolSequenceIterator;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.zoo.TextGenerator;
import io.github.tbptt4j.zoo.Vocabulary;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a character model: a fixed number of updates over streams of the text, the parameters that
 * did best on the validation text in the end.
 */
final class TextTraining {
  private static final int STEPS = 480; // of a minibatch, in which there are many windows
  private static final double LN_2 = Math.log(2);

  private final TextRecipe recipe;
  private final MultiLayerNetwork network;
  private final SymbolSequenceIterator training;
  private final int minibatchesOfAnEpoch;
  private final Vocabulary vocabulary;
  private final String validationText;
  private final Consumer<Progress> display;
  private final Consumer<TextGenerator> checkpoint;

  private int minibatch;
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
   * @param vocabulary of the text
   * @param text to train on
   * @param validationText to choose the best parameters with
   * @param display gets the progress after each minibatch
   * @param checkpoint gets the network each time it does better on the validation text than before
   */
  TextTraining(
      TextRecipe recipe,
      Vocabulary vocabulary,
      String text,
      String validationText,
      Consumer<Progress> display,
      Consumer<TextGenerator> checkpoint) {
    this.recipe = recipe;
    this.display = display;
    this.checkpoint = checkpoint;
    this.vocabulary = vocabulary;
    this.validationText = validationText;
    network = recipe.network(vocabulary.size());
    int[] symbols = vocabulary.encode(text);
    training =
        SymbolSequenceIterator.builder(symbols, vocabulary.size())
            .streams(recipe.streams())
            .timeSteps(STEPS)
            .build();
    int stepsOfAStream = (symbols.length - 1) / recipe.streams();
    minibatchesOfAnEpoch = (stepsOfAStream + STEPS - 1) / STEPS;
  }

  /** {@return the trained network} */
  MultiLayerNetwork run() {
    int total = recipe.stages().stream().mapToInt(this::minibatches).sum();
    for (TextRecipe.Stage stage : recipe.stages()) {
      run(stage, total);
    }
    network.setParams(best);
    return network;
  }

  private int minibatches(TextRecipe.Stage stage) {
    return Math.max(1, (int) Math.round(stage.epochs() * minibatchesOfAnEpoch));
  }

  private void run(TextRecipe.Stage stage, int total) {
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(stage.truncation())
            .clipGlobalNorm(recipe.clip())
            .stateful(true)
            .build();
    for (int end = minibatch + minibatches(stage); minibatch < end; ) {
      network.setLearningRate(recipe.learningRateAt((double) minibatch / minibatchesOfAnEpoch));
      if (!training.hasNext()) {
        training.reset();
        trainer.resetState(); // fewer than k1 steps that still wait aren't worth an update
      }
      FitReport report = trainer.fit(training.next());
      minibatch++;
      if (report.updates() > 0) {
        trainingBits = report.loss() / LN_2;
      }
      if (minibatch % minibatchesOfAnEpoch == 0 || minibatch == total) {
        validationBits = evaluate();
        System.gc(); // ND4J frees arrays when Java collects their small handles, which is seldom
      }
      display.accept(
          new Progress(
              (double) minibatch / total, trainingBits, validationBits, report.meanGradientNorm()));
    }
  }

  private double evaluate() {
    TextGenerator model = TextGenerator.of(network, vocabulary);
    double bits = model.score(validationText);
    if (bits < bestValidation) {
      bestValidation = bits;
      best = network.params().dup();
      checkpoint.accept(model);
    }
    return bits;
  }
}
