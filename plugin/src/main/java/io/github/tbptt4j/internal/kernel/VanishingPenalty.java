package io.github.tbptt4j.internal.kernel;

import io.github.tbptt4j.internal.nativemem.Doubles;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Pascanu's Omega and its gradient, of the immediate dependence on RW only: with delta_t of the
 * backward pass, for each example and each two steps of a window,
 *
 * <pre>
 *   u_t = f'(z_t) (delta_{t+1} RW^T)     Omega = sum_t (||u_t|| / ||delta_{t+1}|| - 1)^2
 * </pre>
 */
public final class VanishingPenalty {
  private VanishingPenalty() {}

  /**
   * Adds lambda dOmega/dRW to a gradient.
   *
   * @param weights the weights of the forward pass
   * @param tape what the forward pass left
   * @param error dLoss/dh from above for the segment, [steps, minibatch, nOut] in c order
   * @param windows the windows, in the tape's steps
   * @param errorClip bound of each element of delta_t
   * @param lambda factor
   * @param drw where it is added, [nOut, nOut]
   * @return Omega, summed over the minibatch
   */
  public static double add(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      double lambda,
      INDArray drw) {
    int nOut = weights.nOut();
    double[][] rw = Doubles.rows(weights.rw());
    double[][] sum = new double[nOut][nOut];
    double omega = 0;
    for (Window window : windows) {
      double[][] next = null;
      for (int t = window.end() - 1; t >= window.start(); t--) {
        double[][] dh = new double[tape.minibatch()][nOut];
        if (next != null) {
          for (int i = 0; i < dh.length; i++) {
            for (int j = 0; j < nOut; j++) {
              for (int k = 0; k < nOut; k++) {
                dh[i][j] += next[i][k] * rw[j][k];
              }
            }
          }
          double[][] u = ReferenceKernel.backThroughActivation(weights, tape, t, dh);
          double[][] slope = ReferenceKernel.backThroughActivation(weights, tape, t, ones(dh));
          double[] m = ReferenceKernel.mask(tape, t);
          for (int i = 0; i < dh.length; i++) {
            double d = norm(next[i]);
            double n = norm(u[i]);
            if (d == 0 || m[i] == 0) {
              continue;
            }
            omega += (n / d - 1) * (n / d - 1);
            for (int j = 0; j < nOut && n > 0; j++) {
              for (int k = 0; k < nOut; k++) {
                sum[j][k] += 2 * (n / d - 1) * (u[i][j] / n) * slope[i][j] * (next[i][k] / d);
              }
            }
          }
        }
        if (t >= window.firstError()) {
          double[][] e = Doubles.rows(Tape.step(error, t - tape.history()));
          for (int i = 0; i < dh.length; i++) {
            for (int j = 0; j < nOut; j++) {
              dh[i][j] += e[i][j];
            }
          }
        }
        double[][] delta = ReferenceKernel.backThroughActivation(weights, tape, t, dh);
        double[] m = ReferenceKernel.mask(tape, t);
        for (int i = 0; i < dh.length; i++) {
          for (int j = 0; j < nOut; j++) {
            delta[i][j] = Math.max(-errorClip, Math.min(errorClip, m[i] * delta[i][j]));
          }
        }
        next = delta;
      }
    }
    drw.addi(Nd4j.createFromArray(sum).muli(lambda).castTo(drw.dataType()));
    return omega;
  }

  private static double norm(double[] row) {
    double sum = 0;
    for (double x : row) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  private static double[][] ones(double[][] like) {
    double[][] ones = new double[like.length][like[0].length];
    for (double[] row : ones) {
      java.util.Arrays.fill(row, 1);
    }
    return ones;
  }
}
