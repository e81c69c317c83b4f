package io.github.tbptt4j.zoo.training.phonemes;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.zoo.internal.phonemes.Window;
import io.github.tbptt4j.zoo.training.phonemes.Aligner.Aligned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Trains networks that say what letters stand for, by truncated backpropagation through time. */
public final class PhonemeTraining {
  /** The choices of the pronouncer in the jar. */
  public static final Recipe RECIPE =
      new Recipe(7, 13, 256, 2, TruncatedBptt.of(64, 64), 0.002, 192, 7, 0.08, 0.15, 1993);

  private static final int ROUNDS = 4; // of the aligner
  private static final int RARE = 20; // examples that a symbol must have
  private static final int UPDATES_OF_A_RATE = 50;
  private static final int AVERAGED = 20; // updates between two that the mean takes in
  private static final double SHARE = 0.04; // of the newest parameters in the mean

  private final Recipe recipe;
  private final Window window;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Random random;

  /**
   * The choices.
   *
   * @param reach letters to each side
   * @param bits of the hashes of n-grams
   * @param units of each recurrent layer
   * @param layers how many
   * @param truncation k1 and k2; a word has some 8 letters
   * @param learningRate of Adam at first; it falls to 0 along a cosine
   * @param minibatch words
   * @param epochs passes over the dictionary
   * @param forgotten part of the rows that a step doesn't get, drawn anew each time
   * @param dropout of the states, on their way up
   * @param seed of the weights and the order
   */
  public record Recipe(
      int reach,
      int bits,
      int units,
      int layers,
      TruncatedBptt truncation,
      double learningRate,
      int minibatch,
      int epochs,
      double forgotten,
      double dropout,
      long seed) {}

  /**
   * A training.
   *
   * @param recipe the choices
   * @param symbols of {@link #symbols}
   */
  public PhonemeTraining(Recipe recipe, List<String> symbols) {
    this.recipe = recipe;
    this.window = new Window(recipe.reach(), recipe.bits(), symbols.size());
    this.random = new Random(recipe.seed());
    symbols.forEach(symbol -> numbers.put(symbol, numbers.size()));
  }

  /** {@return the words with their letters and phonemes aligned, as the network learns them} */
  public static List<Aligned> aligned(List<Word> words) {
    return new Aligner(words, ROUNDS).align(words, RARE);
  }

  /** {@return what the letters of some examples stand for, in alphabetical order} */
  public static List<String> symbols(List<Aligned> examples) {
    TreeSet<String> symbols = new TreeSet<>();
    examples.forEach(one -> symbols.addAll(one.symbols()));
    return List.copyOf(symbols);
  }

  /** {@return what the network reads} */
  public Window window() {
    return window;
  }

