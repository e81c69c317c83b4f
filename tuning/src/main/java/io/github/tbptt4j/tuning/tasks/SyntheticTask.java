package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.tuning.internal.data.PartIterator;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A synthetic task: as much data as one likes, the network that learns it, and what it is measured
 * by. {@link TaskTraining} trains it.
 *
 * <p>Sequences are drawn anew for each minibatch. The same seed gives the same ones; those that a
 * network is measured with are the same for all seeds, and no training's.
 */
public abstract sealed class SyntheticTask
    permits AddingTask, CopyTask, InfluenceTask, RecallTask, TemporalOrderTask {
  /** Nobody trains with it. */
  private static final long HELD_OUT_SEED = 0x7e57_da7aL << 32;

  private final int examples;
  private final int timeSteps;
  private final int inputSize;
  private final int outputSize;
  private DataSet heldOut;

  SyntheticTask(int examples, int timeSteps, int inputSize, int outputSize) {
    this.examples = examples;
    this.timeSteps = timeSteps;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
  }

  /** {@return what a person calls it} */
  public abstract String name();

  /** {@return time steps of a minibatch} */
  public final int timeSteps() {
    return timeSteps;
  }

  /** {@return whether each minibatch continues the sequences of the one before} */
  public boolean isStream() {
    return false;
  }

  /** {@return network and training as the literature has them, or as it says where not} */
  public abstract TaskSettings usual();

  /** {@return what counts} */
  public abstract TaskMeasure measure();

  /**
   * Makes a new network.
   *
   * @param settings its layers, learning rate and regulariser
   * @param seed of its parameters
   * @return the network, initialised
   * @throws IllegalArgumentException if the task can't have these settings
   */
  public abstract MultiLayerNetwork network(TaskSettings settings, long seed);

  /**
   * Measures a network on sequences that no training has.
   *
   * @param network of this task; its state is left alone
   * @return the value of {@link #measure()}
   */
  public abstract double score(MultiLayerNetwork network);

  /** Sequences of a generator, or the next stretch of its streams. */
  abstract Supplier<DataSet> sequences(int examples, int timeSteps, RandomGenerator random);

  /** {@return examples and steps of what a network is measured with} */
  abstract int[] heldOutShape();

  /**
   * What the learning rate is multiplied by.
   *
   * @param done share of the training, from 0 to 1
   */
  double rateFactor(double done) {
    return 1;
  }

  /** Whether a network can't learn any longer. */
  boolean isHopeless(MultiLayerNetwork network) {
    return false;
  }

  /**
   * Data to train on: features [B, nIn, T], labels [B, nOut, T], label masks [B, T] where not every
   * step counts.
   *
   * @param seed of the sequences
   * @param minibatches how many there are
   * @return the minibatches, the same ones after each reset
   */
  public final DataSetIterator training(long seed, int minibatches) {
    TaskSettings.requireAtLeastOne("minibatches", minibatches);
    return new Minibatches(seed, minibatches);
  }

  /** {@return the sequences that a network is measured with, the same for all} */
  public final synchronized DataSet heldOut() {
    if (heldOut == null) {
      int[] shape = heldOutShape();
      heldOut = sequences(shape[0], shape[1], new SplittableRandom(HELD_OUT_SEED)).get();
    }
    return heldOut;
  }

  private final class Minibatches extends PartIterator {
    private static final long serialVersionUID = 1L;

    private final long seed;
    private final int count;
    private transient Supplier<DataSet> sequences;
    private int made;

    Minibatches(long seed, int count) {
      super(examples, inputSize, outputSize);
      this.seed = seed;
      this.count = count;
      reset();
    }

    @Override
    protected DataSet make() {
      made++;
      return sequences.get();
    }

    @Override
    public boolean hasNext() {
      return made < count;
    }

    @Override
    public void reset() {
      made = 0;
      sequences = sequences(examples, timeSteps, new SplittableRandom(seed));
    }
  }
}
