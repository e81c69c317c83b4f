package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.zoo.Vocabulary;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains a character model: a fixed number of updates over streams of the text, the parameters that
 * did best on the validation text in the end.
 */
final class TextTraining {
  private static final int UPDATES_PER_MINIBATCH = 20;
  private static final int VALIDATION_STREAMS = 32;
  private static final int VALIDATION_STEPS = 100;
  private static final double LN_2 = Math.log(2);

  private final TextRecipe recipe;
  private final MultiLayerNetwork network;
  private final TruncatedBpttTrainer trainer;
  private final SymbolStreams training;
  private final int[] validation;
  private final int symbols;
  private final Consumer<Progress> display;

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

  TextTraining(
      TextRecipe recipe,
      Vocabulary vocabulary,
      String text,
      String validationText,
      Consumer<Progress> display) {
    this.recipe = recipe;
    this.display = display;
    symbols = vocabulary.size();
    network = recipe.network(symbols);
    validation = vocabulary.encode(validationText);
    training =
        new SymbolStreams(
            vocabulary.encode(text),
            symbols,
            recipe.streams(),
            UPDATES_PER_MINIBATCH * recipe.k1());
    trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(recipe.k1(), recipe.k2()))
            .clipGlobalNorm(recipe.clip())
            .stateful(true)
            .build();
  }

  /** {@return the trained network} */
  MultiLayerNetwork run() {
    int minibatches = Math.max(1, (int) Math.round(recipe.epochs() * training.minibatches()));
    int evaluateEvery = Math.max(1, training.minibatches() / 2);
    double validationBits = Double.NaN;
    for (int i = 1; i <= minibatches; i++) {
      network.setLearningRate(recipe.learningRateAt((i - 1.0) / minibatches));
      FitReport report = trainNextMinibatch();
      if (i % evaluateEvery == 0 || i == minibatches) {
        validationBits = evaluate();
        System.gc(); // ND4J frees arrays when Java collects their small handles, which is seldom
      }
      display.accept(
          new Progress(
              (double) i / minibatches,
              report.loss() / LN_2,
              validationBits,
              report.meanGradientNorm()));
    }
    network.setParams(best);
    return network;
  }

  private FitReport trainNextMinibatch() {
    if (training.atStart()) {
      trainer.resetState();
    }
    return trainer.fit(training.next());
  }

  /** Of a copy, because measuring clears the state that training carries. */
  private double evaluate() {
    double bits =
        BitsPerSymbol.measure(
            network.clone(), validation, symbols, VALIDATION_STREAMS, VALIDATION_STEPS);
    if (bits < bestValidation) {
      bestValidation = bits;
      best = network.params().dup();
    }
    return bits;
  }
}
