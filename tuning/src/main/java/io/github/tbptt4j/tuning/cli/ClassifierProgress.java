package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.train.ProgressBars;
import io.github.tbptt4j.zoo.LabelTraining;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import me.tongfei.progressbar.ProgressBar;

/** How far a training is: a bar for people, a line now and then for logs; and its end. */
final class ClassifierProgress implements LabelTraining.Listener, AutoCloseable {
  private static final int STEPS = 1_000;
  private static final double SECONDS = 10; // between lines

  private final PrintWriter log; // null for nothing
  private final ProgressBar bar; // null for lines
  private double told = System.nanoTime() / 1e9;
  private volatile boolean stopped;

  private ClassifierProgress(PrintWriter log, ProgressBar bar) {
    this.log = log;
    this.bar = bar;
  }

  /**
   * Progress from here on.
   *
   * @param log null for nothing
   */
  static ClassifierProgress of(PrintWriter log) {
    boolean forPeople = log != null && System.console() != null;
    return new ClassifierProgress(
        log,
        forPeople
            ? ProgressBars.builder().setTaskName("training").setInitialMax(STEPS).build()
            : null);
  }

  /** Ends the training at its next update. */
  void stop() {
    stopped = true;
  }

  @Override
  public void show(double done, double loss, double validationLoss) {
    if (stopped) {
      throw new CancellationException();
    }
    String losses =
        String.format(Locale.ROOT, "loss %.3f, of others at best %.3f", loss, validationLoss);
    if (bar != null) {
      bar.stepTo((long) (STEPS * done));
      bar.setExtraMessage(" " + losses);
      return;
    }
    double now = System.nanoTime() / 1e9;
    if (log != null && now - told >= SECONDS) {
      told = now;
      log.printf(Locale.ROOT, "%.0f %%, %s%n", 100 * done, losses);
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
