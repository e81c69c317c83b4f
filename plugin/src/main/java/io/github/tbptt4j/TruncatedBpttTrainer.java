package io.github.tbptt4j;

import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/** Trains a network with truncated backpropagation through time (skeleton). */
public final class TruncatedBpttTrainer {
  private TruncatedBpttTrainer() {}

  /**
   * Begins the configuration of a trainer.
   *
   * @param network the network to train
   * @return a builder
   */
  public static Builder builder(MultiLayerNetwork network) {
    return new Builder();
  }

  /**
   * Begins the configuration of a trainer.
   *
   * @param graph the network to train
   * @return a builder
   */
  public static Builder builder(ComputationGraph graph) {
    return new Builder();
  }

  /**
   * Trains on one minibatch.
   *
   * @param minibatch features, labels and masks
   * @return what was done
   */
  public FitReport fit(DataSet minibatch) {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Trains on one minibatch.
   *
   * @param minibatch features, labels and masks
   * @return what was done
   */
  public FitReport fit(MultiDataSet minibatch) {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Trains on all minibatches of an iterator.
   *
   * @param minibatches the data
   * @param epochs passes over it, at least 1
   * @return what was done
   */
  public FitReport fit(DataSetIterator minibatches, int epochs) {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Trains on all minibatches of an iterator.
   *
   * @param minibatches the data
   * @param epochs passes over it, at least 1
   * @return what was done
   */
  public FitReport fit(MultiDataSetIterator minibatches, int epochs) {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Runs the steps that still wait in the buffer as a shorter window.
   *
   * @return what was done
   */
  public FitReport flush() {
    throw new UnsupportedOperationException("not there yet");
  }

  /**
   * Ends the sequences of some examples.
   *
   * @param examples rows of the minibatch
   * @return what was done with steps that waited in the buffer
   */
  public FitReport endSequences(int... examples) {
    throw new UnsupportedOperationException("not there yet");
  }

  /** Forgets all carried state and whatever waits in the buffer. */
  public void resetState() {
    throw new UnsupportedOperationException("not there yet");
  }

  /** Configures a trainer. */
  public static final class Builder {
    private Builder() {}

    /**
     * Sets the truncation.
     *
     * @param truncation full BPTT by default
     * @return this builder
     */
    public Builder truncation(TruncatedBptt truncation) {
      return this;
    }

    /**
     * Clips the norm over all parameters.
     *
     * @param threshold largest norm left as it is
     * @return this builder
     */
    public Builder clipGlobalNorm(double threshold) {
      return this;
    }

    /**
     * Sets what happens to gradients that are not finite.
     *
     * @param policy FAIL by default
     * @return this builder
     */
    public Builder nonFinite(NonFinitePolicy policy) {
      return this;
    }

    /**
     * Makes consecutive minibatches continue the same sequences.
     *
     * @param stateful false by default
     * @return this builder
     */
    public Builder stateful(boolean stateful) {
      return this;
    }

    /**
     * Adds a callback that gets a report after every update.
     *
     * @param listener called after each update
     * @return this builder
     */
    public Builder listener(Consumer<FitReport> listener) {
      return this;
    }

    /**
     * Shows progress on standard error.
     *
     * @param progress false by default
     * @return this builder
     */
    public Builder progress(boolean progress) {
      return this;
    }

    /**
     * Builds the trainer.
     *
     * @return the trainer
     */
    public TruncatedBpttTrainer build() {
      throw new UnsupportedOperationException("not there yet");
    }
  }
}
