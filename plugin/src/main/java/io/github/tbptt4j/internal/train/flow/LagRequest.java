package io.github.tbptt4j.internal.train.flow;

import java.util.stream.IntStream;

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

  /**
   * Each k2 from 1 to K+1, or where that is too many, a geometric series of them.
   *
   * @param lags K
   * @param most how many at most, at least 2
   * @return k2s, ascending, K+1 the last
   */
  public static int[] depths(int lags, int most) {
    if (lags < most) {
      return IntStream.rangeClosed(1, lags + 1).toArray();
    }
    return IntStream.range(0, most)
        .map(i -> (int) Math.round(Math.pow(lags + 1, i / (most - 1.0))))
        .distinct()
        .toArray();
  }
}
