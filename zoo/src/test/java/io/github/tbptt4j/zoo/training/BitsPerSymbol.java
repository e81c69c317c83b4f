package io.github.tbptt4j.zoo.training;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/** How well a network predicts a text, measured fast: in parallel streams, each from zero state. */
final class BitsPerSymbol {
  private static final double SMALLEST_PROBABILITY = 1e-30;
  private static final double LN_2 = Math.log(2);

  private BitsPerSymbol() {}

  /** {@return the mean of -log2 p; the network's carried state is cleared} */
  static double measure(
      MultiLayerNetwork network, int[] text, int symbols, int streams, int steps) {
    SymbolStreams data = new SymbolStreams(text, symbols, streams, steps);
    network.rnnClearPreviousState();
    double bits = 0;
    for (int i = 0; i < data.minibatches(); i++) {
      DataSet minibatch = data.next();
      INDArray probabilities = network.rnnTimeStep(minibatch.getFeatures()); // [B, V, T]
      INDArray ofTheNext = probabilities.mul(minibatch.getLabels()).sum(1); // [B, T]
      INDArray atLeastTiny = Transforms.max(ofTheNext, SMALLEST_PROBABILITY);
      bits -= Transforms.log(atLeastTiny).sumNumber().doubleValue() / LN_2;
    }
    network.rnnClearPreviousState();
    return bits / ((double) data.minibatches() * streams * steps);
  }
}
