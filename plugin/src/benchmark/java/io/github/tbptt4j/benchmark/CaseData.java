package io.github.tbptt4j.benchmark;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Weights, inputs and errors of a case: the same numbers for every peer. Arrays are row-major. */
final class CaseData {
  /** Steps that the results of an inference case are compared over. */
  static final int INFERENCE_STEPS = 5;

  /** Of a trainer's case, results are compared over so many: the second goes on after the first. */
  static final int COMPARED_MINIBATCHES = 2;

  /** Rate of the SGD update. */
  static final float LEARNING_RATE = 0.01f;

  /** Largest norm of the gradient over all parameters of a trainer's case; each is larger. */
  static final double CLIP_NORM = 0.2;

  static final double ADAM_RATE = 1e-3;
  static final double ADAM_BETA1 = 0.9;
  static final double ADAM_BETA2 = 0.999;
  static final double ADAM_EPSILON = 1e-8;

  private final Case one;
  private final SplittableRandom random = new SplittableRandom(7);
  private final float[] w;
  private final float[] rw;
  private final float[] b;
  private final float[] v;
  private final float[] c;
  private final float[] x;
  private final float[] error;
  private final int[] symbols;

  private CaseData(Case one) {
    this.one = one;
    int n = one.nOut();
    double scale = 1 / Math.sqrt(n);
    int positions = one.steps() * one.minibatch();
    w = uniform(one.nIn() * n, scale);
    rw = uniform(n * n, scale);
    b = uniform(n, scale);
    v = uniform(n * one.nIn(), scale);
    c = uniform(one.nIn(), scale);
    x = uniform(positions * one.nIn(), 1);
    error = uniform(positions * n, 1.0 / one.steps());
    symbols = random.ints(positions + one.minibatch(), 0, one.nIn()).toArray();
  }

  static CaseData of(Case one) {
    return new CaseData(one);
  }

  /** [nIn, nOut]. */
  float[] w() {
    return w;
  }

  /** [nOut, nOut]. */
  float[] rw() {
    return rw;
  }

  /** [nOut]. */
  float[] b() {
    return b;
  }

  /** [nOut, nIn], the weights of the output layer. */
  float[] v() {
    return v;
  }

  /** [nIn], the biases of the output layer. */
  float[] c() {
    return c;
  }

  /** [T, B, nIn]. */
  float[] x() {
    return x;
  }

  /** [T, B, nOut], dLoss/dh. */
  float[] error() {
    return error;
  }

  /** [T, B], what a language model reads. */
  int[] symbols() {
    return Arrays.copyOf(symbols, symbols.length - one.minibatch());
  }

  /** [T, B], what it learns: the next ones. */
  int[] nextSymbols() {
    return Arrays.copyOfRange(symbols, one.minibatch(), symbols.length);
  }

  private float[] uniform(int count, double bound) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  /** {@return symbols as one-hot vectors, [count, size]} */
  static float[] oneHot(int size, int... symbols) {
    float[] rows = new float[symbols.length * size];
    for (int i = 0; i < symbols.length; i++) {
      rows[i * size + symbols[i]] = 1;
    }
    return rows;
  }
}
