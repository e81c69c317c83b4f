package io.github.tbptt4j.zoo.training;

import io.github.tbptt4j.zoo.training.classify.ClassifierTraining.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Prints a line at every percent of a classifier's training. */
final class ClassifierProgress implements Consumer<Progress> {
  private final long start = System.nanoTime();
  private int percent = -1;

  @Override
  public void accept(Progress progress) {
    int now = (int) (100 * progress.done());
    if (now > percent) {
      percent = now;
      System.out.printf(
          Locale.ROOT,
          "%3d %% %,5d s: loss %.3f%s%n",
          percent,
          elapsed().toSeconds(),
          progress.loss(),
          Double.isNaN(progress.validation())
              ? ""
              : ", validation %.2f %%".formatted(100 * progress.validation()));
    }
  }

  /**
   * Shows how far a training is.
   *
   * @param done part of it, 0 to 1
   * @param loss of the last minibatches, in nats
   */
  void show(double done, double loss) {
    accept(new Progress(done, loss, Double.NaN));
  }

  /** {@return the time since the start} */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
