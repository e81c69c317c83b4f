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

  /** {@return each k2 from 1 to K+1} */
  public static int[] allDepths(int lags) {
    return IntStream.rangeClosed(1, lags + 1).toArray();
  }

  /** {@return k2s from 1 to K+1, each a quarter larger than the one before} */
  public static int[] someDepths(int lags) {
    return IntStream.concat(
            IntStream.iterate(1, k2 -> k2 <= lags, k2 -> Math.max(k2 + 1, k2 * 5 / 4)),
            IntStream.of(lags + 1))
        .toArray();
  }
}
