package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.VanillaRnn;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Influence balancing (Tallec and Ollivier 2017, "Unbiasing truncated backpropagation through
 * time"). One parameter theta drives 23 linear units,
 *
 * <pre>
 * s_t = A s_{t-1} + theta v,   A = I/2 + superdiagonal/2,   v = (+1 ten times, -1 thirteen times)
 * loss_t = (s_1 - 1)^2 / 2,    s = 1 at the start, theta = .5
 * </pre>
 *
 * <p>so that theta's influence on s_1 is positive for some forty steps and negative in the long
 * run: ds_1/dtheta is 10 if it is truncated after 10 steps, .57 after 40, -4.8 after 50, and -6 in
 * truth. Losses that reach less far back than that move theta the wrong way, and diverge; theta is
 * -1/6 where the loss is 0.
 *
 * <p>As a network: theta is a dense layer of one weight, whose input is 1 at each step; A is RW and
 * v is W of a {@link VanillaRnn} without activation. It holds h = s - 1, which follows the same
 * recursion with the bias A 1 - 1, and is zero where every stream begins. The output reads h_1, its
 * label is 0. Nothing but theta is learned.
 */
public final class InfluenceTask extends SyntheticTask {
  /** Size of s. */
  private static final int UNITS = 23;

  private static final int POSITIVE = 10;
  private static final double DIAGONAL = 0.5;
  private static final double SUPERDIAGONAL = 0.5;
  private static final double START = 0.5;
  private static final int STEPS_A_MINIBATCH = 100;

  /** Long enough for s to settle. */
  private static final int HELD_OUT_STEPS = 500;

  /** With theta as it is at the start s_1 settles at -6 theta = -3. */
  private static final double LOSS_AT_START = 8;

  private static final double SOLVED = 1e-3;

  /** The task; there is but one. */
  public InfluenceTask() {
    super(1, STEPS_A_MINIBATCH, 1, 1);
  }

  @Override
  public String name() {
    return "influence balancing";
  }

  @Override
  public boolean isStream() {
    return true;
  }

  /** {@inheritDoc} SGD at half the learning rate of Vicol et al. 2021. */
  @Override
  public TaskSettings usual() {
    return new TaskSettings(
        RecurrentCell.VANILLA, 1, UNITS, 5e-5, Double.POSITIVE_INFINITY, 0, 200);
  }

  /** The loss that s settles at; in the place of a guess, the one at the start. */
  @Override
  public TaskMeasure measure() {
    return new TaskMeasure("loss", LOSS_AT_START, SOLVED, false);
  }

  @Override
  public MultiLayerNetwork network(TaskSettings settings, long seed) {
    requireItsOwn(settings);
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Sgd(0)) // stands still, as ND4J's NoOp doesn't
                .activation(Activation.IDENTITY)
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .nOut(1)
                        .hasBias(false)
                        .updater(new Sgd(settings.learningRate()))
                        .build())
                .layer(new VanillaRnn.Builder().nOut(UNITS).build())
                .layer(
                    new RnnOutputLayer.Builder(new LossMSE(Nd4j.scalar(0.5f).reshape(1)))
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
    network.init();
    network.getParam("0_W").assign(START);
    fill(
        network.getParam("1_W"),
        network.getParam("1_RW"),
        network.getParam("1_b"),
        network.getParam("2_W"));
    return network;
  }

  private static void requireItsOwn(TaskSettings settings) {
    if (settings.cell() != RecurrentCell.VANILLA
        || settings.layers() != 1
        || settings.units() != UNITS
        || settings.omega() != 0) {
      throw new IllegalArgumentException(
          "Influence balancing is defined with one layer of 23 vanilla cells, whose weights aren't"
              + " learned: leave out cell, layers, units and omega.");
    }
  }

  /** h_t = A h_{t-1} + theta v + (A 1 - 1); DL4J's states are rows, so RW is A transposed. */
  private static void fill(INDArray w, INDArray rw, INDArray b, INDArray outputWeights) {
    rw.assign(0);
    outputWeights.assign(0);
    outputWeights.putScalar(0, 0, 1);
    for (int i = 0; i < UNITS; i++) {
      boolean last = i == UNITS - 1;
      w.putScalar(0, i, i < POSITIVE ? 1 : -1);
      rw.putScalar(i, i, DIAGONAL);
      if (!last) {
        rw.putScalar(i + 1, i, SUPERDIAGONAL);
      }
      b.putScalar(0, i, DIAGONAL + (last ? 0 : SUPERDIAGONAL) - 1);
    }
  }

  @Override
  public double score(MultiLayerNetwork network) {
    INDArray h = network.output(heldOut().getFeatures(), false); // [1, 1, T]
    double settled = h.getDouble(0, 0, HELD_OUT_STEPS - 1);
    return settled * settled / 2;
  }

  @Override
  Supplier<DataSet> sequences(int examples, int timeSteps, RandomGenerator random) {
    return () -> {
      Sequences minibatch = Sequences.labelledThroughout(examples, timeSteps, 1, 1);
      for (int b = 0; b < examples; b++) {
        for (int t = 0; t < timeSteps; t++) {
          minibatch.feature(b, t, 0, 1);
        }
      }
      return minibatch.dataSet();
    };
  }

  @Override
  int[] heldOutShape() {
    return new int[] {1, HELD_OUT_STEPS};
  }
}
