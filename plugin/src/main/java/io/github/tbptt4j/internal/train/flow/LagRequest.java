package io.github.tbptt4j.internal.train.flow;

/**
 * What is to be measured.
 *
 * @param losses which losses, at least one
 * @param lags K, the largest lag, at least 0; no more than the steps before the last loss
 * @param depths k2s for which the kept gradient is wanted, ascending, the last one K+1; empty where
 *     nobody asks, which saves about half of the work
 */
public record LagRequest(LossRows losses, int lags, int[] depths) {
  private static final int[] NONE = {};

  /** Norms by lag only. */
  public static LagRequest ofNorms(LossRows losses, int lags) {
    return new LagRequest(losses, lags, NONE);
  }
}
