package io.github.tbptt4j;

/**
 * What an {@link AdaptiveTruncation} chose, and why.
 *
 * @param iteration the network's iteration count when it was chosen
 * @param k steps that each loss reaches back at least from then on
 * @param relativeBias what was estimated of the gradient's relative bias at this k; infinite where
 *     the gradient doesn't decay, or is less than its bias might be
 * @param decay beta, the factor by which the gradient shrinks with each step back; 1 and more where
 *     it doesn't; NaN where there is no gradient to fit it to
 */
public record TruncationChoice(int iteration, int k, double relativeBias, double decay) {}
