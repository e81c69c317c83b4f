package io.github.tbptt4j.examples;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how far the training is: a bar on a terminal, plain lines elsewhere. */
interface ProgressDisplay extends AutoCloseable {
  /**
   * Shows the present state.
   *
   * @param percent how much of the training is done
   * @param message what to say about it
   */
  void show(int percent, String message);

  @Override
  default void close() {}

  /** {@return a bar where there is a terminal to draw it on, else plain lines} */
  static ProgressDisplay create() {
    return System.console() == null || "dumb".equals(System.getenv("TERM")) ? lines() : new Bar();
  }

  /** {@return one line for every five percent} */
  static ProgressDisplay lines() {
    return (percent, message) -> {
      if (percent == 1 || percent % 5 == 0) {
        System.out.printf("%3d %% %s%n", percent, message);
      }
    };
  }

  /** A progress bar. */
  final class Bar implements ProgressDisplay {
    private final ProgressBar bar =
        new ProgressBarBuilder().setTaskName("Reading").setInitialMax(100).setUnit(" %", 1).build();

    @Override
    public void show(int percent, String message) {
      bar.stepTo(percent);
      bar.setExtraMessage(message);
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
