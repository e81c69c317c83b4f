package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.StepActivation;

/**
 * Activations in single precision, in place over z[from, to). Loops are plain enough for C2 to
 * vectorise them: no branches, no library calls; sigmoid and softmax call Math.exp and are not.
 */
public final class FloatActivations {
  // tanh(x/2) = (x/2) P(x^2) / Q(x^2), a minimax fit on |x| <= 9.1 of the relative error of tanh x
  // = 2t/(1+t^2) (7.6e-9). R = (Q - P) / x^2.
  private static final float P1 = 0.02977377382131594f;
  private static final float P2 = 0.00011425294356077921f;
  private static final float Q1 = 0.11310707214826456f;
  private static final float Q2 = 0.0012065456781306769f;
  private static final float Q3 = 1.2289739426809077e-06f;
  private static final float R1 = 0.08333329832694862f; // of Q1 - P1 before rounding
  private static final float R2 = 0.0010922927345698977f;
  private static final float R3 = Q3;

  /** From here on tanh rounds to 1. */
  private static final float TANH_BOUND = 9.4f;

  private FloatActivations() {}

  /**
   * z = f(z).
   *
   * @param f activation
   * @param z values
   * @param from first index
   * @param to index after the last
   */
  public static void apply(StepActivation f, float[] z, int from, int to) {
    switch (f) {
      case TANH -> tanh(z, from, to);
      case SIGMOID -> sigmoid(z, from, to);
      case RELU -> relu(z, from, to);
      case IDENTITY -> {}
      case OTHER -> throw new IllegalArgumentException("Only DL4J's own object computes it.");
    }
  }

  /**
   * delta = f'(z) e, all by the same index: so C2 vectorises these loops.
   *
   * @param f activation
   * @param error e
   * @param h f(z), from which f' is known
   * @param delta written; may be the error's array
   * @param from first index
   * @param to index after the last
   */
  public static void timesSlope(
      StepActivation f, float[] error, float[] h, float[] delta, int from, int to) {
    switch (f) {
      case TANH -> timesTanhSlope(error, h, delta, from, to);
      case SIGMOID -> timesSigmoidSlope(error, h, delta, from, to);
      case RELU -> timesReluSlope(error, h, delta, from, to);
      case IDENTITY -> System.arraycopy(error, from, delta, from, to - from);
      case OTHER -> throw new IllegalArgumentException("Only DL4J's own object computes it.");
    }
  }

  private static void timesTanhSlope(float[] error, float[] h, float[] delta, int from, int to) {
    for (int i = from; i < to; i++) {
      delta[i] = error[i] * (1 - h[i] * h[i]);
    }
  }

  private static void timesSigmoidSlope(float[] error, float[] h, float[] delta, int from, int to) {
    for (int i = from; i < to; i++) {
      delta[i] = error[i] * (h[i] * (1 - h[i]));
    }
  }

  private static void timesReluSlope(float[] error, float[] h, float[] delta, int from, int to) {
    for (int i = from; i < to; i++) {
      delta[i] = h[i] > 0 ? error[i] : 0;
    }
  }

  /**
   * z = tanh z, within 2.5 ulp; never beyond [-1, 1].
   *
   * <p>With t = tanh(x/2) = a/b, 1 - tanh x = (b - a)^2 / (a^2 + b^2) loses nothing where tanh x is
   * near 1, and x - tanh x = x (a^2 + b^2 - PQ) / (a^2 + b^2) loses nothing where it is near x. The
   * smaller of the two numerators is the right one, which saves a branch.
   *
   * @param z values
   * @param from first index
   * @param to index after the last
   */
  public static void tanh(float[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = Math.max(-TANH_BOUND, Math.min(TANH_BOUND, z[i]));
      float u = x * x;
      float p = (P2 * u + P1) * u + 1f;
      float q = ((Q3 * u + Q2) * u + Q1) * u + 1f;
      float r = (R3 * u + R2) * u + R1;
      float a = 0.5f * Math.abs(x) * p;
      float far = (q - a) * (q - a);
      float near = x * u * (q * r + 0.25f * (p * p));
      float nearest = Math.max(-1f, Math.min(1f, x));
      z[i] = nearest - Math.max(-far, Math.min(far, near)) / (q * q + a * a);
    }
  }

  /**
   * z = 1 / (1 + exp(-z)), correctly rounded but for ties.
   *
   * @param z values
   * @param from first index
   * @param to index after the last
   */
  public static void sigmoid(float[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      z[i] = (float) (1.0 / (1.0 + Math.exp(-z[i])));
    }
  }

  /**
   * z = max(0, z).
   *
   * @param z values
   * @param from first index
   * @param to index after the last
   */
  public static void relu(float[] z, int from, int to) {
    for (int i = from; i < to; i++) {
      z[i] = Math.max(0f, z[i]);
    }
  }

  /**
   * z = exp z / sum exp z, without overflow.
   *
   * @param z values
   * @param from first index
   * @param to index after the last
   */
  public static void softmax(float[] z, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = Math.max(max, z[i]);
    }
    double sum = 0.0;
    for (int i = from; i < to; i++) {
      double e = Math.exp((double) z[i] - max);
      z[i] = (float) e;
      sum += e;
    }
    float scale = (float) (1.0 / sum);
    for (int i = from; i < to; i++) {
      z[i] *= scale;
    }
  }
}
