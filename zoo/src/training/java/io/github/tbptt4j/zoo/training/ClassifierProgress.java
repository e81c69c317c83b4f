package io.github.tbptt4j.zoo.training;

import java.time.Duration;
import java.util.Locale;

/** Prints a line at every percent of a classifier's training. */
final class ClassifierProgress {
  private final long start = System.nanoTime();
  private int percent = -1;

  /**
   * Shows how far a training is.
   *
   * @param done part of it, 0 to 1
   * @param loss of the last minibatches, in nats
   */
  void show(double done, double loss) {
    int now = (int) (100 * done);
    if (now > percent) {
      percent = now;
      System.out.printf(
          Locale.ROOT, "%3d %% %,5d s: loss %.3f%n", percent, elapsed().toSeconds(), loss);
    }
  }

  /** {@return the time since the start} */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
