package io.github.tbptt4j.random;

import io.github.tbptt4j.Truncation;
import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Everything that a run does, drawn from its seed; prints itself.
 *
 * @param kernel the forced kernel, or {@link #CHOSEN} for the library's own choice
 * @param segment tBPTTForwardLength, for {@link Way#SEGMENTS}
 * @param trainer k1 and k2 of the trainer
 * @param beyond what the trainer has in their place, if anything
 * @param batches what comes, one after the other
 * @param saved whether the network is saved and loaded after the first batch
 */
record Case(
    long seed,
    Way way,
    String kernel,
    DataType type,
    RNNFormat format,
    Topology topology,
    int nIn,
    Symbols symbols,
    List<Recurrent> layers,
    List<Head> heads,
    Cut trainer,
    Beyond beyond,
    int segment,
    FeatureMask featureMask,
    Clip clip,
    double threshold,
    Update update,
    double rate,
    Layout layout,
    List<Batch> batches,
    boolean saved) {

  static final String CHOSEN = "chosen";

  /** The ways of training. */
  enum Way {
    /** DL4J's fit on whole sequences. */
    FIT,
    /** DL4J's fit, BackpropType.TruncatedBPTT. */
    SEGMENTS,
    /** The trainer on whole sequences. */
    TRAINER,
    /** The trainer on a stream, chopped at random. */
    STREAM
  }

  /** How layers are put together. */
  enum Topology {
    /** MultiLayerNetwork. */
    LAYERS,
    /** A chain in a ComputationGraph. */
    CHAIN,
    /** The first layer's output beside the last one's. */
    SKIP,
    /** Two first layers, each with an input of its own. */
    TWO_INPUTS,
    /** Two outputs on the last layer. */
    TWO_OUTPUTS;

    int inputs() {
      return this == TWO_INPUTS ? 2 : 1;
    }
  }

  /** How the input comes. */
  enum Symbols {
    DENSE,
    ONE_HOT,
    INDICES,
    /** Indices of shape [minibatch, T], where DL4J lets them through. */
    INDEX_MATRIX
  }

  /** Which recurrent layer. */
  enum Cell {
    VANILLA,
    SIMPLE,
    LSTM
  }

  /** What is around it. */
  enum Wrapper {
    NONE,
    FROZEN,
    FROZEN_WITH_BACKPROP,
    BIDIRECTIONAL_CONCAT,
    BIDIRECTIONAL_ADD,
    LAST_STEP,
    MASK_ZERO;

    boolean bidirectional() {
      return this == BIDIRECTIONAL_CONCAT || this == BIDIRECTIONAL_ADD;
    }

    boolean frozen() {
      return this == FROZEN || this == FROZEN_WITH_BACKPROP;
    }
  }

  /** k1 and k2; {@link Integer#MAX_VALUE} for none. */
  record Cut(int k1, int k2) {
    static final Cut FULL = new Cut(Integer.MAX_VALUE, Integer.MAX_VALUE);

    @Override
    public String toString() {
      return k2 == Integer.MAX_VALUE ? "full" : k1 + "/" + k2;
    }
  }

  /**
   * What the plain loops don't know: both paths of the trainer must agree about it.
   *
   * @param truncation in the place of k1 and k2; null for these
   * @param omega the factor of the trainer's regularizer, zero for none
   */
  record Beyond(Truncation truncation, double omega) {
    static final Beyond NONE = new Beyond(null, 0);

    boolean any() {
      return truncation != null || omega > 0;
    }
  }

  /** One recurrent layer. */
  record Recurrent(Cell cell, int nOut, Squash activation, Cut cut, Wrapper wrapper) {
    int outputSize() {
      return wrapper == Wrapper.BIDIRECTIONAL_CONCAT ? 2 * nOut : nOut;
    }
  }

  /** Which output layer. */
  enum Output {
    RNN_OUTPUT,
    FUSED,
    LOSS_LAYER,
    /** Above LastTimeStep. */
    OUTPUT
  }

  /** Loss and how labels come. */
  enum Labels {
    ONE_HOT,
    /** Any distribution. */
    SOFT,
    INDICES,
    /** Indices for SPARSE_MCXENT. */
    SPARSE,
    /** Numbers for MSE. */
    NUMBERS;

    boolean classes() {
      return this != NUMBERS;
    }

    boolean indices() {
      return this == INDICES || this == SPARSE;
    }
  }

  /** Which losses count. */
  enum LabelMask {
    NONE,
    ZERO_ONE,
    WINDOW,
    EXAMPLE,
    WEIGHTS,
    PER_OUTPUT
  }

  /** An output layer. */
  record Head(Output output, Labels labels, LabelMask mask, int nOut) {}

  /** Which steps are real. */
  enum FeatureMask {
    NONE,
    ONES,
    RAGGED,
    HOLES,
    /** A whole example is masked. */
    EXAMPLE,
    /** Some steps of all examples are. */
    WINDOW
  }

  /** What is clipped. */
  enum Clip {
    NONE,
    VALUE,
    NORM,
    ERROR,
    GLOBAL
  }

  /** DL4J's updaters. */
  enum Update {
    SGD,
    NESTEROVS,
    ADAM
  }

  /** How arrays lie in memory. */
  enum Layout {
    C,
    F,
    /** A part of a larger array. */
    VIEW,
    /** Of the other floating-point type than the network's. */
    OTHER_TYPE
  }

  /** A minibatch, or a chunk of a stream and what ends after it. */
  record Batch(int examples, int steps, List<Integer> ended) {}

  boolean trained() {
    return way == Way.TRAINER || way == Way.STREAM;
  }

  boolean graph() {
    return topology != Topology.LAYERS;
  }

  /** Whether parameters stay as they are, so that finite differences hold over all updates. */
  boolean still() {
    return rate == 0;
  }

  boolean hasWrapper(Wrapper wrapper) {
    return layers.stream().anyMatch(l -> l.wrapper() == wrapper);
  }

  boolean bidirectional() {
    return layers.stream().anyMatch(l -> l.wrapper().bidirectional());
  }

  boolean onlyVanilla() {
    return layers.stream().allMatch(l -> l.cell() == Cell.VANILLA);
  }
}
