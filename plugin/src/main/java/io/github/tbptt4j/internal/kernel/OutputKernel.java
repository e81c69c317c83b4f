package io.github.tbptt4j.internal.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of a softmax output layer with cross entropy. A row is a time step of an example,
 * time first: row t * minibatch + example. With y the labels and m the mask, which may be weights:
 *
 * <pre>
 *   z_r    = x_r W + b          p_r = softmax(z_r)
 *   loss_r = -m_r sum_j y_rj log p_rj
 *   dW     = sum_r x_r^T delta_r    db = sum_r delta_r    dx_r = delta_r W^T
 *   delta_r = m_r (p_r - y_r)
 * </pre>
 *
 * <p>As in DL4J's LossMCXENT, log p is cut to [log c, log(1 - c)] in the loss but not in delta, and
 * delta is p - y even where y doesn't sum to 1. Implementations have no state and may be called by
 * several threads at once.
 */
public interface OutputKernel {

  /** {@return the name that chooses this kernel, see {@link Kernels#PROPERTY}} */
  String name();

  /**
   * Tells whether this kernel can do the work here.
   *
   * @param type data type of the layer
   * @return whether it runs
   */
  boolean runs(DataType type);

  /** {@return whether it is fast enough here to be chosen where none is forced} */
  default boolean pays() {
    return true;
  }

  /**
   * Computes the probabilities of the classes.
   *
   * @param weights the weights
   * @param x input, [rows, nIn] in c order
   * @param p overwritten with the probabilities, [rows, nOut] in f order
   */
  void probabilities(OutputWeights weights, INDArray x, INDArray p);

  /**
   * Computes the losses alone.
   *
   * @param weights the weights
   * @param x input, [rows, nIn] in c order
   * @param targets labels and mask
   * @return the loss of each row
   */
  double[] losses(OutputWeights weights, INDArray x, Targets targets);

  /**
   * Computes losses and gradients in one pass.
   *
   * @param weights the weights
   * @param x input, [rows, nIn] in c order
   * @param targets labels and mask
   * @param gradients overwritten with the results
   * @param scratch what the pass may work in, and no other at the same time
   * @return the loss of each row
   */
  double[] gradients(
      OutputWeights weights,
      INDArray x,
      Targets targets,
      OutputGradients gradients,
      Scratch scratch);
}
