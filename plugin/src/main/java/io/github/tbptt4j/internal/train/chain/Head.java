package io.github.tbptt4j.internal.train.chain;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The output layer of a chain, over the steps of a window whose losses enter: S steps of B
 * examples, rows with time first.
 */
public interface Head {
  /**
   * What it is to say.
   *
   * @param labels [S, B, nOut], or class indices [S, B, 1]
   * @param mask [S, B], or [S, B, nOut] for a mask of single outputs; null for none
   */
  record Targets(INDArray labels, INDArray mask) {}

  /**
   * Losses and gradients.
   *
   * @param x input, [S, B, nIn] in c order
   * @param targets labels and mask
   * @param dx overwritten with dLoss/dx, [S, B, nIn]
   * @return the sum of the losses
   */
  double backward(INDArray x, Targets targets, INDArray dx);
}
