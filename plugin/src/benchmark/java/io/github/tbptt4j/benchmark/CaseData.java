package io.github.tbptt4j.benchmark;

import java.util.SplittableRandom;

/**
 * Weights, inputs and errors of a case: the same numbers for every peer. Arrays are row-major.
 *
 * @param w [nIn, nOut]
 * @param rw [nOut, nOut]
 * @param b [nOut]
 * @param v [nOut, nIn], weights of the output layer
 * @param c [nIn], its biases
 * @param x [T, B, nIn]
 * @param error [T, B, nOut], dLoss/dh
 * @param symbols [T + 1, B]: a language model reads the first T and learns the last T
 */
record CaseData(
    float[] w,
    float[] rw,
    float[] b,
    float[] v,
    float[] c,
    float[] x,
    float[] error,
    int[] symbols) {

  /** Steps that the results of an inference case are compared over. */
  static final int INFERENCE_STEPS = 5;

  /** Rate of the SGD update. */
  static final float LEARNING_RATE = 0.01f;

  static CaseData of(Case one) {
    SplittableRandom random = new SplittableRandom(7);
    int n = one.nOut();
    double scale = 1 / Math.sqrt(n);
    int positions = one.steps() * one.minibatch();
    return new CaseData(
        uniform(random, one.nIn() * n, scale),
        uniform(random, n * n, scale),
        uniform(random, n, scale),
        uniform(random, n * one.nIn(), scale),
        uniform(random, one.nIn(), scale),
        uniform(random, positions * one.nIn(), 1),
        uniform(random, positions * n, 1.0 / one.steps()),
        random.ints(positions + one.minibatch(), 0, one.nIn()).toArray());
  }

  private static float[] uniform(SplittableRandom random, int count, double bound) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  /** {@return symbols as one-hot vectors, [count, size]} */
  static float[] oneHot(int[] symbols, int from, int count, int size) {
    float[] rows = new float[count * size];
    for (int i = 0; i < count; i++) {
      rows[i * size + symbols[from + i]] = 1;
    }
    return rows;
  }
}
