package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.FitReport;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** What a person sees while training; nothing if it is off. */
public abstract class TrainingProgress implements AutoCloseable {
  private TrainingProgress() {}

  /**
   * A display.
   *
   * @param shown whether there is anything to see
   * @return the display
   */
  public static TrainingProgress of(boolean shown) {
    return shown ? new Bar() : new None();
  }

  /**
   * An epoch begins.
   *
   * @param epoch its number from 1
   * @param epochs how many there are
   */
  public abstract void epoch(int epoch, int epochs);

  /**
   * A window was run.
   *
   * @param window its report
   */
  public abstract void window(FitReport window);

  @Override
  public abstract void close();

  private static final class None extends TrainingProgress {
    @Override
    public void epoch(int epoch, int epochs) {}

    @Override
    public void window(FitReport window) {}

    @Override
    public void close() {}
  }

  private static final class Bar extends TrainingProgress {
    // On a terminal a line that renews itself; elsewhere, in a log file say, a line now and then.
    private static final int TERMINAL_MILLIS = 250;
    private static final int LOG_MILLIS = 10_000;
    // Weight of the past in the loss shown: an average over about the last 50 updates.
    private static final double SMOOTHING = 0.98;

    private ProgressBar bar;
    private long stepsOfEpochBefore = -1; // the bar's end; unknown in the first epoch
    private double loss = Double.NaN;
    private double norm = Double.NaN;

    @Override
    public void epoch(int epoch, int epochs) {
      close();
      bar =
          ProgressBars.builder()
              .setTaskName("epoch " + epoch + "/" + epochs)
              .setInitialMax(stepsOfEpochBefore)
              .setUnit(" steps", 1)
              .showSpeed()
              .hideEta()
              .setUpdateIntervalMillis(System.console() == null ? LOG_MILLIS : TERMINAL_MILLIS)
              .build();
    }

    @Override
    public void window(FitReport window) {
      if (Double.isFinite(window.loss())) {
        loss =
            Double.isNaN(loss) ? window.loss() : SMOOTHING * loss + (1 - SMOOTHING) * window.loss();
      }
      if (window.emptyWindows() == 0) {
        norm = window.lastGradientNorm();
      }
      bar.stepBy(window.timeSteps());
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f, norm %.3g", loss, norm));
    }

    @Override
    public void close() {
      if (bar != null) {
        stepsOfEpochBefore = bar.getCurrent();
        bar.close();
        bar = null;
      }
    }
  }
}
