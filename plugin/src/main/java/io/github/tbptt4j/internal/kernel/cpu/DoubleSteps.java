package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.StepActivation;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** {@link Steps} in double precision. */
final class DoubleSteps implements Steps {
  private final StepActivation f;
  private final double[] bias;
  private final int rows;
  private final int n;
  private final Product<double[]> product;

  /** h_t, [window, rows, n]; [rows, n] for the forward pass */
  private double[] state;

  private double[] next;

  /** What other windows have added up, [window, rows, n] */
  private final double[] other;

  /** [window, rows, n] */
  private final double[] delta;

  /** dLoss/dh, [window, rows, n] */
  private final double[] errors;

  /**
   * @param f activation
   * @param bias b, [n]
   * @param rows rows of the minibatch that are this walk's
   * @param windows windows at most in one product; 0 for the forward pass
   * @param product by RW, or RW^T for the backward pass
   */
  DoubleSteps(StepActivation f, double[] bias, int rows, int windows, Product<double[]> product) {
    this.f = f;
    this.bias = bias;
    this.rows = rows;
    this.n = bias.length;
    this.product = product;
    this.state = new double[Math.max(1, windows) * rows * n];
    this.next = new double[windows == 0 ? rows * n : 0];
    this.other = new double[windows * rows * n];
    this.delta = new double[windows * rows * n];
    this.errors = new double[windows * rows * n];
  }

  @Override
  public void enter(Pointer h) {
    ((DoublePointer) h).get(state, 0, rows * n);
  }

  @Override
  public void forward(Pointer z, double[] mask, int row) {
    int size = rows * n;
    ((DoublePointer) z).get(next, 0, size);
    addBias();
    product.add(state, rows, next);
    switch (f) {
      case TANH -> DoubleActivations.tanh(next, 0, size);
      case SIGMOID -> DoubleActivations.sigmoid(next, 0, size);
      case RELU -> DoubleActivations.relu(next, 0, size);
      case IDENTITY -> {}
      case OTHER -> throw new IllegalArgumentException("Only DL4J's own object computes it.");
    }
    scaleRows(next, 0, mask, row);
    ((DoublePointer) z).put(next, 0, size);
    double[] h = next;
    next = state;
    state = h;
  }

  private void addBias() {
    for (int i = 0; i < rows; i++) {
      int at = i * n;
      for (int j = 0; j < n; j++) {
        next[at + j] += bias[j];
      }
    }
  }

  @Override
  public void beginError(int window, Pointer error) {
    int size = rows * n;
    int at = window * size;
    if (error == null) {
      Arrays.fill(errors, at, at + size, 0);
    } else {
      ((DoublePointer) error).get(errors, at, size);
    }
  }

  @Override
  public void backThroughRw(int windows) {
    product.add(delta, windows * rows, errors);
  }

  @Override
  public void backward(
      int window, Pointer h, double[] mask, int row, double clip, Pointer sum, boolean addToSum) {
    int size = rows * n;
    int at = window * size;
    ((DoublePointer) h).get(state, at, size);
    switch (f) {
      case TANH -> timesTanhSlope(errors, state, delta, at, at + size);
      case SIGMOID -> timesSigmoidSlope(errors, state, delta, at, at + size);
      case RELU -> timesReluSlope(errors, state, delta, at, at + size);
      case IDENTITY -> System.arraycopy(errors, at, delta, at, size);
      case OTHER -> throw new IllegalArgumentException("Only DL4J's own object computes it.");
    }
    scaleRows(delta, at, mask, row);
    if (!Double.isInfinite(clip)) {
      clip(delta, at, size, clip);
    }
    if (addToSum) {
      ((DoublePointer) sum).get(other, at, size);
      add(other, delta, at, at + size);
      ((DoublePointer) sum).put(other, at, size);
    } else {
      ((DoublePointer) sum).put(delta, at, size);
    }
  }

  // C2 vectorises these loops because all arrays have the same index.

  /** to += from. */
  private static void add(double[] to, double[] from, int begin, int end) {
    for (int i = begin; i < end; i++) {
      to[i] += from[i];
    }
  }

  private static void timesTanhSlope(
      double[] error, double[] h, double[] delta, int begin, int end) {
    for (int i = begin; i < end; i++) {
      delta[i] = error[i] * (1 - h[i] * h[i]);
    }
  }

  private static void timesSigmoidSlope(
      double[] error, double[] h, double[] delta, int begin, int end) {
    for (int i = begin; i < end; i++) {
      delta[i] = error[i] * (h[i] * (1 - h[i]));
    }
  }

  private static void timesReluSlope(
      double[] error, double[] h, double[] delta, int begin, int end) {
    for (int i = begin; i < end; i++) {
      delta[i] = h[i] > 0 ? error[i] : 0;
    }
  }

  private static void clip(double[] values, int at, int size, double bound) {
    for (int i = at; i < at + size; i++) {
      values[i] = Math.max(-bound, Math.min(bound, values[i]));
    }
  }

  private void scaleRows(double[] values, int at, double[] mask, int row) {
    for (int i = 0; mask != null && i < rows; i++) {
      double m = mask[row + i];
      if (m != 1) {
        for (int j = at + i * n; j < at + (i + 1) * n; j++) {
          values[j] *= m;
        }
      }
    }
  }
}
