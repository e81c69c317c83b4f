package io.github.tbptt4j.random;

import io.github.tbptt4j.random.Case.Head;
import io.github.tbptt4j.random.Case.Output;
import java.util.Arrays;

/** An output layer's equations for one step of one example, in plain loops. */
record PlainHead(Head head, int nIn, int at) {

  int size() {
    return head.output() == Output.LOSS_LAYER ? 0 : head.nOut() * (nIn + 1);
  }

  /** Softmax or the identity of h W + b. */
  double[] output(double[] theta, double[] h) {
    double[] z = logits(theta, h);
    if (!head.labels().classes()) {
      return z;
    }
    double log = logSumOfExponentials(z);
    double[] p = new double[z.length];
    for (int j = 0; j < p.length; j++) {
      p[j] = Math.exp(z[j] - log);
    }
    return p;
  }

  /** Cross entropy, or the mean over the outputs of the squared error, each output weighted. */
  double loss(double[] theta, double[] h, double[] y, double[] weights) {
    double[] z = logits(theta, h);
    double logSum = head.labels().classes() ? logSumOfExponentials(z) : 0;
    double loss = 0;
    for (int j = 0; j < z.length; j++) {
      double weight = weights == null ? 1 : weights[j];
      loss +=
          weight
              * (head.labels().classes()
                  ? -y[j] * (z[j] - logSum)
                  : (z[j] - y[j]) * (z[j] - y[j]) / z.length);
    }
    return loss;
  }

  /** By the largest one, whose exponential may be beyond a double. */
  private static double logSumOfExponentials(double[] z) {
    double largest = Arrays.stream(z).max().orElseThrow();
    double sum = 0;
    for (double value : z) {
      sum += Math.exp(value - largest);
    }
    return largest + Math.log(sum);
  }

  private double[] logits(double[] theta, double[] h) {
    if (head.output() == Output.LOSS_LAYER) {
      return h;
    }
    double[] z = new double[head.nOut()];
    for (int j = 0; j < z.length; j++) {
      z[j] = theta[at + nIn * z.length + j];
      for (int k = 0; k < nIn; k++) {
        z[j] += h[k] * theta[at + j * nIn + k];
      }
    }
    return z;
  }
}
