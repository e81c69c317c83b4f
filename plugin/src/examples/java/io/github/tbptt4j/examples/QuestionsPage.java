package io.github.tbptt4j.examples;

import io.github.tbptt4j.InferenceSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The code in doc/questions.md. */
final class QuestionsPage {
  private QuestionsPage() {}

  static void putBack(InferenceSession session) {
    // README: the state
    INDArray h = session.state(0); // [1, nOut], of recurrent layer 0
    session.setState(0, h);
    // README: end
  }

  static DataSet masked(
      INDArray features, INDArray labels, INDArray featuresMask, INDArray labelsMask) {
    // README: the masks
    DataSet ragged = new DataSet(features, labels, featuresMask, labelsMask);
    // README: end
    return ragged;
  }

  /** PyTorch's parameters of an nn.RNN. */
  static void take(
      MultiLayerNetwork net,
      INDArray weightIh,
      INDArray weightHh,
      INDArray biasIh,
      INDArray biasHh) {
    // README: the weights of PyTorch
    net.setParam("0_W", weightIh.transpose()); // [hidden, input] -> [nIn, nOut]
    net.setParam("0_RW", weightHh.transpose());
    net.setParam("0_b", biasIh.add(biasHh).reshape(1, biasIh.length()));
    // README: end
  }
}
