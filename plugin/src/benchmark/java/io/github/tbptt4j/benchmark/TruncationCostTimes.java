package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.diagnostics.TruncationCost;
import io.github.tbptt4j.internal.threads.Parallelism;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * Prints what {@link TruncationCost} predicts for an update beside what one takes, for the
 * trainer's cases: medians in ms, and by how much the prediction is off.
 *
 * <pre>
 * OMP_NUM_THREADS=1 MAVEN_OPTS="--add-modules jdk.incubator.vector" mvn -q -B -pl plugin \
 *   -Pbenchmark test-compile exec:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.github.tbptt4j.benchmark.TruncationCostTimes -Dexec.args="trainer-128"
 * </pre>
 *
 * <p>Arguments: the beginning of the names of the cases, and how many rounds of prediction and
 * measurement take turns (3), so that a busy machine is busy for both.
 */
public final class TruncationCostTimes {
  private static final double SECONDS = 1.5;

  private TruncationCostTimes() {}

  /** Prints a line for each case; see the class comment for the arguments. */
  public static void main(String[] args) {
    String prefix = args.length > 0 ? args[0] : "trainer";
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    List<Case> cases =
        Case.all().stream()
            .filter(one -> one.kind() == Case.Kind.TRAINER && one.name().startsWith(prefix))
            .toList();
    System.out.println(Machine.describe());
    System.out.printf("%-28s %10s %10s %8s%n", "ms an update", "predicted", "measured", "off by");
    for (Case one : cases) {
      if (one.has(Case.Trait.ONE_THREAD)) {
        try (Parallelism held = Parallelism.ofThisThread(1)) {
          print(one, rounds);
        }
      } else {
        print(one, rounds);
      }
    }
    System.exit(0); // ND4J's threads aren't all daemons
  }

  private static void print(Case one, int rounds) {
    MultiLayerConfiguration configuration =
        Family.OURS.characterModel(one, CaseData.of(one)).getLayerWiseConfigurations();
    Work work = Family.OURS.work(one);
    measure(work, one); // Java compiles
    double[] predicted = new double[rounds];
    double[] measured = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      predicted[i] =
          TruncationCost.of(configuration, one.k1(), one.k2(), one.minibatch()).predictedSeconds()
              * 1e3;
      measured[i] = measure(work, one);
    }
    double off =
        Samples.median(
            IntStream.range(0, rounds).mapToDouble(i -> predicted[i] / measured[i]).toArray());
    System.out.printf(
        Locale.ROOT,
        "%-28s %10.3f %10.3f %+7.0f%%%n",
        one.name(),
        Samples.median(predicted),
        Samples.median(measured),
        100 * (off - 1));
  }

  private static double measure(Work work, Case one) {
    DoubleStream.Builder times = DoubleStream.builder();
    long end = System.nanoTime() + Math.round(SECONDS * 1e9);
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      work.run();
      times.add((System.nanoTime() - start) / 1e6 / one.updates());
    }
    return Samples.median(times.build().toArray());
  }
}
