package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.internal.sweep.SimulatedCluster.Machines;
import io.github.tbptt4j.tuning.internal.sweep.SimulatedCluster.RecordedTraining;
import io.github.tbptt4j.tuning.internal.sweep.SimulatedCluster.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What 100 machines would give, on paper: sweeps by a simulation on recorded trainings, training
 * and inference by the arithmetic of what they send.
 *
 * <p>Arguments: a sweep's folder in the place of the recorded one; with {@code --record} the
 * recorded file is printed for it.
 */
public final class ClusterSimulation {
  private static final double[] RUNGS = {1 / 16.0, 1 / 8.0, 1 / 4.0, 1 / 2.0};
  private static final int FACTOR = 2;
  private static final int[] WORKERS = {1, 8, 32, 100};
  private static final int[] AHEAD = {8, 32, 128};
  private static final int SEEDS = 21;
  private static final double HOUR = 3600;

  /** A median training takes so long here; the recorded ones took a second or two. */
  private static final double MEDIAN_TRAINING = HOUR;

  private static final double SPREAD = 0.3;
  private static final double LIFETIME = 24 * HOUR;
  private static final double START = 20;
  private static final double CHECKPOINT = 60;

  private ClusterSimulation() {}

  /**
   * Prints the tables.
   *
   * @param arguments a sweep's folder, or none
   * @throws IOException if the record can't be read
   */
  public static void main(String[] arguments) throws IOException {
    List<RecordedTraining> recorded =
        arguments.length == 0 ? recorded() : of(SweepResult.read(Path.of(arguments[0])));
    if (arguments.length > 1 && arguments[1].equals("--record")) {
      recorded.forEach(ClusterSimulation::print);
      return;
    }
    List<RecordedTraining> trainings = scaled(recorded);
    System.out.printf(
        Locale.ROOT,
        "%d trainings, median %.1f h; workers differ by %.0f %%, live %.0f h, start in %.0f s,"
            + " save every %.0f s; median of %d seeds%n",
        trainings.size(),
        MEDIAN_TRAINING / HOUR,
        100 * SPREAD,
        LIFETIME / HOUR,
        START,
        CHECKPOINT,
        SEEDS);
    System.out.printf(
        "%8s %-22s %9s %8s %11s %10s %9s%n",
        "workers", "", "hours", "times", "machine h", "at work", "worse");
    double best =
        trainings.stream().mapToDouble(one -> one.scores()[RUNGS.length]).min().orElseThrow();
    double alone = 0;
    for (int workers : WORKERS) {
      Machines machines = new Machines(workers, SPREAD, LIFETIME, START, CHECKPOINT);
      Line whole =
          line(
              seed ->
                  SimulatedCluster.run(
                      trainings, new double[0], FACTOR, Integer.MAX_VALUE, machines, seed));
      alone = alone == 0 ? whole.hours : alone;
      print(workers, "each to its end", whole, alone, best);
      for (int ahead : AHEAD) {
        Line asha =
            line(seed -> SimulatedCluster.run(trainings, RUNGS, FACTOR, ahead, machines, seed));
        print(workers, "ASHA, " + ahead + " ahead", asha, alone, best);
      }
      Line barriers =
          line(seed -> SimulatedCluster.synchronous(trainings, RUNGS, FACTOR, machines, seed));
      print(workers, "halving with barriers", barriers, alone, best);
    }
    averaging();
    inference();
  }

  private record Line(double hours, double machineHours, double best) {}

  private static Line line(LongFunction<Run> simulation) {
    List<Run> runs = LongStream.range(0, SEEDS).mapToObj(simulation).toList();
    return new Line(
        median(runs.stream().mapToDouble(Run::seconds).toArray()) / HOUR,
        median(runs.stream().mapToDouble(Run::busy).toArray()) / HOUR,
        median(runs.stream().mapToDouble(Run::best).toArray()));
  }

  private static void print(int workers, String name, Line line, double alone, double best) {
    System.out.printf(
        Locale.ROOT,
        "%8d %-22s %9.2f %8.1f %11.1f %9.0f%% %8.2f%%%n",
        workers,
        name,
        line.hours,
        alone / line.hours,
        line.machineHours,
        100 * line.machineHours / (workers * line.hours),
        100 * (line.best - best) / Math.abs(best));
  }

