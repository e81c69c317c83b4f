package io.github.tbptt4j.internal.threads;

/**
 * How long a thread looks around before it sleeps: waking one on a virtual processor takes some 0.1
 * ms, as long as a whole part of a small layer.
 *
 * @param spinNanos at first by spinning
 * @param yieldNanos from the beginning on, by yielding to whoever else is there
 */
record Patience(long spinNanos, long yieldNanos) {
  static final Patience USUAL = new Patience(30_000, 300_000);

  /**
   * Passes a moment.
   *
   * @param since when the wait began, in {@link System#nanoTime}
   * @return false when it is time to sleep
   */
  boolean lookAround(long since) {
    long waited = System.nanoTime() - since;
    if (waited > yieldNanos) {
      return false;
    }
    if (waited > spinNanos) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
    return true;
  }
}
