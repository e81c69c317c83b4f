package io.github.tbptt4j.internal.kernel.cpu;

/** Activations over ranges of arrays in double precision, by Java's own functions. */
final class DoubleActivations {
  private DoubleActivations() {}

  static void tanh(double[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      z[i] = Math.tanh(z[i]);
    }
  }

  static void sigmoid(double[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      z[i] = 1.0 / (1.0 + Math.exp(-z[i]));
    }
  }

  static void relu(double[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      z[i] = Math.max(0, z[i]);
    }
  }
}