  /** Parameters and Adam's two moments of 128 units over 64 symbols go round every n windows. */
  private static void averaging() {
    double window = 1.0e-3; // seconds, one thread, 32 streams, k1 = k2 = 20
    double bytes = 3 * 4.0 * (64 * 128 + 128 * 128 + 128 + 128 * 64 + 64);
    double bandwidth = 125e6; // a gigabit a second
    double latency = 5e-3; // of Spark's scheduling, and more
    System.out.printf(
        Locale.ROOT,
        "%nTraining with averaged parameters: windows a second beside one worker's (%.1f ms a"
            + " window, %.2f MB sent each way, %.0f ms to schedule)%n%8s",
        1e3 * window,
        bytes / 1e6,
        1e3 * latency,
        "workers");
    int[] every = {1, 10, 100, 1000};
    for (int n : every) {
      System.out.printf("%18s", "every " + n + " windows");
    }
    System.out.println();
    for (int workers : new int[] {2, 8, 32, 100}) {
      System.out.printf("%8d", workers);
      for (int n : every) {
        // gathered by the driver one after the other, sent back as a broadcast in a tree
        double rounds = Math.ceil(Math.log(workers) / Math.log(2));
        double average = latency + bytes / bandwidth * (workers + rounds);
        System.out.printf(Locale.ROOT, "%18.1f", workers * n * window / (n * window + average));
      }
      System.out.println();
    }
  }

  /** Nothing is shared: what doesn't shrink is a task's start. */
  private static void inference() {
    double each = 1 / 3000.0; // seconds a text of 60 characters, one thread
    System.out.printf(
        Locale.ROOT,
        "%nInference: seconds for texts, %.0f a second on a worker, %.0f s to"
            + " start%n%8s%16s%16s%16s%n",
        1 / each,
        START,
        "workers",
        "1e6",
        "1e8",
        "1e10");
    for (int workers : new int[] {1, 8, 32, 100}) {
      System.out.printf("%8d", workers);
      for (double texts : new double[] {1e6, 1e8, 1e10}) {
        System.out.printf(Locale.ROOT, "%16.0f", START + texts * each / workers);
      }
      System.out.println();
    }
  }

  private static List<RecordedTraining> scaled(List<RecordedTraining> recorded) {
    double factor =
        MEDIAN_TRAINING
            / median(recorded.stream().mapToDouble(RecordedTraining::seconds).toArray());
    return recorded.stream()
        .map(one -> new RecordedTraining(factor * one.seconds(), one.scores()))
        .toList();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  static List<RecordedTraining> recorded() throws IOException {
    try (InputStream in = ClusterSimulation.class.getResourceAsStream("recorded-trainings.csv")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
          .map(
              numbers ->
                  new RecordedTraining(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length)))
          .toList();
    }
  }

  /** The best score that each candidate had at the rungs, by its learning curve. */
  private static List<RecordedTraining> of(SweepResult sweep) {
    List<RecordedTraining> trainings = new ArrayList<>();
    for (CandidateResult candidate : sweep.candidates()) {
      if (candidate.hasScore()) {
        double[] scores = new double[RUNGS.length + 1];
        for (int rung = 0; rung < scores.length; rung++) {
          double part = rung < RUNGS.length ? RUNGS[rung] : 1;
          scores[rung] = at(part * candidate.timeSteps(), sweep.learningCurve(candidate.index()));
        }
        double seconds = candidate.trainingSeconds() + candidate.evaluationSeconds();
        trainings.add(new RecordedTraining(seconds, scores));
      }
    }
    return trainings;
  }

  private static double at(double timeSteps, List<CurvePoint> curve) {
    double best = Double.POSITIVE_INFINITY;
    for (CurvePoint point : curve) {
      if (point.validationScore() != null
          && (point.timeSteps() <= timeSteps || Double.isInfinite(best))) {
        best = Math.min(best, point.validationScore());
      }
    }
    return best;
  }

  private static void print(RecordedTraining training) {
    System.out.println(
        String.format(Locale.ROOT, "%.3f,", training.seconds())
            + Arrays.stream(training.scores())
                .mapToObj(score -> String.format(Locale.ROOT, "%.5f", score))
                .collect(Collectors.joining(",")));
  }
}
