package io.github.tbptt4j.examples;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Shows how far the training is: a bar on a terminal, plain lines elsewhere. */
interface ProgressDisplay extends AutoCloseable {
  /**
   * Shows the present state.
   *
   * @param spent time spent
   * @param message what to say about it
   */
  void show(Duration spent, String message);

  @Override
  default void close() {}

  /** {@return a display of a task that takes this much time} */
  static ProgressDisplay of(Duration budget) {
    return isTerminal() ? bar(budget) : lines(budget);
  }

  /** {@return one line for every twelfth of the budget} */
  static ProgressDisplay lines(Duration budget) {
    return new ProgressDisplay() {
      private Duration next = Duration.ZERO;

      @Override
      public void show(Duration spent, String message) {
        if (spent.compareTo(next) >= 0) {
          System.out.printf("%4d s of %d s: %s%n", spent.toSeconds(), budget.toSeconds(), message);
          next = spent.plus(budget.dividedBy(12));
        }
      }
    };
  }

  private static ProgressDisplay bar(Duration budget) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("Reading")
            .setInitialMax(budget.toSeconds())
            .setUnit(" s", 1)
            .hideEta()
            .build();
    return new ProgressDisplay() {
      @Override
      public void show(Duration spent, String message) {
        bar.stepTo(Math.min(spent.toSeconds(), budget.toSeconds()));
        bar.setExtraMessage(" " + message);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }

  private static boolean isTerminal() {
    return System.console() != null && !"dumb".equals(System.getenv("TERM"));
  }
}
