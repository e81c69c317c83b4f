package io.github.tbptt4j.internal.train.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer of a chain below the output, over the T steps of a window with B examples.
 *
 * <p>Arrays are [T, B, size] in c order. What a stage gives away is its own memory, valid until its
 * next forward pass.
 */
interface Stage {
  /**
   * Runs forward.
   *
   * @param x input, [T, B, nIn]
   * @param mask [T, B], or null
   * @param step where the training is
   * @return output, [T, B, nOut]
   */
  INDArray forward(INDArray x, INDArray mask, Moment step);

  /**
   * Runs backward over what the last forward pass has left, and writes the gradients of the
   * parameters.
   *
   * @param error dLoss/d output of the last S of the T steps, [S, B, nOut]; the others have none
   * @param wantsInput whether anybody asks for the gradient of the input
   * @return dLoss/d input of the last steps, as many as any error reaches; null where nobody asks
   */
  INDArray backward(INDArray error, boolean wantsInput);
}
