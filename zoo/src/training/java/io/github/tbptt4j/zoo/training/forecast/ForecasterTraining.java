package io.github.tbptt4j.zoo.training.forecast;

import io.github.tbptt4j.FitReport;
import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.zoo.QuantileLoss;
import io.github.tbptt4j.zoo.internal.forecast.DayReader;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** Trains the forecaster on synthetic series. */
public final class ForecasterTraining {
  /** The quantiles that are learned. */
  public static final List<Double> LEVELS = List.of(0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95);

  /** The recipe of the weights in the jar. */
  public static final Recipe RECIPE =
      new Recipe(64, TruncatedBptt.of(28, 112), 1e-3, 1, 32, 448, 900, 7);

  private static final double ERRORS_OF_A_DEVIATION = Math.sqrt(Math.PI / 2);

  private ForecasterTraining() {}

  /**
   * The choices.
   *
   * @param units of the recurrent layer
   * @param truncation k1 and k2
   * @param learningRate of Adam, at the beginning; it falls to a hundredth along a cosine
   * @param clip largest norm of the gradient
   * @param minibatch series at a time
   * @param steps days of each
   * @param minibatches how many
   * @param seed of weights and series
   */
  public record Recipe(
      int units,
      TruncatedBptt truncation,
      double learningRate,
      double clip,
      int minibatch,
      int steps,
      int minibatches,
      long seed) {
    /** {@return the same choices with another truncation} */
    public Recipe withTruncation(TruncatedBptt other) {
      return new Recipe(units, other, learningRate, clip, minibatch, steps, minibatches, seed);
    }
  }

  /** Sees how far a training is. */
  @FunctionalInterface
  public interface Display {
    /**
     * After a minibatch.
     *
     * @param network as it is now
     * @param done part of the training, 0 to 1
     * @param loss of late
     * @param norm of the gradient, on average, before it is clipped
     */
    void show(MultiLayerNetwork network, double done, double loss, double norm);
  }

  /** {@return the network, untrained: it says that errors are normal} */
  static MultiLayerNetwork network(Recipe recipe) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(recipe.seed())
                .updater(new Adam(recipe.learningRate()))
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(DayReader.INPUTS)
                        .nOut(recipe.units())
                        .activation(Activation.TANH)
                        .weightInit(WeightInit.XAVIER)
                        .weightInitRecurrent(RecurrentInit.orthogonal(0.9))
                        .build())
                .layer(
                    new FusedRnnOutputLayer.Builder(
                            new QuantileLoss(LEVELS.stream().mapToDouble(level -> level).toArray()))
                        .nIn(recipe.units())
                        .nOut(DayReader.HORIZON * LEVELS.size())
                        .activation(Activation.IDENTITY)
                        .weightInit(
                            new org.deeplearning4j.nn.conf.distribution.NormalDistribution(0, 0.02))
                        .build())
                .setInputType(InputType.recurrent(DayReader.INPUTS))
                .build());
    network.init();
    NormalDistribution normal = new NormalDistribution(0, ERRORS_OF_A_DEVIATION);
    INDArray biases = network.getLayer(1).getParam("b");
    for (int i = 0; i < biases.length(); i++) {
      biases.putScalar(i, normal.inverseCumulativeProbability(LEVELS.get(i % LEVELS.size())));
    }
    return network;
  }

  /**
   * Trains.
   *
   * @param recipe the choices
   * @param display sees the progress
   * @return the trained network
   */
  public static MultiLayerNetwork train(Recipe recipe, Display display) {
    MultiLayerNetwork network = network(recipe);
    Minibatches minibatches =
        new Minibatches(recipe.seed(), recipe.minibatch(), recipe.steps(), LEVELS.size());
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(recipe.truncation())
            .clipGlobalNorm(recipe.clip())
            .build();
    double loss = Double.NaN;
    for (int done = 0; done < recipe.minibatches(); done++) {
      double cosine = (1 + Math.cos(Math.PI * done / recipe.minibatches())) / 2;
      network.setLearningRate(recipe.learningRate() * (0.01 + 0.99 * cosine));
      FitReport report = trainer.fit(minibatches.next());
      loss = Double.isNaN(loss) ? report.loss() : 0.98 * loss + 0.02 * report.loss();
      if (done % 50 == 49) {
        System.gc(); // ND4J frees arrays when Java collects their small handles, which is seldom
      }
      display.show(network, (done + 1.0) / recipe.minibatches(), loss, report.meanGradientNorm());
    }
    return network;
  }
}
