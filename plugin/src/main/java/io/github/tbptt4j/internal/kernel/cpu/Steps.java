package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * What a walk through time over some rows of the minibatch does at each step. What the next step
 * needs stays on the heap, where C2 vectorises loops; native memory is read and written once a
 * step. One object serves one thread.
 */
public final class Steps {
  private final StepActivation f;
  private final FloatInput input;
  private final int rows;
  private final int n;
  private final Product product;

  /** h_t, [window, rows, n]; [rows, n] for the forward pass */
  private float[] state;

  private float[] next;

  /** What other windows have added up, [window, rows, n] */
  private final float[] other;

  /** [window, rows, n] */
  private final float[] delta;

  /** dLoss/dh, [window, rows, n] */
  private final float[] errors;

  private Steps(
      StepActivation f,
      FloatInput input,
      int rows,
      int n,
      int windows,
      Product product,
      Scratch scratch) {
    this.f = f;
    this.input = input;
    this.rows = rows;
    this.n = n;
    this.product = product;
    this.state = scratch.floats(Math.max(1, windows) * rows, n);
    this.next = scratch.floats(windows == 0 ? rows : 0, n);
    this.other = scratch.floats(windows * rows, n);
    this.delta = scratch.floats(windows * rows, n);
    this.errors = scratch.floats(windows * rows, n);
  }

  /**
   * Steps of a forward pass.
   *
   * @param f activation
   * @param input x_t W + b of each step
   * @param rows rows of the minibatch that are this walk's
   * @param n size of the state
   * @param byRw product by RW
   * @param scratch the pass's
   */
  public static Steps forward(
      StepActivation f, FloatInput input, int rows, int n, Product byRw, Scratch scratch) {
    return new Steps(f, input, rows, n, 0, byRw, scratch);
  }

  /**
   * Steps of a backward pass.
   *
   * @param f activation
   * @param rows rows of the minibatch that are this walk's
   * @param n size of the state
   * @param windows windows at most in one product
   * @param byRwTransposed product by RW^T
   * @param scratch the pass's
   */
  public static Steps backward(
      StepActivation f, int rows, int n, int windows, Product byRwTransposed, Scratch scratch) {
    return new Steps(f, null, rows, n, windows, byRwTransposed, scratch);
  }

  /** Takes the state that enters the first step, [rows, n]. */
  void enter(FloatPointer h) {
    h.get(state, 0, rows * n);
  }

  /**
   * h_t = m_t f(x_t W + h_{t-1} RW + b).
   *
   * @param z [rows, n]: x_t W where the kernel has computed it before; overwritten with h_t
   * @param mask one element a row of the tape, or null
   * @param row the tape's row that is the first of this step
   */
  void forward(FloatPointer z, double[] mask, int row) {
    int size = rows * n;
    input.read(row, z, next);
    product.add(state, rows, next);
    FloatActivations.apply(f, next, 0, size);
    scaleRows(next, 0, rows, n, mask, row);
    z.put(next, 0, size);
    float[] h = next;
    next = state;
    state = h;
  }

  /**
   * Begins dLoss/dh_t of one window with what comes from above.
   *
   * @param window number of the window
   * @param error e_t, [rows, n], or null for zero
   */
  void beginError(int window, FloatPointer error) {
    int size = rows * n;
    int at = window * size;
    if (error == null) {
      Arrays.fill(errors, at, at + size, 0);
    } else {
      error.get(errors, at, size);
    }
  }

  /** Multiplies delta_{t+1} of one window, which is on its way to step t. */
  void scaleDelta(int window, double factor) {
    int size = rows * n;
    scale(delta, window * size, size, (float) factor);
  }

  /** Adds delta_{t+1} RW^T of the first {@code windows} windows, in one product, to dLoss/dh_t. */
  void backThroughRw(int windows) {
    product.add(delta, windows * rows, errors);
  }

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
      int window,
      FloatPointer h,
      double[] mask,
      int row,
      double clip,
      FloatPointer sum,
      boolean addToSum) {
    int size = rows * n;
    int at = window * size;
    h.get(state, at, size);
    FloatActivations.timesSlope(f, errors, state, delta, at, at + size);
    scaleRows(delta, at, rows, n, mask, row);
    clip(delta, at, size, clip);
    if (addToSum) {
      sum.get(other, at, size);
      add(other, delta, at, at + size);
      sum.put(other, at, size);
    } else {
      sum.put(delta, at, size);
    }
  }

  // C2 vectorises these loops because all arrays have the same index.

  /** to += from. */
  public static void add(float[] to, float[] from, int begin, int end) {
    for (int i = begin; i < end; i++) {
      to[i] += from[i];
    }
  }

  /**
   * Multiplies rows by their elements of a mask.
   *
   * @param values [rows, n], from index at on
   * @param mask one element a row of the tape, or null for ones
   * @param row the tape's row that is the first of these
   */
  public static void scaleRows(float[] values, int at, int rows, int n, double[] mask, int row) {
    for (int i = 0; mask != null && i < rows; i++) {
      float m = (float) mask[row + i];
      scale(values, at + i * n, n, m);
    }
  }

  /**
   * Multiplies elements by a factor.
   *
   * @param values from index at on
   * @param factor mostly 1
   */
  public static void scale(float[] values, int at, int size, float factor) {
    if (factor == 1) {
      return;
    }
    for (int i = at; i < at + size; i++) {
      values[i] *= factor;
    }
  }

  /**
   * Clips each element to [-bound, bound].
   *
   * @param values from index at on
   * @param bound positive infinity for none
   */
  public static void clip(float[] values, int at, int size, double bound) {
    if (Double.isInfinite(bound)) {
      return;
    }
    float largest = (float) bound;
    for (int i = at; i < at + size; i++) {
      values[i] = Math.max(-largest, Math.min(largest, values[i]));
    }
  }
}
