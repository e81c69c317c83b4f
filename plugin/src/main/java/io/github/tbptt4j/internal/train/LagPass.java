package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.train.chain.ChainRules;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;

/**
 * Measures how far single losses reach back, without changing anything of the network: neither
 * parameters, gradient, updater, carried states, masks, score and listeners, nor the random
 * generator. {@link LagNorms} says what is measured.
 */
interface LagPass {

  /** The form in which this pass takes a minibatch, that of {@link WindowPass#bring}. */
  Chunk bring(Chunk minibatch);

  /**
   * Runs forward over all steps, and backward from the losses asked.
   *
   * @param steps in the form of {@link #bring}; the stream's, from any step on
   * @param entering the states before the first step, which are constants
   * @param request losses with steps counted from the first one of {@code steps}
   * @throws IllegalStateException if a derivative isn't finite; the message names layer, lag and
   *     loss
   */
  LagNorms measure(Chunk steps, NetworkState entering, LagRequest request);

  /**
   * What {@link #measure} will take at most.
   *
   * @return multiply-adds of the matrix products
   */
  long multiplyAdds(int steps, int examples, LagRequest request);

  /**
   * The one place that chooses how a network's losses are followed back.
   *
   * @throws IllegalStateException if they can't be; the message says why
   */
  static LagPass of(TrainableNetwork network) {
    if (network.layers() == null || network.model().params() == null) {
      throw new IllegalStateException("The network has no parameters: call init() first.");
    }
    if (Arrays.stream(network.layers()).noneMatch(LayerRules::isRecurrent)) {
      throw new IllegalStateException(
          "The network has no recurrent layer, so no gradient goes back in time: measure one with"
              + " VanillaRnn, LSTM, GravesLSTM or SimpleRnn.");
    }
    ChainSearch search = network.chain();
    Optional<String> obstacle = ChainRules.obstacle(search);
    if (obstacle.isPresent()) {
      throw new IllegalStateException(
          "The gradient's way back can be measured in chains of VanillaRnn layers only, but "
              + obstacle.get()
              + ".");
    }
    if (network.oneLossASequence()) {
      SequenceEnd.require(network);
    } else {
      for (Layer output : network.outputLayers()) {
        LayerRules.requireSequenceOutput(
            "Layer \"" + output.conf().getLayer().getLayerName() + "\"", output);
      }
    }
    return new ChainLags(network, ((ChainSearch.Chain) search).links());
  }
}
