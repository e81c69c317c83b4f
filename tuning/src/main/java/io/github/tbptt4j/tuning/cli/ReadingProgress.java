package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.train.ProgressBars;
import io.github.tbptt4j.tuning.table.TableReader;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** How far large files are read, on standard error; nothing where that takes a moment only. */
final class ReadingProgress implements TableReader.Progress {
  private static final long LARGE = 64L << 20;
  private static final long MEBI = 1 << 20;
  private static final int PARTS = 10;

  private final boolean forPeople = System.console() != null;
  private ProgressBar bar;
  private long told;

  @Override
  public void read(long bytes, long total) {
    if (total < LARGE) {
      return;
    }
    if (bytes < told) {
      told = 0; // files are read twice
    }
    if (forPeople) {
      show(bytes, total);
    } else if (bytes - told >= total / PARTS) {
      told = bytes;
      System.err.printf(Locale.ROOT, "read %d of %d MB%n", bytes / MEBI, total / MEBI);
    }
  }

  private void show(long bytes, long total) {
    if (bar == null) {
      bar =
          ProgressBars.builder()
              .setTaskName("reading")
              .setUnit(" MB", MEBI)
              .setInitialMax(total)
              .build();
    }
    if (bytes - told >= MEBI || bytes == total) {
      told = bytes;
      bar.stepTo(bytes);
    }
    if (bytes == total) {
      bar.close();
      bar = null;
      told = 0;
    }
  }
}
