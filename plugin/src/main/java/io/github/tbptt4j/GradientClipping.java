package io.github.tbptt4j;

/**
 * What a {@link VanillaRnn} clips, as a value: for code that chooses it, such as a sweep. One
 * clipping at a time. The norm over the whole network is {@link GlobalNormClipping}'s.
 *
 * @param kind what is clipped
 * @param threshold where; positive and finite, unused for {@link Kind#NONE}
 */
public record GradientClipping(Kind kind, double threshold) {

  /** What is clipped. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** Each element of the layer's parameter gradient. */
    VALUE,
    /** The L2 norm of the layer's parameter gradient. */
    NORM,
    /** Each element of the error at each time step. */
    ERROR_PER_TIME_STEP
  }

  /**
   * Checks the threshold.
   *
   * @param kind what is clipped
   * @param threshold where
   * @throws IllegalArgumentException if it isn't positive and finite where it is used
   */
  public GradientClipping {
    if (kind != Kind.NONE && (!(threshold > 0.0) || Double.isInfinite(threshold))) {
      throw new IllegalArgumentException(
          "threshold (" + threshold + ") must be positive and finite; use none() for no clipping.");
    }
  }

  /** {@return no clipping, the default} */
  public static GradientClipping none() {
    return new GradientClipping(Kind.NONE, Double.POSITIVE_INFINITY);
  }

  /**
   * See {@link VanillaRnn.Builder#clipGradientValue(double)}.
   *
   * @param threshold positive and finite
   * @return the clipping
   */
  public static GradientClipping byValue(double threshold) {
    return new GradientClipping(Kind.VALUE, threshold);
  }

  /**
   * See {@link VanillaRnn.Builder#clipGradientNorm(double)}.
   *
   * @param threshold positive and finite
   * @return the clipping
   */
  public static GradientClipping byNorm(double threshold) {
    return new GradientClipping(Kind.NORM, threshold);
  }

  /**
   * See {@link VanillaRnn.Builder#clipErrorPerTimeStep(double)}.
   *
   * @param bound positive and finite
   * @return the clipping
   */
  public static GradientClipping errorPerTimeStep(double bound) {
    return new GradientClipping(Kind.ERROR_PER_TIME_STEP, bound);
  }
}
