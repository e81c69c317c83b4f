package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.train.ProgressBars;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** How far trainings are, side by side: a bar for people, a line each for logs. */
final class TaskProgress implements AutoCloseable {
  private static final int PARTS = 1000; // of a training

  private final PrintWriter log; // null for nothing
  private final int trainings;
  private final long start = System.nanoTime();
  private final ProgressBar bar; // null for lines
  private double done;
  private int finished;

  TaskProgress(PrintWriter log, int trainings) {
    this.log = log;
    this.trainings = trainings;
    bar =
        log == null || System.console() == null
            ? null
            : ProgressBars.builder()
                .setTaskName("trainings")
                .setUnit("", PARTS)
                .setInitialMax((long) trainings * PARTS)
                .build();
  }

  /** More of the work is done; in trainings. */
  synchronized void advance(double trainings) {
    done += trainings;
    if (bar != null) {
      bar.stepTo(Math.round(done * PARTS));
    }
  }

  synchronized void finished(String what) {
    finished++;
    if (bar != null) {
      bar.setExtraMessage(" " + what);
    } else if (log != null) {
      double seconds = (System.nanoTime() - start) / 1e9;
      log.printf(
          Locale.ROOT,
          "%d/%d  %s; about %.0f s left%n",
          finished,
          trainings,
          what,
          seconds / done * (trainings - done));
      log.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
