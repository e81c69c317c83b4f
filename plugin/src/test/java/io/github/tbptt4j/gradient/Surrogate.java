package io.github.tbptt4j.gradient;

import io.github.tbptt4j.TruncatedBptt;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * S(theta) of the design, written down without the project's kernels: the sum over windows of the
 * losses a window covers, with the state that enters its first step frozen. The loss at step t is
 * c_t . h_t, so that the error from above is the constant c_t.
 *
 * <p>Time runs over {@code history} older steps and then the segment; losses are the segment's.
 */
final class Surrogate {
  final int history;
  final int steps;
  final int minibatch;
  final int nIn;
  final int nOut;
  final DoubleUnaryOperator f;

  /** W [nIn][nOut], RW [nOut][nOut] and b [nOut], one after the other. */
  final double[] theta;

  final double[][][] x; // [history + steps][minibatch][nIn]
  final double[][] mask; // [history + steps][minibatch]
  final double[][][] c; // [steps][minibatch][nOut]
  final double[][] h0; // [minibatch][nOut]

  Surrogate(
      int history,
      int steps,
      int minibatch,
      int nIn,
      int nOut,
      DoubleUnaryOperator f,
      boolean masked,
      boolean zeroState,
      long seed) {
    this.history = history;
    this.steps = steps;
    this.minibatch = minibatch;
    this.nIn = nIn;
    this.nOut = nOut;
    this.f = f;
    Random random = new Random(seed);
    // Small weights keep the activations unsaturated and away from the kink of ReLU's gradient.
    theta = random.doubles(nIn * nOut + nOut * nOut + nOut, -0.5, 0.5).toArray();
    x = tensor(random, history + steps, minibatch, nIn);
    c = tensor(random, steps, minibatch, nOut);
    h0 = zeroState ? new double[minibatch][nOut] : tensor(random, 1, minibatch, nOut)[0];
    mask = new double[history + steps][minibatch];
    for (int t = 0; t < history + steps; t++) {
      for (int i = 0; i < minibatch; i++) {
        // The first example ends early, the second has a hole.
        boolean padding =
            masked && (i == 0 ? t >= history + steps - 2 : t == history + 1 || t == history - 2);
        mask[t][i] = padding ? 0.0 : 1.0;
      }
    }
  }

  private static double[][][] tensor(Random random, int a, int b, int c) {
    double[][][] tensor = new double[a][b][];
    for (double[][] matrix : tensor) {
      Arrays.setAll(matrix, i -> random.doubles(c, -1.0, 1.0).toArray());
    }
    return tensor;
  }

  /** S at other parameters or inputs, its entering states frozen at this object's own. */
  double value(TruncatedBptt truncation, double[] otherTheta, double[][][] otherX) {
    double[][][] frozen = states(theta, x, h0, 0, history + steps);
    double sum = 0.0;
    int last = history + steps;
    int k1 = Math.min(truncation.k1(), steps);
    boolean full = truncation.k2() >= last;
    for (int owned = history; owned < last; owned += k1) {
      int end = Math.min(owned + k1, last);
      int start = full ? 0 : Math.max(0, end - truncation.k2());
      double[][] entering = start == 0 ? h0 : frozen[start - 1];
      double[][][] h = states(otherTheta, otherX, entering, start, end);
      for (int t = Math.max(owned, start); t < end; t++) {
        for (int i = 0; i < minibatch; i++) {
          for (int j = 0; j < nOut; j++) {
            sum += c[t - history][i][j] * h[t - start][i][j];
          }
        }
      }
    }
    return sum;
  }

  /** h_from .. h_{to-1}. */
  double[][][] states(double[] theta, double[][][] x, double[][] entering, int from, int to) {
    double[][][] h = new double[to - from][minibatch][nOut];
    double[][] previous = entering;
    for (int t = from; t < to; t++) {
      for (int i = 0; i < minibatch; i++) {
        for (int j = 0; j < nOut; j++) {
          double z = theta[nIn * nOut + nOut * nOut + j];
          for (int k = 0; k < nIn; k++) {
            z += x[t][i][k] * theta[k * nOut + j];
          }
          for (int k = 0; k < nOut; k++) {
            z += previous[i][k] * theta[nIn * nOut + k * nOut + j];
          }
          h[t - from][i][j] = mask[t][i] * f.applyAsDouble(z);
        }
      }
      previous = h[t - from];
    }
    return h;
  }

  /** dS/dtheta by central differences. */
  double[] thetaGradient(TruncatedBptt truncation) {
    double[] gradient = new double[theta.length];
    for (int p = 0; p < theta.length; p++) {
      double[] other = theta.clone();
      other[p] = theta[p] + STEP;
      double up = value(truncation, other, x);
      other[p] = theta[p] - STEP;
      gradient[p] = (up - value(truncation, other, x)) / (2 * STEP);
    }
    return gradient;
  }

  /** dS/dx of the segment by central differences, flattened [steps][minibatch][nIn]. */
  double[] inputGradient(TruncatedBptt truncation) {
    double[] gradient = new double[steps * minibatch * nIn];
    for (int p = 0; p < gradient.length; p++) {
      double[] row = x[history + p / nIn / minibatch][p / nIn % minibatch];
      int k = p % nIn;
      // Frozen states must not move with the input: perturb a copy.
      double[][][] other = copy(x);
      double[] otherRow = other[history + p / nIn / minibatch][p / nIn % minibatch];
      otherRow[k] = row[k] + STEP;
      double up = value(truncation, theta, other);
      otherRow[k] = row[k] - STEP;
      gradient[p] = (up - value(truncation, theta, other)) / (2 * STEP);
    }
    return gradient;
  }

  private static final double STEP = 1e-5;

  private static double[][][] copy(double[][][] tensor) {
    double[][][] copy = new double[tensor.length][][];
    for (int t = 0; t < tensor.length; t++) {
      copy[t] = new double[tensor[t].length][];
      for (int i = 0; i < tensor[t].length; i++) {
        copy[t][i] = tensor[t][i].clone();
      }
    }
    return copy;
  }
}
