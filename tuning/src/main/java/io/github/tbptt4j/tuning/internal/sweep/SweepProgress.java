package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.internal.train.ProgressBars;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.data.Metric;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;

/** What a person sees of a sweep, on standard error. */
abstract class SweepProgress implements AutoCloseable {
  private static final MathContext DIGITS = new MathContext(4);

  private final Metric metric;
  private final Set<Integer> known = new HashSet<>();
  private CandidateResult best;

  SweepProgress(Metric metric, Collection<CandidateResult> before) {
    this.metric = metric;
    before.forEach(this::keepBest);
    before.forEach(result -> known.add(result.index()));
  }

  static SweepProgress of(
      SweepSettings sweep, Rungs rungs, int planned, Collection<CandidateResult> before) {
    if (!sweep.progress()) {
      return new None(sweep.data().metric(), before);
    }
    if (planned == 1) {
      return new TrainingProgress(sweep, before);
    }
    HalvingPace pace = rungs.none() ? null : new HalvingPace(rungs, planned);
    return System.console() == null
        ? new Lines(sweep.data().metric(), before, planned, pace)
        : new Bar(sweep.data().metric(), before, planned, pace);
  }

  void finished(CandidateResult result) {
    keepBest(result);
    known.add(result.index());
    show(result);
  }

  /** {@return how many candidates have a result; one that goes on after a rung has had one} */
  final int known() {
    return known.size();
  }

  abstract void show(CandidateResult result);

  /** Takes a point of a candidate's learning curve; any thread may. */
  void evaluated(CurvePoint point) {}

  @Override
  public abstract void close();

  private void keepBest(CandidateResult result) {
    if (result.hasScore()
        && (best == null || metric.isBetter(result.validationScore(), best.validationScore()))) {
      best = result;
    }
  }

  final String describeBest() {
    return best == null
        ? "no score yet"
        : String.format(
            Locale.ROOT,
            "best %.4f %s (%s)",
            best.validationScore(),
            metric.name(),
            describe(best.hyperparameters()));
  }

  static String shortly(Duration time) {
    return time.toHours() > 0
        ? time.toHours() + " h " + time.toMinutesPart() + " min"
        : time.toMinutes() > 0
            ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
            : time.toSeconds() + " s";
  }

  private static String describe(Map<String, Object> hyperparameters) {
    return hyperparameters.entrySet().stream()
        .map(entry -> entry.getKey() + " " + shortly(entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** A number that was drawn has 17 digits, of which nobody wants to read more than a few. */
  private static Object shortly(Object value) {
    return value instanceof Double drawn && Double.isFinite(drawn)
        ? new BigDecimal(drawn).round(DIGITS).stripTrailingZeros().toString()
        : value;
  }

  private static final class None extends SweepProgress {
    None(Metric metric, Collection<CandidateResult> before) {
      super(metric, before);
    }

    @Override
    void show(CandidateResult result) {}

    @Override
    public void close() {}
  }

  /** For log files: a line a candidate, and one for each rung that it reaches. */
  static final class Lines extends SweepProgress {
    private final int planned;
    private final HalvingPace pace; // null where each candidate is trained to its end
    private final long start = System.nanoTime();
    private final double before;

    Lines(Metric metric, Collection<CandidateResult> before, int planned, HalvingPace pace) {
      super(metric, before);
      this.planned = planned;
      this.pace = pace;
      if (pace != null) {
        before.forEach(pace::add);
      }
      this.before = share();
      if (!before.isEmpty()) {
        System.err.println(
            "Going on: " + before.size() + " of " + planned + " candidates are there.");
      }
    }

    @Override
    void show(CandidateResult result) {
      if (pace != null) {
        pace.add(result);
      }
      System.err.println(line(result));
    }

    String line(CandidateResult result) {
      return String.format(
          Locale.ROOT,
          "%d/%d%s  %s: %s in %.1f s; %s; %s",
          known(),
          planned,
          pace == null ? "" : " tried, this at " + pace.place(result),
          describe(result.hyperparameters()),
          result.hasScore()
              ? String.format(Locale.ROOT, "%.4f", result.validationScore())
              : result.outcome() + " (" + result.failure() + ")",
          result.trainingSeconds() + result.evaluationSeconds(),
          describeBest(),
          left());
    }

    private double share() {
      return pace == null ? (double) known() / planned : pace.share();
    }

    private String left() {
      double done = share() - before;
      if (done <= 0) {
        return "time left not known";
      }
      long nanos = (long) ((System.nanoTime() - start) / done * (1 - share()));
      return String.format(
          Locale.ROOT,
          "%sabout %s left",
          pace == null ? "" : String.format(Locale.ROOT, "%.0f %% done, ", 100 * share()),
          shortly(Duration.ofNanos(nanos)));
    }

    @Override
    public void close() {}
  }

  private static final class Bar extends SweepProgress {
    private static final int PERCENT = 100;

    private final ProgressBar bar;
    private final HalvingPace pace; // null where each candidate is trained to its end

    Bar(Metric metric, Collection<CandidateResult> before, int planned, HalvingPace pace) {
      super(metric, before);
      this.pace = pace;
      if (pace != null) {
        before.forEach(pace::add);
      }
      bar =
          ProgressBars.builder()
              .setTaskName("sweep")
              .setInitialMax(pace == null ? planned : PERCENT)
              .startsFrom(done(), Duration.ZERO)
              .build();
      bar.setExtraMessage(" " + describeBest());
    }

    private long done() {
      return pace == null ? known() : Math.round(PERCENT * pace.share());
    }

    @Override
    void show(CandidateResult result) {
      if (pace != null) {
        pace.add(result);
      }
      bar.stepTo(done());
      bar.setExtraMessage((pace == null ? " " : " " + pace.place(result) + "; ") + describeBest());
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
