package io.github.tbptt4j;

/**
 * As far back as the gradient is seen to go (Aicher, Foti and Fox 2019, "Adaptively truncating
 * backpropagation through time to control gradient bias").
 *
 * <p>Every k1 steps there is an update, from a window of K + k1 steps, so that each loss reaches at
 * least K steps back of its own (and at most K + k1 - 1). Now and then the trainer measures on the
 * stream that it trains on how much of the gradient is left k steps back, {@code phi_k = mean
 * ||dL_s/dh_{s-k}||}, for k = 0..kMax, fits the rate at which it decays, and takes the smallest K
 * from kMin to kMax at which the relative bias of the gradient, estimated as {@code delta(K) =
 * E(K)/(||g_K|| - E(K))}, is below delta; kMax where none is. Of the last eight measurements the
 * largest K holds: they are noisy, and a K that is too small unlearns what was learned. Until the
 * first measurement K is kMax. {@link io.github.tbptt4j.diagnostics.GradientFlow} measures the same
 * by hand.
 *
 * <p>Measuring costs what {@code cost} allows: the trainer counts the time steps that updates and
 * measurements go over, not seconds, so that a training can be repeated and resumed to the last
 * bit. {@link FitReport#choices()} tells what was chosen, and when.
 *
 * @param k1 steps between two updates, at least 1
 * @param kMin smallest number of steps that each loss reaches back, at least 1
 * @param kMax largest such number, at least kMin; the trainer keeps up to kMax + 64 steps of data
 *     more than k1
 * @param delta largest relative bias, above 0 and below 1
 * @param cost largest share of the work that measuring may take, above 0 and below 1
 * @serial exclude
 */
public record AdaptiveTruncation(int k1, int kMin, int kMax, double delta, double cost)
    implements Truncation {
  private static final int MOST_STEPS = 1 << 30;

  /** Share of the work that measuring takes by default. */
  public static final double DEFAULT_COST = 0.05;

  /** Relative bias that is allowed by default. */
  public static final double DEFAULT_DELTA = 0.1;

  /**
   * Checks the values.
   *
   * @param k1 steps between two updates
   * @param kMin smallest number of steps that each loss reaches back
   * @param kMax largest such number
   * @param delta largest relative bias
   * @param cost largest share of the work that measuring may take
   * @throws IllegalArgumentException if one is out of its range
   */
  public AdaptiveTruncation {
    requireAtLeastOne("k1", k1);
    requireAtLeastOne("kMin", kMin);
    if (kMax < kMin) {
      throw new IllegalArgumentException(
          "kMax (" + kMax + ") must be at least kMin (" + kMin + ").");
    }
    if (k1 > MOST_STEPS || kMax > MOST_STEPS) {
      throw new IllegalArgumentException(
          "k1 (" + k1 + ") and kMax (" + kMax + ") must be at most 2^30 = " + MOST_STEPS + ".");
    }
    requireShare("delta", delta);
    requireShare("cost", cost);
  }

  /**
   * Each loss reaches K steps back, kMin to kMax, as its bias demands.
   *
   * @param k1 steps between two updates, at least 1
   * @param kMin smallest K, at least 1
   * @param kMax largest K, at least kMin
   * @param delta largest relative bias, above 0 and below 1
   * @return the truncation, with measurements at {@link #DEFAULT_COST}
   * @throws IllegalArgumentException if a value is out of its range
   */
  public static AdaptiveTruncation of(int k1, int kMin, int kMax, double delta) {
    return new AdaptiveTruncation(k1, kMin, kMax, delta, DEFAULT_COST);
  }

  /**
   * The same with another bound on what measuring costs.
   *
   * @param share of the work, above 0 and below 1
   * @return the truncation
   * @throws IllegalArgumentException if the share is out of its range
   */
  public AdaptiveTruncation withCost(double share) {
    return new AdaptiveTruncation(k1, kMin, kMax, delta, share);
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(name + " (" + value + ") must be above 0 and below 1.");
    }
  }

  /** {@return the form that {@link Truncation#parse} reads} */
  @Override
  public String toString() {
    return "adaptive:k1="
        + k1
        + ",min="
        + kMin
        + ",max="
        + kMax
        + ",delta="
        + delta
        + ",cost="
        + cost;
  }
}
