package io.github.tbptt4j.examples;

import java.time.Duration;

/** How long training goes on. */
interface Budget {
  /**
   * Says how much is spent.
   *
   * @param updates updates done since the budget was made
   * @return 0 at the beginning, 1 or more when training is over
   */
  double spent(int updates);

  /** {@return a budget of wall-clock time, from now on: the faster the machine the more updates} */
  static Budget ofTime(Duration duration) {
    long start = System.nanoTime();
    return updates -> (double) (System.nanoTime() - start) / duration.toNanos();
  }

  /** {@return a budget of updates, which gives the same network on every machine} */
  static Budget ofUpdates(int limit) {
    return updates -> (double) updates / limit;
  }
}
