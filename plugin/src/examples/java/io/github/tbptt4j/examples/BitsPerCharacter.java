package io.github.tbptt4j.examples;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/** How well a network predicts a text: the mean of -log2 p(next symbol). */
final class BitsPerCharacter {
  private static final double SMALLEST_PROBABILITY = 1e-30;
  private static final double LN_2 = Math.log(2);

  private BitsPerCharacter() {}

  /**
   * Reads all streams from their beginning, with the state carried along each of them.
   *
   * @param network ends with a softmax over the symbols; its carried state is cleared
   * @param streams the text
   * @return bits per character
   */
  static double measure(MultiLayerNetwork network, CharacterStreams streams) {
    streams.reset();
    network.rnnClearPreviousState();
    double bits = 0;
    while (streams.hasNext()) {
      DataSet minibatch = streams.next();
      INDArray probabilities = network.rnnTimeStep(minibatch.getFeatures()); // [B, V, T]
      INDArray ofTheNext = probabilities.mul(minibatch.getLabels()).sum(1); // [B, T]
      INDArray atLeastTiny = Transforms.max(ofTheNext, SMALLEST_PROBABILITY);
      bits -= Transforms.log(atLeastTiny).sumNumber().doubleValue() / LN_2;
    }
    network.rnnClearPreviousState();
    return bits / streams.predictions();
  }

  /** {@return a cross entropy in nats per character, which is DL4J's loss, in bits} */
  static double ofLoss(double nats) {
    return nats / LN_2;
  }
}
