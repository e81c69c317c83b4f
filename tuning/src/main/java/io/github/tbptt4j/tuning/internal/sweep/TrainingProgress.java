package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.internal.train.ProgressBars;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.data.Metric;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;

/** What a person sees of a single training, on standard error: its epochs. */
final class TrainingProgress extends SweepProgress {
  private static final long LINE_NANOS = 1_000_000_000L;

  private final TrainingLimits limits;
  private final Metric metric;
  private final ProgressBar bar; // null where lines go to a file
  private final long start = System.nanoTime();
  private long lastLine = start - LINE_NANOS;
  private int firstEpoch;
  private CurvePoint best;
  private int withoutBetter;

  TrainingProgress(SweepSettings sweep, Collection<CandidateResult> before) {
    super(sweep.data().metric(), before);
    limits = sweep.limits();
    metric = sweep.data().metric();
    bar =
        System.console() == null || limits.epochs() == Integer.MAX_VALUE
            ? null
            : ProgressBars.builder().setTaskName("train").setInitialMax(limits.epochs()).build();
  }

  @Override
  synchronized void evaluated(CurvePoint point) {
    if (firstEpoch == 0) {
      firstEpoch = point.epoch();
    }
    if (point.validationScore() != null
        && (best == null || metric.isBetter(point.validationScore(), best.validationScore()))) {
      best = point;
      withoutBetter = 0;
    } else {
      withoutBetter++;
    }
    if (bar != null) {
      bar.stepTo(point.epoch());
      bar.setExtraMessage(" " + scores(point));
      return;
    }
    long now = System.nanoTime();
    if (now - lastLine >= LINE_NANOS) {
      lastLine = now;
      System.err.println("epoch " + epoch(point) + ": " + scores(point) + timeLeft(point, now));
    }
  }

  private String epoch(CurvePoint point) {
    return limits.epochs() == Integer.MAX_VALUE
        ? "" + point.epoch()
        : point.epoch() + "/" + limits.epochs();
  }

  private String scores(CurvePoint point) {
    String now = point.validationScore() == null ? "not finite" : number(point.validationScore());
    String text = "validation " + now + " " + metric.name();
    if (best != null) {
      text += ", best " + number(best.validationScore()) + " (epoch " + best.epoch() + ")";
    }
    return limits.patience() == Integer.MAX_VALUE
        ? text
        : text + ", stops after " + (limits.patience() - withoutBetter) + " more without a better";
  }

  private static String number(double score) {
    return String.format(Locale.ROOT, "%.5g", score);
  }

  /** An estimate from the epochs so far; an early stop makes it shorter. */
  private String timeLeft(CurvePoint point, long now) {
    int done = point.epoch() - firstEpoch + 1;
    if (limits.epochs() == Integer.MAX_VALUE) {
      return "";
    }
    Duration left = Duration.ofNanos((now - start) / done * (limits.epochs() - point.epoch()));
    if (limits.time() != null) {
      Duration most = limits.time().minusNanos(now - start);
      left = most.compareTo(left) < 0 ? most : left;
    }
    return left.isNegative() ? "" : "; at most " + shortly(left) + " left";
  }

  @Override
  void show(CandidateResult result) {
    if (bar == null && best != null) {
      System.err.println(
          String.format(
              Locale.ROOT,
              "trained in %.1f s, %d epochs; best validation %s %s (epoch %d)",
              result.trainingSeconds() + result.evaluationSeconds(),
              result.epochs(),
              number(best.validationScore()),
              metric.name(),
              best.epoch()));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