  /** {@return a network, initialised} */
  public MultiLayerNetwork network() {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(recipe.seed())
            .updater(new Adam(recipe.learningRate()))
            .list();
    for (int layer = 0; layer < recipe.layers(); layer++) {
      VanillaRnn.Builder builder =
          new VanillaRnn.Builder()
              .nOut(recipe.units())
              .activation(Activation.TANH)
              .weightInitRecurrent(RecurrentInit.orthogonal(0.5));
      if (layer == 0) {
        builder
            .nIn(window.rows())
            .indexInput(window.perStep())
            .weightInit(new NormalDistribution(0, 0.08));
      } else {
        builder
            .nIn(recipe.units())
            .weightInit(WeightInit.XAVIER)
            .dropOut(1 - recipe.dropout()); // DL4J wants the probability to stay
      }
      layers.layer(builder.build());
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            layers
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(recipe.units())
                        .nOut(window.sounds())
                        .activation(Activation.SOFTMAX)
                        .weightInit(WeightInit.XAVIER)
                        .dropOut(1 - recipe.dropout())
                        .build())
                .setInputType(InputType.recurrent(window.rows()))
                .build());
    network.init();
    return network;
  }

  /**
   * Trains. In the end the network has the moving mean of its last parameters (Polyak and Juditsky
   * 1992), which is steadier than the last ones.
   *
   * @param network of {@link #network()}
   * @param examples aligned
   * @param display gets the part that is done, and the mean loss of a letter in nats
   * @param epoch gets the mean of the parameters after each pass
   */
  public void train(
      MultiLayerNetwork network,
      List<Aligned> examples,
      BiConsumer<Double, Double> display,
      Consumer<INDArray> epoch) {
    double[] loss = {Double.NaN};
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(recipe.truncation())
            .clipGlobalNorm(5)
            .listener(
                report ->
                    loss[0] =
                        Double.isNaN(loss[0])
                            ? report.loss()
                            : 0.99 * loss[0] + 0.01 * report.loss())
            .build();
    INDArray mean = network.params().dup();
    int updates = 0;
    for (int pass = 0; pass < recipe.epochs(); pass++) {
      List<List<Aligned>> minibatches = minibatches(examples);
      for (int i = 0; i < minibatches.size(); i++) {
        double done = (pass + (double) i / minibatches.size()) / recipe.epochs();
        if (updates % UPDATES_OF_A_RATE == 0) { // DL4J compares the whole state each time
          network.setLearningRate(recipe.learningRate() * (1 + Math.cos(Math.PI * done)) / 2);
        }
        trainer.fit(dataSet(minibatches.get(i), recipe.forgotten()));
        if (++updates % AVERAGED == 0) {
          mean.addi(network.params().sub(mean).muli(Math.max(SHARE, 1.0 / (1 + updates))));
        }
        display.accept(done, loss[0]);
      }
      epoch.accept(mean);
      System.gc(); // ND4J frees arrays when Java collects their small handles, which is seldom
    }
    network.setParams(mean);
  }

  /** Words of the same length, so that no step needs a mask, in any order. */
  private List<List<Aligned>> minibatches(List<Aligned> examples) {
    List<Aligned> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, random);
    Map<Integer, List<Aligned>> byLength = new TreeMap<>();
    for (Aligned one : shuffled) {
      byLength.computeIfAbsent(one.spelling().length(), key -> new ArrayList<>()).add(one);
    }
    List<List<Aligned>> minibatches = new ArrayList<>();
    for (List<Aligned> alike : byLength.values()) {
      for (int from = 0; from < alike.size(); from += recipe.minibatch()) {
        minibatches.add(alike.subList(from, Math.min(from + recipe.minibatch(), alike.size())));
      }
    }
    Collections.shuffle(minibatches, random);
    return minibatches;
  }

  /** {@return features [B, rows of a step, T] and labels [B, 1, T], the last letter first} */
  private DataSet dataSet(List<Aligned> examples, double forgotten) {
    int b = examples.size();
    int m = window.perStep();
    int steps = examples.get(0).spelling().length();
    float[] features = new float[b * m * steps]; // in f order: example fastest, time slowest
    float[] labels = new float[b * steps];
    int[] rows = new int[m];
    for (int i = 0; i < b; i++) {
      int[] letters = window.letters(examples.get(i).spelling());
      int last = Window.NO_SOUND;
      int beforeLast = Window.NO_SOUND;
      for (int t = 0; t < steps; t++) {
        window.lettersAt(letters, t, rows, 0);
        window.soundsAt(letters, t, last, beforeLast, rows, window.ofLetters());
        for (int k = 0; k < m; k++) {
          boolean kept = forgotten == 0 || random.nextFloat() >= forgotten;
          features[(t * m + k) * b + i] = kept ? rows[k] : -1;
        }
        beforeLast = last;
        last = numbers.get(examples.get(i).symbols().get(steps - 1 - t));
        labels[t * b + i] = last;
      }
    }
    return new DataSet(
        Nd4j.create(features, new int[] {b, m, steps}, 'f'),
        Nd4j.create(labels, new int[] {b, 1, steps}, 'f'));
  }

  /** {@return what a network says of an example as it is spelled and said, [B, sounds, T]} */
  public INDArray output(MultiLayerNetwork network, Aligned example) {
    return network.output(dataSet(List.of(example), 0).getFeatures(), false);
  }
}
