package io.github.tbptt4j.internal.kernel.cpu;

import org.bytedeco.javacpp.Pointer;

/**
 * What a walk through time over some rows of the minibatch does at each step. What the next step
 * needs stays on the heap, where C2 vectorises loops; native memory is read and written once a
 * step. One object serves one thread.
 */
public interface Steps {

  /** Takes the state that enters the first step, [rows, n]. */
  void enter(Pointer h);

  /**
   * h_t = m_t f(x_t W + h_{t-1} RW + b).
   *
   * @param z [rows, n]: x_t W where the kernel has computed it before; overwritten with h_t
   * @param mask one element a row of the tape, or null
   * @param row the tape's row that is the first of this step
   */
  void forward(Pointer z, double[] mask, int row);

  /**
   * Begins dLoss/dh_t of one window with what comes from above.
   *
   * @param window number of the window
   * @param error e_t, [rows, n], or null for zero
   */
  void beginError(int window, Pointer error);

  /** Adds delta_{t+1} RW^T of the first {@code windows} windows, in one product, to dLoss/dh_t. */
  void backThroughRw(int windows);

  /**
   * delta_t = clip(m_t f'(z_t) dLoss/dh_t) of one window.
   *
   * @param window number of the window
   * @param h h_t, [rows, n], from which f' is known
   * @param mask one element a row of the tape, or null
   * @param row the tape's row that is the first of this step
   * @param clip bound of each element, positive infinity for none
   * @param sum overwritten with delta_t, or delta_t is added to it, [rows, n]
   * @param addToSum whether it is added
   */
  void backward(
      int window, Pointer h, double[] mask, int row, double clip, Pointer sum, boolean addToSum);
}
