package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.RecurrentInit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adding (Hochreiter and Schmidhuber 1997, in the form of Le, Jaitly and Hinton 2015). Each step
 * shows a number from [0, 1) and a mark; two steps are marked, one in each half of the sequence. At
 * the end the sum of the two marked numbers is to be said, and nothing before.
 *
 * <p>Who always says 1 has a mean squared error of 1/6 = .1667 (the literature's .1767 is a
 * sample's). The network of Le et al. is an IRNN: 100 ReLU units that begin as the identity.
 */
public final class AddingTask extends SyntheticTask {
  private static final int EXAMPLES = 32;
  private static final int HELD_OUT = 1000;
  private static final int NUMBER = 0;
  private static final int MARK = 1;
  private static final double SMALL = 1e-3;
  private static final double SOLVED = 0.01;

  /**
   * A task.
   *
   * @param length T, time steps, at least 2
   * @throws IllegalArgumentException if there is no room for two marks
   */
  public AddingTask(int length) {
    super(EXAMPLES, length, 2, 1);
    if (length < 2) {
      throw new IllegalArgumentException(
          "length (" + length + ") must be at least 2: each half has a mark.");
    }
  }

  @Override
  public String name() {
    return "adding over " + timeSteps() + " steps";
  }

  /** {@inheritDoc} Adam in the place of SGD at .01 for hundreds of thousands of updates. */
  @Override
  public TaskSettings usual() {
    return new TaskSettings(RecurrentCell.VANILLA, 1, 100, 1e-3, 1, 0, 10_000);
  }

  @Override
  public TaskMeasure measure() {
    return new TaskMeasure("MSE", 1.0 / 6, SOLVED, true);
  }

  @Override
  public MultiLayerNetwork network(TaskSettings settings, long seed) {
    return TaskNetworks.build(
        settings,
        new TaskNetworks.Plan(
            new Adam(settings.learningRate()),
            2,
            1,
            Activation.RELU,
            RecurrentInit.identity(),
            new WeightInitDistribution(new NormalDistribution(0, SMALL))),
        seed);
  }

  @Override
  public double score(MultiLayerNetwork network) {
    return Scores.meanSquaredError(network, heldOut());
  }

  @Override
  Supplier<DataSet> sequences(int examples, int timeSteps, RandomGenerator random) {
    return () -> {
      Sequences minibatch = Sequences.labelledInPlaces(examples, timeSteps, 2, 1);
      int half = timeSteps / 2;
      for (int b = 0; b < examples; b++) {
        int first = random.nextInt(half);
        int second = half + random.nextInt(timeSteps - half);
        double sum = 0;
        for (int t = 0; t < timeSteps; t++) {
          double number = random.nextDouble();
          minibatch.feature(b, t, NUMBER, number);
          if (t == first || t == second) {
            minibatch.feature(b, t, MARK, 1);
            sum += number;
          }
        }
        minibatch.label(b, timeSteps - 1, 0, sum);
      }
      return minibatch.dataSet();
    };
  }

  @Override
  int[] heldOutShape() {
    return new int[] {HELD_OUT, timeSteps()};
  }
}
