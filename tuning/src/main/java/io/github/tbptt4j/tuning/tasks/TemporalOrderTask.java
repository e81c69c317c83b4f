package io.github.tbptt4j.tuning.tasks;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * Temporal order (Hochreiter and Schmidhuber 1997, experiment 6a, as Pascanu, Mikolov and Bengio
 * 2013 have it). Among random symbols c, d, e, f there is an A or a B at a step in [T/10, 2T/10),
 * and another one in [4T/10, 5T/10). At the end, and nothing before, it is to be said which: AA,
 * AB, BA or BB. A guess is wrong three times in four; solved is less than one in a hundred.
 *
 * <p>The network is the paper's "basic tanh": 50 units, all weights drawn from N(0, .1); SGD with
 * minibatches of 20 and the norm clipped at 1.
 */
public final class TemporalOrderTask extends SyntheticTask {
  private static final int EXAMPLES = 20;
  private static final int HELD_OUT = 1000;
  private static final int IMPORTANT = 2; // A and B
  private static final int DISTRACTING = 4; // c to f
  private static final int ALPHABET = IMPORTANT + DISTRACTING;
  private static final int CLASSES = IMPORTANT * IMPORTANT;
  private static final int PARTS = 10;
  private static final double GUESS = 0.75;
  private static final double DEVIATION = 0.1;

  /** Of 1000 sequences nine may be wrong. */
  private static final double SOLVED = 0.0095;

  /**
   * A task.
   *
   * @param length T, time steps, at least 10
   * @throws IllegalArgumentException if it is too short for the places of the symbols
   */
  public TemporalOrderTask(int length) {
    super(EXAMPLES, length, ALPHABET, CLASSES);
    if (length < PARTS) {
      throw new IllegalArgumentException(
          "length (" + length + ") must be at least 10: each symbol's place is in a tenth of it.");
    }
  }

  @Override
  public String name() {
    return "temporal order over " + timeSteps() + " steps";
  }

  /** {@inheritDoc} The paper's training ends after five million minibatches; this one doesn't. */
  @Override
  public TaskSettings usual() {
    return new TaskSettings(RecurrentCell.VANILLA, 1, 50, 0.02, 1, 0, 40_000);
  }

  @Override
  public TaskMeasure measure() {
    return new TaskMeasure("error rate", GUESS, SOLVED, true);
  }

  @Override
  public MultiLayerNetwork network(TaskSettings settings, long seed) {
    return TaskNetworks.build(
        settings,
        new TaskNetworks.Plan(
            new Sgd(settings.learningRate()),
            ALPHABET,
            CLASSES,
            Activation.TANH,
            new WeightInitDistribution(new NormalDistribution(0, DEVIATION)),
            new WeightInitDistribution(new NormalDistribution(0, DEVIATION))),
        seed);
  }

  @Override
  public double score(MultiLayerNetwork network) {
    return Scores.errorRate(network, heldOut());
  }

  @Override
  Supplier<DataSet> sequences(int examples, int timeSteps, RandomGenerator random) {
    int part = timeSteps / PARTS;
    int firstFrom = part;
    int secondFrom = 4 * part;
    return () -> {
      Sequences minibatch = Sequences.labelledInPlaces(examples, timeSteps, ALPHABET, CLASSES);
      for (int b = 0; b < examples; b++) {
        int first = firstFrom + random.nextInt(part);
        int second = secondFrom + random.nextInt(part);
        int shownFirst = random.nextInt(IMPORTANT);
        int shownSecond = random.nextInt(IMPORTANT);
        for (int t = 0; t < timeSteps; t++) {
          int other = IMPORTANT + random.nextInt(DISTRACTING);
          minibatch.symbol(b, t, t == first ? shownFirst : t == second ? shownSecond : other);
        }
        minibatch.label(b, timeSteps - 1, shownFirst * IMPORTANT + shownSecond, 1);
      }
      return minibatch.dataSet();
    };
  }

  @Override
  int[] heldOutShape() {
    return new int[] {HELD_OUT, timeSteps()};
  }
}
