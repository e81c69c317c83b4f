package io.github.tbptt4j.benchmark;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.Truncation;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Prints what adaptive and random truncations take beside fixed ones of the same mean depth, for
 * some of the trainer's cases: microseconds a time step of the data, medians of rounds in turns.
 *
 * <pre>
 * OMP_NUM_THREADS=1 MAVEN_OPTS="--add-modules jdk.incubator.vector" mvn -q -B -pl plugin \
 *   -Pbenchmark test-compile exec:java -Dexec.classpathScope=test \
 *   -Dexec.mainClass=io.github.tbptt4j.benchmark.TruncationOverheads
 * </pre>
 *
 * <p>Arguments: how many rounds (15).
 */
public final class TruncationOverheads {
  private static final double SECONDS = 1;
  private static final int K1 = 20;
  private static final int K = 40;

  private TruncationOverheads() {}

  /** One truncation at work. */
  private static final class Runner {
    private final TruncatedBpttTrainer trainer;
    private final DataSet minibatch;

    Runner(Case one, Truncation truncation) {
      CaseData data = CaseData.of(one);
      minibatch = Family.OURS.stretch(one, data);
      trainer =
          TruncatedBpttTrainer.builder(Family.OURS.characterModel(one, data))
              .truncation(truncation)
              .clipGlobalNorm(CaseData.CLIP_NORM)
              .stateful(true)
              .build();
    }

    /** Microseconds a time step. */
    double run() {
      long steps = 0;
      long start = System.nanoTime();
      long end = start + Math.round(SECONDS * 1e9);
      do {
        steps += trainer.fit(minibatch).timeSteps();
      } while (System.nanoTime() < end);
      return (System.nanoTime() - start) / 1e3 / steps;
    }
  }

  /** Prints a line for each case and kind; see the class comment for the arguments. */
  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 15;
    System.out.println(Machine.describe());
    System.out.printf("%-20s %-10s %10s %10s %8s%n", "us a step", "", "fixed", "", "more");
    for (String name : List.of("trainer-128-20-20", "trainer-256-20-20")) {
      Case one = Case.all().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
      // A choice between K and K: what is compared is the measuring.
      compare(
          one,
          "adaptive",
          TruncatedBptt.of(K1, K1 + K),
          AdaptiveTruncation.of(K1, K, K, .5),
          rounds);
      compare(one, "random", TruncatedBptt.of(K1, K1), RandomTruncation.of(K1), rounds);
    }
    System.exit(0); // ND4J's threads aren't all daemons
  }

  private static void compare(
      Case one, String kind, TruncatedBptt fixed, Truncation other, int rounds) {
    Runner plain = new Runner(one, fixed);
    Runner compared = new Runner(one, other);
    plain.run(); // Java compiles
    compared.run();
    double[] ofPlain = new double[rounds];
    double[] ofCompared = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ofPlain[i] = plain.run();
      ofCompared[i] = compared.run();
    }
    double more =
        Samples.median(
            IntStream.range(0, rounds).mapToDouble(i -> ofCompared[i] / ofPlain[i]).toArray());
    System.out.printf(
        Locale.ROOT,
        "%-20s %-10s %10.1f %10.1f %+7.1f%%%n",
        one.name(),
        kind,
        Samples.median(ofPlain),
        Samples.median(ofCompared),
        100 * (more - 1));
  }
}
