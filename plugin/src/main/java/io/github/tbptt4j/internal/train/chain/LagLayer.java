package io.github.tbptt4j.internal.train.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer of a chain, as single losses go back through it. Row t * B + example of a matrix is step
 * t of an example.
 */
interface LagLayer {

  /**
   * Runs forward, as the network is used.
   *
   * @param x input, [T, B, nIn] in c order
   * @param mask [T, B], or null
   * @return output, [T, B, nOut] in c order
   */
  INDArray forward(INDArray x, INDArray mask);

  /**
   * Takes losses one step further back; called for lag 0, 1, 2 .. after a forward pass.
   *
   * @param at the step that each loss has reached; the losses are those of the lag before, or the
   *     first ones of them
   * @param error dL/d output there, one row a loss, overwritten; null for none from above
   * @return dL/d input there; null for none, or where nobody asks
   */
  INDArray back(int[] at, INDArray error, boolean wantsInput);

  /** Multiply-adds of {@link #forward} for one row. */
  long forwardCost();

  /**
   * Multiply-adds of {@link #back} for one loss, with the gradient of its parameters or without.
   */
  long backCost(boolean wantsInput, boolean gradients);
}
