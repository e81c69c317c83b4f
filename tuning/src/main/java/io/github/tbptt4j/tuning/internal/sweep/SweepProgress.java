package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.internal.train.ProgressBars;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.Outcome;
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
  private boolean stops;
  private CandidateResult best;

  SweepProgress(Metric metric, Collection<CandidateResult> before) {
    this.metric = metric;
    before.forEach(this::keepBest);
    before.forEach(result -> known.add(result.index()));
  }

  static SweepProgress of(SweepSettings sweep, int planned, Collection<CandidateResult> before) {
    if (!sweep.progress()) {
      return new None(sweep.data().metric(), before);
    }
    if (planned == 1) {
      return new TrainingProgress(sweep, before);
    }
    return System.console() == null
        ? new Lines(sweep.data().metric(), before, planned)
        : new Bar(sweep.data().metric(), before, planned);
  }

  void finished(CandidateResult result) {
    keepBest(result);
    stops |= result.outcome() == Outcome.STOPPED;
    known.add(result.index());
    show(result);
  }

  /** {@return how many candidates have a result; one that goes on after a rung has had one} */
  final int known() {
    return known.size();
  }

  /** {@return whether losers are stopped, so that nobody knows how long it takes} */
  final boolean stops() {
    return stops;
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

  /** For log files: a line a candidate. */
  private static final class Lines extends SweepProgress {
    private final int planned;
    private final long start = System.nanoTime();
    private final int before;

    Lines(Metric metric, Collection<CandidateResult> before, int planned) {
      super(metric, before);
      this.before = before.size();
      this.planned = planned;
      if (!before.isEmpty()) {
        System.err.println(
            "Going on: " + before.size() + " of " + planned + " candidates are there.");
      }
    }

    @Override
    void show(CandidateResult result) {
      System.err.printf(
          Locale.ROOT,
          "%d/%d  %s: %s in %.1f s%s; %s%s%n",
          known(),
          planned,
          describe(result.hyperparameters()),
          result.hasScore()
              ? String.format(Locale.ROOT, "%.4f", result.validationScore())
              : result.outcome() + " (" + result.failure() + ")",
          result.trainingSeconds() + result.evaluationSeconds(),
          result.outcome() == Outcome.STOPPED ? " up to rung " + result.rungs().size() : "",
          describeBest(),
          stops() ? "" : "; about " + shortly(left()) + " left");
    }

    private Duration left() {
      long done = Math.max(1, known() - before);
      return Duration.ofNanos((System.nanoTime() - start) / done * (planned - known()));
    }

    @Override
    public void close() {}
  }

  private static final class Bar extends SweepProgress {
    private final ProgressBar bar;

    Bar(Metric metric, Collection<CandidateResult> before, int planned) {
      super(metric, before);
      bar =
          ProgressBars.builder()
              .setTaskName("sweep")
              .setInitialMax(planned)
              .startsFrom(before.size(), Duration.ZERO)
              .build();
      bar.setExtraMessage(" " + describeBest());
    }

    @Override
    void show(CandidateResult result) {
      bar.stepTo(known());
      bar.setExtraMessage(" " + describeBest());
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
