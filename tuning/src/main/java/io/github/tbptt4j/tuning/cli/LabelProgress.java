package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.train.ProgressBars;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/**
 * How many lines have their labels: a bar for people, a line now and then for logs, nothing where
 * the labels themselves appear in a terminal.
 */
final class LabelProgress implements AutoCloseable {
  private static final double SECONDS = 10; // between lines
  private static final long KIBI = 1 << 10;

  private final PrintWriter log; // null for nothing
  private final ProgressBar bar; // null for lines
  private final long total; // bytes; -1 if that isn't known
  private final long start = System.nanoTime();
  private double told;
  private long lines;
  private long bytes;

  private LabelProgress(PrintWriter log, ProgressBar bar, long total) {
    this.log = log;
    this.bar = bar;
    this.total = total;
  }

  /**
   * Progress from here on.
   *
   * @param log null for nothing
   * @param total bytes; -1 if that isn't known
   * @param toFile whether labels go to a file
   */
  static LabelProgress of(PrintWriter log, long total, boolean toFile) {
    boolean forPeople = System.console() != null;
    if (log == null || (forPeople && !toFile)) {
      return new LabelProgress(null, null, total);
    }
    ProgressBar bar =
        forPeople
            ? ProgressBars.builder()
                .setTaskName("texts")
                .setUnit(" kB", KIBI)
                .setInitialMax(total)
                .build()
            : null;
    return new LabelProgress(log, bar, total);
  }

  /** More lines have their labels. */
  void advance(long lines, long bytes) {
    this.lines += lines;
    this.bytes += bytes;
    if (bar != null) {
      bar.stepTo(this.bytes);
      bar.setExtraMessage(String.format(Locale.ROOT, " %,d lines", this.lines));
      return;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (log != null && seconds - told >= SECONDS) {
      told = seconds;
      String part = total > 0 ? ", %.0f %%".formatted(100.0 * this.bytes / total) : "";
      log.printf(
          Locale.ROOT, "%,d lines, %,.0f a second%s%n", this.lines, this.lines / seconds, part);
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
