package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.chain.ChainSearch;
import io.github.tbptt4j.internal.train.chain.ChainRules;
import org.deeplearning4j.nn.api.Layer;

/** The one place that chooses how a network's losses are followed back. */
final class LagPaths {
  private LagPaths() {}

  /**
   * The way for a network.
   *
   * @throws IllegalStateException if it has no recurrent layer, or losses can't be followed
   */
  static LagPass of(TrainableNetwork network) {
    if (network.layers() == null || network.model().params() == null) {
      throw new IllegalStateException("The network has no parameters: call init() first.");
    }
    network.requireRecurrent("measure one with VanillaRnn, LSTM, GravesLSTM or SimpleRnn.");
    ChainSearch search = network.chain();
    if (ChainRules.obstacle(search).isPresent()) {
      return new Dl4jLags(network);
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
