package io.github.tbptt4j.diagnostics;

import io.github.tbptt4j.NonFinitePolicy;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.internal.train.checkpoint.RandomState;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Times updates of a network made for it, on data made for it.
 *
 * <p>An update of the trainer takes
 *
 * <pre>
 *   t(k1, k2) = a + c k2 + d min(k1, k2) + forward only
 * </pre>
 *
 * <p>a once, c for a step of the window forward and backward, d for a step with a loss; three
 * truncations tell the three of them. Steps that are only run forward, from a stored state to where
 * the window begins, take the part of c that their multiply-adds are.
 */
final class UpdateTimes {
  private static final int SHORT = 6;
  private static final int LONG = 24;
  private static final List<TruncatedBptt> CALIBRATION =
      List.of(
          TruncatedBptt.of(SHORT, SHORT),
          TruncatedBptt.of(SHORT, LONG),
          TruncatedBptt.of(LONG, LONG));

  /** Updates a call of fit, where they are short. */
  private static final int UPDATES = 10;

  /** Of one call of fit. */
  private static final double CALL_SECONDS = .05;

  private static final double WARM_UP_SECONDS = .5;
  private static final double MOST_WARM_UP_SECONDS = 20;

  /** Java compiles on while times get shorter by so much from one warm-up to the next. */
  private static final double SHORTER = .95;

  /** And where compiling takes more than this part of the time. */
  private static final double COMPILING = .1;

  /** Warm-ups that bring nothing while Java compiles, as many as one while it doesn't. */
  private static final int IDLE = 3;

  private static final int ENOUGH = 2 * IDLE;

  private static final double SECONDS = .5;
  private static final int FEWEST_ROUNDS = 3;
  private static final double CLIPPING = 1;

  private final double once;
  private final double step;
  private final double loss;

  private UpdateTimes(double once, double step, double loss) {
    this.once = once;
    this.step = step;
    this.loss = loss;
  }

  static UpdateTimes calibrate(SampleNetwork sample) {
    double[] seconds = seconds(sample, CALIBRATION);
    return of(seconds[0], seconds[1], seconds[2]);
  }

  /**
   * The parts of three times; on a busy machine they may contradict each other, and no part is
   * below 0.
   *
   * @param brief seconds with k1 = k2 = 6
   * @param deep with k1 = 6 and k2 = 24
   * @param full with k1 = k2 = 24
   */
  static UpdateTimes of(double brief, double deep, double full) {
    double steps = LONG - SHORT;
    double loss = Math.max(0, (full - deep) / steps);
    double atLong = loss > 0 ? deep : (deep + full) / 2; // the same, then
    double step = Math.max(0, (atLong - brief) / steps);
    return new UpdateTimes(Math.max(0, brief - SHORT * (step + loss)), step, loss);
  }

  /** Seconds of an update. */
  double predict(int windowSteps, int lossSteps, int forwardSteps, double forwardPart) {
    return once + step * (windowSteps + forwardPart * forwardSteps) + loss * lossSteps;
  }

  /** Seconds of an update with each truncation, medians of rounds in turns. */
  static double[] seconds(SampleNetwork sample, List<TruncatedBptt> truncations) {
    RandomState random = RandomState.ofThisThread();
    try {
      List<Runner> runners =
          truncations.stream().map(truncation -> new Runner(sample, truncation)).toList();
      runners.forEach(Runner::begin);
      warmUp(runners);
      rounds(runners, SECONDS, FEWEST_ROUNDS);
      return runners.stream().mapToDouble(Runner::median).toArray();
    } finally {
      random.set();
    }
  }

  /**
   * Two warm-ups that bring nothing end it, for one may be an interruption by other processes; six
   * while Java compiles, which may bring something yet.
   */
  private static void warmUp(List<Runner> runners) {
    long begin = System.nanoTime();
    double best = Double.POSITIVE_INFINITY;
    for (int idle = 0; idle < ENOUGH && secondsSince(begin) < MOST_WARM_UP_SECONDS; ) {
      long round = System.nanoTime();
      double compiled = compilationSeconds();
      rounds(runners, WARM_UP_SECONDS, 1);
      boolean compiling = compilationSeconds() - compiled > COMPILING * secondsSince(round);
      double now = runners.stream().mapToDouble(Runner::median).sum();
      idle = now < SHORTER * best ? 0 : idle + (compiling ? 1 : IDLE);
      best = Math.min(best, now);
      runners.forEach(Runner::forget);
    }
  }

  private static double secondsSince(long nanos) {
    return (System.nanoTime() - nanos) / 1e9;
  }

  /** {@return what Java's compiler has taken so far, 0 where that isn't told} */
  private static double compilationSeconds() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean(); // null: none
    return compiler != null && compiler.isCompilationTimeMonitoringSupported()
        ? compiler.getTotalCompilationTime() / 1e3
        : 0;
  }

  private static void rounds(List<Runner> runners, double seconds, int fewest) {
    long begin = System.nanoTime();
    for (int round = 0; round < fewest || secondsSince(begin) < seconds; round++) {
      runners.forEach(Runner::run);
    }
  }

  /** Updates with one truncation. */
  private static final class Runner {
    private final SampleNetwork sample;
    private final TruncatedBptt truncation;
    private final TruncatedBpttTrainer trainer;
    private SampleNetwork.Data data;
    private int updates = 1;
    private DoubleStream.Builder times = DoubleStream.builder();

    Runner(SampleNetwork sample, TruncatedBptt truncation) {
      this.sample = sample;
      this.truncation = truncation;
      trainer =
          sample
              .trainer()
              .truncation(truncation)
              .clipGlobalNorm(CLIPPING)
              .nonFinite(NonFinitePolicy.SKIP)
              .stateful(true)
              .build();
    }

    /** Fills the window, and finds out how many updates a call has time for. */
    void begin() {
      int fill = Math.max(1, (truncation.k2() + truncation.k1() - 1) / truncation.k1());
      sample.data(fill * truncation.k1()).fit(trainer);
      data = sample.data(truncation.k1());
      long begin = System.nanoTime();
      data.fit(trainer);
      double one = secondsSince(begin);
      updates = (int) Math.max(1, Math.min(UPDATES, CALL_SECONDS / one));
      data = sample.data(updates * truncation.k1());
    }

    void run() {
      long begin = System.nanoTime();
      data.fit(trainer);
      times.add(secondsSince(begin) / updates);
    }

    void forget() {
      times = DoubleStream.builder();
    }

    double median() {
      double[] sorted = times.build().toArray();
      Arrays.sort(sorted);
      return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
  }
}
