package io.github.tbptt4j.dl4j;

import io.github.tbptt4j.TruncatedBptt;

/**
 * S(theta) of the design for VanillaRnn (tanh) and RnnOutputLayer (softmax, cross entropy), in
 * plain loops and without the project's kernels: over one segment of a sequence, the sum of the
 * losses of its windows, with the state that enters each window's first step frozen.
 *
 * <p>The parameters are DL4J's flattened vector: W, RW and b, then the output layer's W and b, all
 * in f order.
 */
final class SoftmaxSurrogate {
  private static final double STEP = 1e-5;

  private final int nIn;
  private final int nOut;
  private final int classes;
  private final int minibatch;
  private final int steps;
  private final double[][][] x; // [minibatch][nIn][T]
  private final double[][][] labels; // [minibatch][classes][T]
  private final double[][] featuresMask; // [minibatch][T]
  private final double[][] labelsMask; // [minibatch][T]

  SoftmaxSurrogate(
      double[][][] x,
      double[][][] labels,
      double[][] featuresMask,
      double[][] labelsMask,
      int nOut) {
    this.x = x;
    this.labels = labels;
    this.featuresMask = featuresMask;
    this.labelsMask = labelsMask;
    this.nOut = nOut;
    this.minibatch = x.length;
    this.nIn = x[0].length;
    this.steps = x[0][0].length;
    this.classes = labels[0].length;
  }

  /**
   * dS/dtheta of the segment [from, to) by central differences, summed over the minibatch.
   *
   * @param truncation windows within the segment; they reach at most k2-1 steps into the ones
   *     before
   */
  double[] gradient(double[] theta, TruncatedBptt truncation, int from, int to) {
    double[] gradient = new double[theta.length];
    double[] other = theta.clone();
    for (int p = 0; p < theta.length; p++) {
      other[p] = theta[p] + STEP;
      double up = value(theta, other, truncation, from, to);
      other[p] = theta[p] - STEP;
      gradient[p] = (up - value(theta, other, truncation, from, to)) / (2 * STEP);
      other[p] = theta[p];
    }
    return gradient;
  }

  private double value(double[] theta, double[] other, TruncatedBptt truncation, int from, int to) {
    double sum = 0.0;
    for (int i = 0; i < minibatch; i++) {
      double[][] frozen = new double[to + 1][]; // frozen[t] enters step t
      frozen[0] = new double[nOut];
      for (int t = 0; t < to; t++) {
        frozen[t + 1] = step(theta, i, t, frozen[t]);
      }
      int k1 = Math.min(truncation.k1(), to - from);
      for (int owned = from; owned < to; owned += k1) {
        int end = Math.min(owned + k1, to);
        int start = Math.max(truncation.isFull() ? from : 0, end - Math.min(truncation.k2(), end));
        // Losses before the first covered step reach the output layer alone.
        for (int t = owned; t < Math.min(start, end); t++) {
          sum += loss(other, i, t, frozen[t + 1]);
        }
        double[] h = frozen[start];
        for (int t = start; t < end; t++) {
          h = step(other, i, t, h);
          if (t >= owned) {
            sum += loss(other, i, t, h);
          }
        }
      }
    }
    return sum;
  }

  private double[] step(double[] theta, int example, int t, double[] previous) {
    int rw = nIn * nOut;
    int b = rw + nOut * nOut;
    double[] h = new double[nOut];
    for (int j = 0; j < nOut; j++) {
      double z = theta[b + j];
      for (int k = 0; k < nIn; k++) {
        z += x[example][k][t] * theta[j * nIn + k];
      }
      for (int k = 0; k < nOut; k++) {
        z += previous[k] * theta[rw + j * nOut + k];
      }
      h[j] = featuresMask[example][t] * Math.tanh(z);
    }
    return h;
  }

  /** Cross entropy of softmax(h V + c). */
  private double loss(double[] theta, int example, int t, double[] h) {
    int v = nIn * nOut + nOut * nOut + nOut;
    int c = v + nOut * classes;
    double[] logits = new double[classes];
    double sum = 0.0;
    for (int j = 0; j < classes; j++) {
      logits[j] = theta[c + j];
      for (int k = 0; k < nOut; k++) {
        logits[j] += h[k] * theta[v + j * nOut + k];
      }
      sum += Math.exp(logits[j]);
    }
    double loss = 0.0;
    for (int j = 0; j < classes; j++) {
      loss -= labels[example][j][t] * (logits[j] - Math.log(sum));
    }
    return labelsMask[example][t] * loss;
  }
}
