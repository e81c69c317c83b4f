package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Recall of a symbol after a lag among noise. Each sequence shows one of four cues at some step,
 * noise symbols at all others, and a question mark exactly {@code lag} steps after the cue; there,
 * and only there, the label is the cue.
 *
 * <p>The question's place in its window of k1 steps is uniformly distributed, and no window is cut
 * short by the end of the sequence, so that every depth from k2-k1+1 to k2 occurs as often as in a
 * stream that never ends.
 *
 * <p>The network is one layer with orthogonal recurrent weights, which neither damp nor amplify
 * what they carry. The weights of the cues begin at zero. A random recurrent layer is a memory by
 * itself (an echo state network): its state would tell the cue for some dozens of steps without any
 * gradient that reaches the cue, and the output layer would learn to read it. With weights of zero
 * no state knows of the cue until a gradient has come back to the step of the cue; what is recalled
 * was learned through time.
 */
public final class RecallTask extends SyntheticTask {
  /** Symbols to recall; a guess is right once in four times. */
  static final int CUES = 4;

  private static final int NOISES = 4;
  private static final int QUESTION = CUES + NOISES;

  /** Size of the input: one-hot vectors of cues, noise symbols and the question mark. */
  static final int SYMBOLS = QUESTION + 1;

  /** Places of the question where windows don't all have the same length, or are one. */
  private static final int PLACES_WITHOUT_WINDOWS = 8;

  private static final int EXAMPLES = 32;
  private static final int HELD_OUT = 512;

  /** Noise is to disturb the memory, not to drown it. */
  private static final double INPUT_SCALE = 0.3;

  private static final double SOLVED = 0.05;

  private final int lag;
  private final int places;

  /**
   * A task.
   *
   * @param lag steps from the cue to the question, at least 1
   * @param truncation which windows the sequences are to be made of
   * @throws IllegalArgumentException if the lag is below 1
   */
  public RecallTask(int lag, Truncation truncation) {
    super(EXAMPLES, timeSteps(lag, truncation), SYMBOLS, CUES);
    TaskSettings.requireAtLeastOne("lag", lag);
    this.lag = lag;
    this.places = places(window(truncation));
  }

  private static int timeSteps(int lag, Truncation truncation) {
    int window = window(truncation);
    int needed = lag + places(window);
    return window < Integer.MAX_VALUE ? (needed + window - 1) / window * window : needed;
  }

  private static int places(int window) {
    return window < Integer.MAX_VALUE ? window : PLACES_WITHOUT_WINDOWS;
  }

  private static int window(Truncation truncation) {
    if (truncation instanceof TruncatedBptt fixed) {
      return fixed.k1();
    }
    return truncation instanceof AdaptiveTruncation adaptive ? adaptive.k1() : Integer.MAX_VALUE;
  }

  @Override
  public String name() {
    return "recall after " + lag + " steps";
  }

  @Override
  public TaskSettings usual() {
    return new TaskSettings(RecurrentCell.VANILLA, 1, 32, 5e-3, 1, 0, 300);
  }

  @Override
  public TaskMeasure measure() {
    return new TaskMeasure("error rate", 1 - 1.0 / CUES, SOLVED, true);
  }

  @Override
  public MultiLayerNetwork network(TaskSettings settings, long seed) {
    MultiLayerNetwork network =
        TaskNetworks.build(
            settings,
            new TaskNetworks.Plan(
                new Adam(settings.learningRate()),
                SYMBOLS,
                CUES,
                Activation.TANH,
                RecurrentInit.orthogonal(),
                new WeightInitXavier()),
            seed);
    network.getParam("0_W").muli(INPUT_SCALE); // [SYMBOLS, units]
    cueRows(network).assign(0);
    return network;
  }

  private static INDArray cueRows(MultiLayerNetwork network) {
    return network.getParam("0_W").get(NDArrayIndex.interval(0, CUES), NDArrayIndex.all());
  }

  /** No gradient has reached a cue, of hundreds of sequences: then no state can know of it. */
  @Override
  boolean isHopeless(MultiLayerNetwork network) {
    return cueRows(network).norm1Number().doubleValue() == 0;
  }

  @Override
  public double score(MultiLayerNetwork network) {
    return Scores.errorRate(network, heldOut());
  }

  @Override
  Supplier<DataSet> sequences(int examples, int steps, RandomGenerator random) {
    return () -> {
      Sequences minibatch = Sequences.labelledInPlaces(examples, steps, SYMBOLS, CUES);
      for (int b = 0; b < examples; b++) {
        int question = lag + random.nextInt(places);
        int cue = random.nextInt(CUES);
        for (int t = 0; t < steps; t++) {
          int noise = CUES + random.nextInt(NOISES);
          minibatch.symbol(b, t, t == question - lag ? cue : t == question ? QUESTION : noise);
        }
        minibatch.label(b, question, cue, 1);
      }
      return minibatch.dataSet();
    };
  }

  @Override
  int[] heldOutShape() {
    return new int[] {HELD_OUT, timeSteps()};
  }
}
