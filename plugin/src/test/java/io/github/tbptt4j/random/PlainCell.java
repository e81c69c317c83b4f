package io.github.tbptt4j.random;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A recurrent layer's equations for one example, in plain loops. Parameters are DL4J's vector, each
 * matrix in column-major order.
 */
sealed interface PlainCell {
  int nOut();

  /** Parameters of the cell. */
  int size();

  double[] zero();

  /**
   * The next state, which begins with h_t.
   *
   * @param theta all parameters of the network
   * @param at where the cell's begin
   */
  double[] next(double[] theta, int at, double[] x, double[] state, double mask);

  /** h_t = m_t f(x_t W + h_{t-1} RW + b): VanillaRnn and SimpleRnn. */
  record Simple(int nIn, int nOut, DoubleUnaryOperator f) implements PlainCell {
    @Override
    public int size() {
      return nOut * (nIn + nOut + 1);
    }

    @Override
    public double[] zero() {
      return new double[nOut];
    }

    @Override
    public double[] next(double[] theta, int at, double[] x, double[] state, double mask) {
      double[] h = new double[nOut];
      for (int j = 0; j < nOut; j++) {
        h[j] = mask * f.applyAsDouble(z(theta, at, x, state, j, nIn, nOut, nOut));
      }
      return h;
    }
  }

  /** DL4J's LSTM: columns for the new content, the gates to forget, for output and for input. */
  record Lstm(int nIn, int nOut) implements PlainCell {
    @Override
    public int size() {
      return 4 * nOut * (nIn + nOut + 1);
    }

    @Override
    public double[] zero() {
      return new double[2 * nOut]; // h and the memory
    }

    @Override
    public double[] next(double[] theta, int at, double[] x, double[] state, double mask) {
      double[] h = Arrays.copyOf(state, nOut);
      double[] next = new double[2 * nOut];
      for (int j = 0; j < nOut; j++) {
        double content = Math.tanh(z(theta, at, x, h, j, nIn, nOut, 4 * nOut));
        double forget = sigmoid(z(theta, at, x, h, nOut + j, nIn, nOut, 4 * nOut));
        double output = sigmoid(z(theta, at, x, h, 2 * nOut + j, nIn, nOut, 4 * nOut));
        double input = sigmoid(z(theta, at, x, h, 3 * nOut + j, nIn, nOut, 4 * nOut));
        next[nOut + j] = forget * state[nOut + j] + input * content;
        next[j] = output * Math.tanh(next[nOut + j]);
      }
      return next; // it knows no mask
    }

    private static double sigmoid(double z) {
      return 1 / (1 + Math.exp(-z));
    }
  }

  /** Column j of x W + h RW + b. */
  private static double z(
      double[] theta, int at, double[] x, double[] h, int j, int nIn, int nOut, int columns) {
    int rw = at + nIn * columns;
    double z = theta[rw + nOut * columns + j];
    for (int k = 0; k < nIn; k++) {
      z += x[k] * theta[at + j * nIn + k];
    }
    for (int k = 0; k < nOut; k++) {
      z += h[k] * theta[rw + j * nOut + k];
    }
    return z;
  }
}
