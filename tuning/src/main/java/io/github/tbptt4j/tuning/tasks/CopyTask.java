package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.RecurrentInit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Copying, as Aicher, Foti and Fox 2019 have it ("Adaptively truncating backpropagation through
 * time to control gradient bias"). Each of 64 streams shows a marker and m-1 symbols, then m
 * blanks, during which the marker and the symbols are to be said again; then it begins anew.
 *
 * <pre>
 * input   # 2 3 4 - - - - # 4 3 5 - - - -
 * output  - - - - # 2 3 4 - - - - # 4 3 5
 * </pre>
 *
 * <p>Each symbol has to cross m steps: a loss that reaches less far back learns when there is
 * something to say, not what. The paper's numbers are perplexities, exp of the nats here, over all
 * 1000 steps from a state of zero, the first of which nobody can know.
 */
public final class CopyTask extends SyntheticTask {
  private static final int STREAMS = 64;
  private static final int STEPS_A_MINIBATCH = 100;
  private static final int HELD_OUT_STREAMS = 32;
  private static final int HELD_OUT_STEPS = 1000;
  private static final int BLANK = 0;
  private static final int MARKER = 1;
  private static final int SYMBOLS = 4;

  /** Blank, marker and the symbols, one-hot. */
  private static final int ALPHABET = 2 + SYMBOLS;

  private final int length;

  /**
   * A task.
   *
   * @param length m, steps that each symbol has to cross, at least 2
   * @throws IllegalArgumentException if there is no room for a symbol
   */
  public CopyTask(int length) {
    super(STREAMS, STEPS_A_MINIBATCH, ALPHABET, ALPHABET);
    if (length < 2) {
      throw new IllegalArgumentException(
          "length ("
              + length
              + ") must be at least 2: a marker and a symbol are to be copied at least.");
    }
    this.length = length;
  }

  @Override
  public String name() {
    return "copy of " + length + " symbols";
  }

  @Override
  public boolean isStream() {
    return true;
  }

  /** {@inheritDoc} The paper has two LSTM layers and some hours of SGD; here is one, and Adam. */
  @Override
  public TaskSettings usual() {
    return new TaskSettings(RecurrentCell.VANILLA, 1, 50, 0.005, 1, 0, 150);
  }

  /** Down to zero: else what is measured at the end is where the last steps happened to go. */
  @Override
  double rateFactor(double done) {
    return 1 - done;
  }

  /** The guess knows the time, and which symbols there are. */
  @Override
  public TaskMeasure measure() {
    double guess = (length - 1) / (2.0 * length) * Math.log(SYMBOLS);
    return new TaskMeasure("nats", guess, guess / 10, false);
  }

  @Override
  public MultiLayerNetwork network(TaskSettings settings, long seed) {
    return TaskNetworks.build(
        settings,
        new TaskNetworks.Plan(
            new Adam(settings.learningRate()),
            ALPHABET,
            ALPHABET,
            Activation.TANH,
            RecurrentInit.orthogonal(),
            new WeightInitXavier()),
        seed);
  }

  @Override
  public double score(MultiLayerNetwork network) {
    return Scores.nats(network, heldOut());
  }

  @Override
  Supplier<DataSet> sequences(int examples, int timeSteps, RandomGenerator random) {
    Stream[] streams = new Stream[examples];
    for (int b = 0; b < examples; b++) {
      streams[b] = new Stream(random);
    }
    return () -> {
      Sequences minibatch = Sequences.labelledThroughout(examples, timeSteps, ALPHABET, ALPHABET);
      for (int b = 0; b < examples; b++) {
        for (int t = 0; t < timeSteps; t++) {
          streams[b].step(minibatch, b, t);
        }
      }
      return minibatch.dataSet();
    };
  }

  @Override
  int[] heldOutShape() {
    return new int[] {HELD_OUT_STREAMS, HELD_OUT_STEPS};
  }

  /** Begins somewhere in the middle, so that not all streams say the same at the same time. */
  private final class Stream {
    private final RandomGenerator random;
    private final int[] pattern = new int[length];
    private int phase; // 0..2 length - 1: showing, then copying

    Stream(RandomGenerator random) {
      this.random = random;
      draw();
      phase = random.nextInt(2 * length);
    }

    private void draw() {
      pattern[0] = MARKER;
      for (int i = 1; i < length; i++) {
        pattern[i] = MARKER + 1 + random.nextInt(SYMBOLS);
      }
    }

    void step(Sequences to, int example, int step) {
      boolean shows = phase < length;
      to.symbol(example, step, shows ? pattern[phase] : BLANK);
      to.label(example, step, shows ? BLANK : pattern[phase - length], 1);
      phase++;
      if (phase == 2 * length) {
        phase = 0;
        draw();
      }
    }
  }
}
