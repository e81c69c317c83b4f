package io.github.tbptt4j;

/**
 * Cuts at random places, without bias: the gradient's mean over the cuts is that of full BPTT
 * ("ARTBP", Tallec and Ollivier 2017, "Unbiasing truncated backpropagation through time").
 *
 * <p>After each step the sequence is cut with the probability {@code c = (alpha - 1) / ((alpha - 2)
 * L0 + t)}, t steps after the last cut, which makes the mean distance of two cuts L0. At a cut
 * there is an update from the steps since the last one. An error that goes back over a place where
 * there could have been a cut and wasn't is divided by {@code 1 - c}: rare long windows make up for
 * the errors that are lost at cuts. The price is variance, the higher the longer the dependencies
 * are in terms of L0: lower the learning rate, or clip (which brings some bias back).
 *
 * <p>The probability of a distance above l falls as {@code l^(1 - alpha)}: windows many times as
 * long as L0 are rare and do come, and take memory for as many steps. Networks with one output a
 * sequence are cut with the constant probability 1/L0. Where a sequence ends or the trainer is
 * flushed there is a cut, whatever the generator says. The generator's state is part of the
 * trainer's checkpoint. A {@link VanishingRegularizer} beside it has its Omega of the windows as
 * they are cut, which is no estimate of the whole sequence's; the loss's part of the gradient stays
 * without bias.
 *
 * @param mean L0, mean number of steps between two cuts and so between two updates, at least 1
 * @param alpha above 2; the larger, the rarer are windows much longer than the mean
 * @param seed of the generator of cuts
 * @serial exclude
 */
public record RandomTruncation(double mean, double alpha, long seed) implements Truncation {
  /** What the authors use for texts. */
  public static final double DEFAULT_ALPHA = 4;

  /**
   * Checks the values.
   *
   * @param mean L0, mean number of steps between two cuts
   * @param alpha of the tail
   * @param seed of the generator of cuts
   * @throws IllegalArgumentException if one is out of its range
   */
  public RandomTruncation {
    if (!(mean >= 1 && mean < Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "mean (" + mean + ") must be at least 1 step, and less than 2^31 - 1.");
    }
    if (!(alpha > 2 && Double.isFinite(alpha))) {
      throw new IllegalArgumentException(
          "alpha (" + alpha + ") must be above 2 and finite: 4 and 6 are usual.");
    }
    if (!Double.isFinite((alpha - 2) * mean)) {
      throw new IllegalArgumentException(
          "alpha (" + alpha + ") is too large for the mean (" + mean + "): 4 and 6 are usual.");
    }
  }

  /**
   * Cuts at random.
   *
   * @param mean mean number of steps between two cuts, at least 1
   * @return the truncation, with {@link #DEFAULT_ALPHA} and seed 0
   * @throws IllegalArgumentException if the mean is out of its range
   */
  public static RandomTruncation of(double mean) {
    return new RandomTruncation(mean, DEFAULT_ALPHA, 0);
  }

  /**
   * The same with another tail.
   *
   * @param other above 2
   * @return the truncation
   * @throws IllegalArgumentException if it is out of its range
   */
  public RandomTruncation withAlpha(double other) {
    return new RandomTruncation(mean, other, seed);
  }

  /**
   * The same with other cuts.
   *
   * @param other of the generator
   * @return the truncation
   */
  public RandomTruncation withSeed(long other) {
    return new RandomTruncation(mean, alpha, other);
  }

  /**
   * The probability of a cut.
   *
   * @param steps since the last cut, at least 1
   * @return c, above 0 and at most 1
   */
  public double cutProbability(long steps) {
    return (alpha - 1) / ((alpha - 2) * mean + steps);
  }

  /** {@return the form that {@link Truncation#parse} reads} */
  @Override
  public String toString() {
    return "random:mean=" + mean + ",alpha=" + alpha + ",seed=" + seed;
  }
}
