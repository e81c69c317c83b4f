package io.github.tbptt4j.internal.kernel;

import io.github.tbptt4j.internal.nativemem.Doubles;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Pascanu's Omega and its gradient, of the immediate dependence on RW only. With delta_t of the
 * backward pass, for each example and each two steps of a window
 *
 * <pre>
 *   u_t        = m_t f'(z_t) (delta_{t+1} RW^T)       r_t = ||u_t|| / ||delta_{t+1}||
 *   Omega      = sum_t (r_t - 1)^2
 *   dOmega/dRW = sum_t 2 (r_t - 1) (f'(z_t) u_t / ||u_t||)^T (delta_{t+1} / ||delta_{t+1}||)
 * </pre>
 *
 * <p>delta_t is what the backward pass goes on with: clipped where errors are clipped, and with
 * what came back to it multiplied by the window's factors. u_t itself is neither.
 *
 * <p>An example has no term at a masked step, and none where no error arrives: where the norm of
 * delta_{t+1} is {@link #smallest(DataType)} at most. Where f' is zero for all units, the term is 1
 * and has no gradient.
 */
public final class VanishingPenalty {
  private final RnnWeights weights;
  private final Tape tape;
  private final double errorClip;
  private final double smallest;
  private final double[][] rwTransposed;
  private final double[][] gradient;
  private double omega;

  private VanishingPenalty(RnnWeights weights, Tape tape, double errorClip) {
    this.weights = weights;
    this.tape = tape;
    this.errorClip = errorClip;
    smallest = smallest(weights.rw().dataType());
    rwTransposed = Doubles.rows(weights.rw().transpose().dup('c'));
    gradient = new double[weights.nOut()][weights.nOut()];
  }

  /**
   * Adds lambda dOmega/dRW to a gradient.
   *
   * @param weights the weights of the forward pass
   * @param tape what the forward pass left
   * @param error dLoss/dh from above for the segment, [steps, minibatch, nOut] in c order
   * @param windows the windows, in the tape's steps; each has its own Omega
   * @param errorClip bound of each element of delta_t, positive infinity for none
   * @param lambda factor
   * @param drw where it is added, [nOut, nOut]
   * @return Omega, summed over windows and minibatch
   */
  static double add(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      double lambda,
      INDArray drw) {
    VanishingPenalty penalty = new VanishingPenalty(weights, tape, errorClip);
    for (Window window : windows) {
      penalty.walkBack(window, error);
    }
    drw.addi(Nd4j.createFromArray(penalty.gradient).muli(lambda).castTo(drw.dataType()));
    return penalty.omega;
  }

  /**
   * The norm of an error up to which there is none: below, its elements are subnormal, or their
   * squares are.
   *
   * @param type data type of the layer
   * @return the norm
   */
  public static double smallest(DataType type) {
    return type == DataType.DOUBLE ? Math.sqrt(Double.MIN_NORMAL) : Float.MIN_NORMAL;
  }

  private void walkBack(Window window, INDArray error) {
    double[][] next = null; // delta_{t+1}
    for (int t = window.end() - 1; t >= window.start(); t--) {
      double[][] slope = slope(t);
      double[] mask = ReferenceKernel.mask(tape, t);
      double[][] delta = new double[slope.length][weights.nOut()];
      if (next != null) {
        for (int i = 0; i < delta.length; i++) {
          backThroughRw(next[i], slope[i], mask[i], delta[i]);
          addTerm(next[i], slope[i], mask[i], delta[i]);
          scale(delta[i], window.carry(t)); // of the error, not of the derivative
        }
      }
      if (t >= window.firstError()) {
        addError(Doubles.rows(Tape.step(error, t - tape.history())), slope, mask, delta);
      }
      clip(delta);
      next = delta;
    }
  }

  /** f'(z_t). */
  private double[][] slope(int t) {
    double[][] ones = new double[tape.minibatch()][weights.nOut()];
    for (double[] row : ones) {
      Arrays.fill(row, 1);
    }
    return ReferenceKernel.backThroughActivation(weights, tape, t, ones);
  }

  private void backThroughRw(double[] next, double[] slope, double mask, double[] u) {
    for (int k = 0; k < next.length; k++) {
      addScaled(next[k], rwTransposed[k], u);
    }
    for (int j = 0; j < u.length; j++) {
      u[j] *= mask * slope[j];
    }
  }

  private void addTerm(double[] next, double[] slope, double mask, double[] u) {
    double arriving = norm(next);
    if (mask == 0 || arriving <= smallest) {
      return;
    }
    double left = norm(u);
    double excess = left / arriving - 1;
    omega += excess * excess;
    if (left == 0) {
      return;
    }
    for (int j = 0; j < u.length; j++) {
      addScaled(2 * excess * slope[j] * (u[j] / left) / arriving, next, gradient[j]);
    }
  }

  private static void addError(
      double[][] error, double[][] slope, double[] mask, double[][] delta) {
    for (int i = 0; i < delta.length; i++) {
      for (int j = 0; j < delta[i].length; j++) {
        delta[i][j] += mask[i] * slope[i][j] * error[i][j];
      }
    }
  }

  private void clip(double[][] delta) {
    if (errorClip == Double.POSITIVE_INFINITY) {
      return;
    }
    for (double[] row : delta) {
      for (int j = 0; j < row.length; j++) {
        row[j] = Math.max(-errorClip, Math.min(errorClip, row[j]));
      }
    }
  }

  private static void scale(double[] row, double factor) {
    for (int j = 0; j < row.length; j++) {
      row[j] *= factor;
    }
  }

  private static void addScaled(double factor, double[] row, double[] to) {
    for (int j = 0; j < to.length; j++) {
      to[j] += factor * row[j];
    }
  }

  private static double norm(double[] row) {
    double sum = 0;
    for (double x : row) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }
}
