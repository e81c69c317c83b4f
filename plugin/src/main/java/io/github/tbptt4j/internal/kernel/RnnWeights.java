package io.github.tbptt4j.internal.kernel;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights of z_t = x_t W + h_{t-1} RW + b, h_t = f(z_t), all of one data type.
 *
 * @param w input weights, [nIn, nOut]
 * @param rw recurrent weights, [nOut, nOut]
 * @param b bias, [1, nOut] or [nOut]
 * @param activation f
 */
public record RnnWeights(INDArray w, INDArray rw, INDArray b, IActivation activation) {

  /** {@return the size of the input} */
  public int nIn() {
    return Math.toIntExact(w.size(0));
  }

  /** {@return the size of the hidden state} */
  public int nOut() {
    return Math.toIntExact(w.size(1));
  }
}
