package io.github.tbptt4j.internal.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a backward pass writes its results; what was there before is overwritten.
 *
 * @param w gradient of the input weights, [nIn, nOut], summed over minibatch and time
 * @param rw gradient of the recurrent weights, [nOut, nOut], likewise
 * @param b gradient of the bias, [1, nOut] or [nOut], likewise
 * @param input gradient of the segment's input, [steps, minibatch, nIn] in c order; exactly zero
 *     where no window covers a step; null where nobody asks for it, or the input is indices, which
 *     have none
 */
public record RnnGradients(INDArray w, INDArray rw, INDArray b, INDArray input) {

  /** {@return others of the same shapes, not yet written} */
  public RnnGradients another() {
    return new RnnGradients(w.ulike(), rw.ulike(), b.ulike(), input == null ? null : input.ulike());
  }

  /**
   * Adds others to these.
   *
   * @param others of the same shapes
   */
  public void add(RnnGradients others) {
    w.addi(others.w);
    rw.addi(others.rw);
    b.addi(others.b);
    if (input != null) {
      input.addi(others.input);
    }
  }
}
