package io.github.tbptt4j.zoo.internal.ngram;

import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Trains networks that read hashed n-grams, by truncated backpropagation through time. */
public final class NgramTraining {
  private static final double SUM_OF_RW = 1e8;
  private static final double SUM_OF_B = 1e20; // stays zero
  private static final int STEPS_OF_A_RATE = 50;
  private static final double LAST_RATE = 0.03; // of the first
  private static final int EVALUATED = 256; // examples at once
  private static final int POOL = 16; // minibatches that are drawn at once and sorted by length

  private final Recipe recipe;
  private final Random random;

  /**
   * The choices.
   *
   * @param features what a step reads
   * @param units of the recurrent layer
   * @param truncation k1 and k2
   * @param learningRate of AdaGrad at first; it falls to 0
   * @param minibatch examples of a minibatch
   * @param minibatches how many
   * @param seed of the weights and the order
   */
  public record Recipe(
      Features features,
      int units,
      TruncatedBptt truncation,
      double learningRate,
      int minibatch,
      int minibatches,
      long seed) {
    /** {@return the same choices for a longer or shorter training} */
    public Recipe withMinibatches(int others) {
      return new Recipe(features, units, truncation, learningRate, minibatch, others, seed);
    }

    /** {@return the same choices for a larger or smaller network} */
    public Recipe withUnits(int others) {
      return new Recipe(features, others, truncation, learningRate, minibatch, minibatches, seed);
    }
  }

  /**
   * A text that was read, and what it is.
   *
   * @param read what {@link Reading} gives, not empty
   * @param label index of its label
   */
  public record Example(String read, int label) {}

  /** Sees how far a training is. */
  @FunctionalInterface
  public interface Display {
    /**
     * After a minibatch.
     *
     * @param done part of the training, 0 to 1
     * @param loss mean of the last minibatches, in nats
     */
    void show(double done, double loss);
  }

  /**
   * A training.
   *
   * @param recipe the choices
   */
  public NgramTraining(Recipe recipe) {
    this.recipe = recipe;
    this.random = new Random(recipe.seed());
  }

  /**
   * A network that reads n-grams as log-linear models do: all evidence is added up at first.
   *
   * @param labels how many there are
   * @return the network, initialised
   */
  public MultiLayerNetwork network(int labels) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(recipe.seed())
                .updater(new AdaGrad(recipe.learningRate()))
                .list()
                .layer(
                    new LastTimeStep(
                        new VanillaRnn.Builder()
                            .nIn(recipe.features().rows())
                            .nOut(recipe.units())
                            .indexInput(recipe.features().perStep())
                            .activation(Activation.IDENTITY)
                            .weightInit(WeightInit.ZERO)
                            .weightInitRecurrent(RecurrentInit.identity(1))
                            .build()))
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(labels)
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .build())
                .setInputType(InputType.recurrent(recipe.features().rows()))
                .build());
    network.init();
    learnSlowly(network);
    return network;
  }

  /**
   * AdaGrad's first step is as long as its learning rate, whatever the gradient. That is right for
   * the embedding, most of whose rows are seldom seen, and far too long for what works at every
   * step: its sums of squares begin so high that it moves along the plain gradient, slowly. b
   * doesn't move: what every step adds, the n-grams of one character can say.
   */
  private void learnSlowly(MultiLayerNetwork network) {
    long units = recipe.units();
    long recurrent = recipe.features().rows() * units;
    long bias = recurrent + units * units;
    INDArray sums = network.getUpdater().getStateViewArray().reshape(-1);
    sums.get(NDArrayIndex.interval(recurrent, bias)).assign(SUM_OF_RW);
    sums.get(NDArrayIndex.interval(bias, bias + units)).assign(SUM_OF_B);
  }

  /**
   * Trains.
   *
   * @param network of {@link #network}, or one that was trained already
   * @param examples gives one after the other, endlessly
   * @param labels how many there are
   * @param display sees the progress
   */
  public void train(
      MultiLayerNetwork network, Supplier<Example> examples, int labels, Display display) {
    double[] loss = {Double.NaN};
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(recipe.truncation())
            .listener(
                report ->
                    loss[0] =
                        Double.isNaN(loss[0])
                            ? report.loss()
                            : 0.99 * loss[0] + 0.01 * report.loss())
            .build();
    int done = 0;
    while (done < recipe.minibatches()) {
      for (List<Example> minibatch : pool(examples)) {
        if (done < recipe.minibatches()) {
          if (done % STEPS_OF_A_RATE == 0) { // AdaGrad with a schedule gives NaN in DL4J M2.1
            double left = 1 - (double) done / recipe.minibatches();
            network.setLearningRate(recipe.learningRate() * Math.max(left, LAST_RATE));
          }
          trainer.fit(dataSet(minibatch, labels));
          display.show((double) ++done / recipe.minibatches(), loss[0]);
        }
      }
    }
  }

  /** Minibatches of texts of like length, in any order. */
  private List<List<Example>> pool(Supplier<Example> examples) {
    int size = recipe.minibatch();
    List<Example> pool = new ArrayList<>(POOL * size);
    for (int i = 0; i < POOL * size; i++) {
      pool.add(examples.get());
    }
    pool.sort(Comparator.comparingInt(example -> example.read().length()));
    List<List<Example>> minibatches = new ArrayList<>();
    for (int from = 0; from < pool.size(); from += size) {
      minibatches.add(pool.subList(from, from + size));
    }
    Collections.shuffle(minibatches, random);
    return minibatches;
  }

  /** {@return examples in minibatches of like length} */
  public static List<List<Example>> byLength(List<Example> examples) {
    List<Example> sorted = new ArrayList<>(examples);
    sorted.sort(Comparator.comparingInt(example -> example.read().length()));
    List<List<Example>> minibatches = new ArrayList<>();
    for (int from = 0; from < sorted.size(); from += EVALUATED) {
      minibatches.add(sorted.subList(from, Math.min(from + EVALUATED, sorted.size())));
    }
    return minibatches;
  }

  /**
   * What a network says.
   *
   * @param network of {@link #network}
   * @param features what it reads
   * @param examples a minibatch
   * @return probabilities [B, labels]
   */
  public static INDArray output(
      MultiLayerNetwork network, Features features, List<Example> examples) {
    return network.output(indices(features, examples), false);
  }

  /**
   * [B, features, T]. Shorter texts begin later: a step without features leaves a state of zeros as
   * it is (b is zero), so that none needs a mask, and all end together.
   */
  private static INDArray indices(Features features, List<Example> examples) {
    int b = examples.size();
    int m = features.perStep();
    List<int[]> read = examples.stream().map(example -> features.of(example.read())).toList();
    int longest = read.stream().mapToInt(indices -> indices.length).max().orElseThrow();
    float[] all = new float[b * longest]; // in f order: example fastest, time slowest
    Arrays.fill(all, Ngrams.NONE);
    for (int i = 0; i < b; i++) {
      int[] indices = read.get(i);
      int first = b * (longest - indices.length) + i;
      for (int k = 0; k < indices.length; k++) {
        all[first + k * b] = indices[k];
      }
    }
    return Nd4j.create(all, new int[] {b, m, longest / m}, 'f');
  }

  private DataSet dataSet(List<Example> examples, int labels) {
    int b = examples.size();
    float[] oneHot = new float[b * labels];
    for (int i = 0; i < b; i++) {
      oneHot[examples.get(i).label() * b + i] = 1;
    }
    return new DataSet(
        indices(recipe.features(), examples), Nd4j.create(oneHot, new int[] {b, labels}, 'f'));
  }
}
