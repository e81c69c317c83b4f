package io.github.tbptt4j.internal.train;

import java.util.function.DoubleConsumer;
import me.tongfei.progressbar.ProgressBar;

/** How far losses are followed back, as a bar on standard error. */
final class FlowProgress implements DoubleConsumer, AutoCloseable {
  private final int losses;
  private final ProgressBar bar;

  FlowProgress(int losses) {
    this.losses = losses;
    bar =
        ProgressBars.builder()
            .setTaskName("back")
            .setUnit(" losses", 1)
            .setInitialMax(losses)
            .build();
  }

  @Override
  public void accept(double part) {
    bar.stepTo(Math.round(losses * part));
  }

  @Override
  public void close() {
    bar.close();
  }
}
