package io.github.tbptt4j.examples;

import io.github.tbptt4j.SymbolSequenceIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** How well a network predicts a text: the mean of -log2 p(next symbol). */
final class BitsPerCharacter {
  private static final double SMALLEST_PROBABILITY = 1e-30;
  private static final double LN_2 = Math.log(2);

  private BitsPerCharacter() {}

  /**
   * Reads all streams from their beginning, with the state carried along each of them.
   *
   * @param network takes symbols as indices and ends with a softmax over them; its carried state is
   *     cleared
   * @param streams the text, features and labels as indices
   * @return bits per character
   */
  static double measure(MultiLayerNetwork network, SymbolSequenceIterator streams) {
    streams.reset();
    network.rnnClearPreviousState();
    double bits = 0;
    long predictions = 0;
    while (streams.hasNext()) {
      DataSet minibatch = streams.next();
      INDArray probabilities = network.rnnTimeStep(minibatch.getFeatures()); // [B, V, T]
      INDArray symbols = minibatch.getLabels(); // [B, 1, T]
      for (long b = 0; b < symbols.size(0); b++) {
        for (long t = 0; t < symbols.size(2); t++) {
          double p = probabilities.getDouble(b, (long) symbols.getDouble(b, 0, t), t);
          bits -= Math.log(Math.max(p, SMALLEST_PROBABILITY)) / LN_2;
        }
      }
      predictions += symbols.length();
    }
    network.rnnClearPreviousState();
    return bits / predictions;
  }

  /** {@return a cross entropy in nats per character, which is DL4J's loss, in bits} */
  static double ofLoss(double nats) {
    return nats / LN_2;
  }
}
