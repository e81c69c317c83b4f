package io.github.tbptt4j.internal.kernel;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains recurrent layers under a softmax output over a whole window in one call: forward, losses,
 * backward, and the gradients of all weights. The sequences of a minibatch meet in the sums of the
 * gradients alone, so that a thread which has taken some of them goes from their first symbol to
 * their gradients without waiting for another.
 *
 * <p>An object is of one {@link WindowLayers}, owns the memory that windows are run in, and runs
 * one at a time.
 */
public interface WindowKernel {
  /**
   * T steps of B examples, and the losses of the last S of them.
   *
   * @param x input, [T, B, nIn] in c order, or m indices a step, [T, B, m]
   * @param mask 1 for a real step and 0 for padding, [T, B] in c order; null for no padding
   * @param entering the state of each layer before the first step, [B, n] in c order; null for zero
   * @param targets of S * B rows
   * @param carry what an error of each layer is multiplied by that comes back to a step from the
   *     one after it, T-1 factors; null for ones
   */
  record Window(
      INDArray x, INDArray mask, List<INDArray> entering, Targets targets, double[] carry) {
    /** {@return T} */
    public int steps() {
      return Math.toIntExact(x.size(0));
    }

    /** {@return B} */
    public int examples() {
      return Math.toIntExact(x.size(1));
    }
  }

  /**
   * About how much of the heap a window takes, and the object keeps until the next one.
   *
   * @param steps T
   * @param examples B
   * @return floats
   */
  long floats(long steps, long examples);

  /**
   * Runs a window, and overwrites the gradients with their sums over minibatch and time.
   *
   * @param window the window
   * @return the sum of the losses
   */
  double train(Window window);

  /**
   * A copy of what a layer gave in the last window.
   *
   * @param layer its number, from the lowest up
   * @return [T, B, n] in c order
   */
  INDArray outputs(int layer);

  /**
   * A copy of a layer's state after the last window.
   *
   * @param layer its number, from the lowest up
   * @return [B, n] in c order
   */
  INDArray leaving(int layer);
}
