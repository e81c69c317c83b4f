package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.internal.threads.Parallelism;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Prints where the time of an update goes, in microseconds: all of it through the trainer, the
 * kernel of its window alone, whose difference is what the trainer does around it, and what the
 * same window takes layer by layer.
 *
 * <pre>
 * OMP_NUM_THREADS=1 MAVEN_OPTS="--add-modules jdk.incubator.vector" mvn -q -B -pl plugin \
 *   -Pbenchmark test-compile exec:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.github.tbptt4j.benchmark.TrainerStageTimes -Dexec.args="trainer-128"
 * </pre>
 *
 * <p>Arguments: the beginning of the names of the cases (of trainers and language models), and
 * {@code 1} to hold each to one thread. All stages take turns, so that a busy machine is busy for
 * all of them.
 */
public final class TrainerStageTimes {
  private static final double SECONDS = 4;
  private static final String UPDATE = "update";
  private static final String WINDOW = "window";

  private TrainerStageTimes() {}

  /** Prints a line for each case; see the class comment for the arguments. */
  public static void main(String[] args) {
    boolean alone = args.length > 1 && args[1].equals("1");
    List<Case> cases =
        Case.all().stream()
            .filter(one -> one.name().startsWith(args[0]))
            .filter(
                one -> one.kind() == Case.Kind.TRAINER || one.kind() == Case.Kind.LANGUAGE_MODEL)
            .toList();
    System.out.printf(
        "%-28s %s: median, fastest tenth%n", "microseconds", alone ? "1 thread" : "all threads");
    for (Case one : cases) {
      if (alone || one.has(Case.Trait.ONE_THREAD)) {
        try (Parallelism held = Parallelism.ofThisThread(1)) {
          print(one);
        }
      } else {
        print(one);
      }
    }
    System.exit(0); // ND4J's threads aren't all daemons
  }

  private static void print(Case one) {
    Map<String, double[]> times = measure(one);
    StringBuilder line = new StringBuilder(String.format("%-28s", one.name()));
    times.forEach((stage, sorted) -> append(line, stage, middleAndTenth(sorted)));
    if (times.containsKey(WINDOW)) {
      double[] update = middleAndTenth(times.get(UPDATE));
      double[] window = middleAndTenth(times.get(WINDOW));
      append(line, "rest of the update", update[0] - window[0], update[1] - window[1]);
    }
    System.out.println(line);
  }

  private static double[] middleAndTenth(double... sorted) {
    return new double[] {sorted[sorted.length / 2], sorted[sorted.length / 10]};
  }

  private static void append(StringBuilder line, String stage, double... micros) {
    line.append(String.format(Locale.ROOT, "  %s %6.0f %6.0f", stage, micros[0], micros[1]));
  }

  /** The sorted times of each stage, after as long a time to warm up. */
  private static Map<String, double[]> measure(Case one) {
    Work trainer = Family.OURS.work(one);
    WindowStages window = new WindowStages(one);
    Map<String, Runnable> stages = new LinkedHashMap<>();
    if (window.canRunTogether()) {
      stages.put(WINDOW, window::together);
    }
    stages.put("undo, a call", window::undo);
    stages.put("apart: forward", window::forward);
    stages.put("loss", window::loss);
    stages.put("backward", window::backward);
    Map<String, DoubleStream.Builder> times = new LinkedHashMap<>();
    for (int pass = 0; pass < 2; pass++) {
      times.clear();
      long end = System.nanoTime() + Math.round(SECONDS * 1e9);
      while (System.nanoTime() < end) {
        samples(times, UPDATE).add(micros(trainer::run) / one.updates());
        for (int i = 0; i < one.updates(); i++) {
          stages.forEach((name, work) -> samples(times, name).add(micros(work)));
        }
      }
    }
    Map<String, double[]> sorted = new LinkedHashMap<>();
    times.forEach((name, all) -> sorted.put(name, all.build().sorted().toArray()));
    return sorted;
  }

  private static DoubleStream.Builder samples(
      Map<String, DoubleStream.Builder> times, String stage) {
    return times.computeIfAbsent(stage, name -> DoubleStream.builder());
  }

  private static double micros(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e3;
  }
}
