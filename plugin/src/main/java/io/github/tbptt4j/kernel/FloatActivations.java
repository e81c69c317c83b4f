package io.github.tbptt4j.kernel;

/** Activations over ranges of arrays in single precision; C2 vectorises the loops. */
final class FloatActivations {
  // tanh x / x = P(x^2) / Q(x^2), a minimax fit of the relative error (2.1e-8) on |x| <= 9.02,
  // where tanh rounds to 1. Rounding brings the error to at most 7 ulp.
  private static final float BOUND = 9.02f;
  private static final float P1 = 0.13379740715026855f;
  private static final float P2 = 0.003494060132652521f;
  private static final float P3 = 2.0583864170475863e-05f;
  private static final float P4 = 1.3319529479360881e-08f;
  private static final float Q1 = 0.46713054180145264f;
  private static final float Q2 = 0.025871172547340393f;
  private static final float Q3 = 0.00032831329735927284f;
  private static final float Q4 = 7.762222935525642e-07f;

  private FloatActivations() {}

  static void tanh(float[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = Math.max(-BOUND, Math.min(BOUND, z[i]));
      float u = x * x;
      float p = (((P4 * u + P3) * u + P2) * u + P1) * u + 1f;
      float q = (((Q4 * u + Q3) * u + Q2) * u + Q1) * u + 1f;
      z[i] = Math.max(-1f, Math.min(1f, x * p / q));
    }
  }

  static void sigmoid(float[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      z[i] = (float) (1.0 / (1.0 + Math.exp(-z[i])));
    }
  }

  static void relu(float[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      z[i] = Math.max(0, z[i]);
    }
  }
}
