package io.github.tbptt4j.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Random networks, trained in every way there is, are exact, and what is wrong is refused without a
 * trace.
 *
 * <p>More of them: {@code mvn -q -B -pl plugin test -Dtest=RandomNetworksTest -Drandom.runs=10000}.
 * A run depends on its seed alone; one that fails prints the command that repeats it. The seed at
 * work stands in {@code target/random-networks.seed}, should the JVM die.
 */
class RandomNetworksTest {
  private static final long FIRST = Long.getLong("random.seed", 1);
  private static final int RUNS = Integer.getInteger("random.runs", 200);
  private static final Path AT_WORK = Path.of("target", "random-networks.seed");
  private static final int SHOWN = 30;

  private final Tally tally = new Tally();
  private final Comparison comparison = new Comparison();
  private final List<String> failures = new ArrayList<>();

  @Tag("slow")
  @Test
  void everyNetworkIsExactAndWhatIsWrongIsRefused() throws IOException {
    long begin = System.nanoTime();
    for (long seed = FIRST; seed < FIRST + RUNS; seed++) {
      Case c = Draw.of(seed);
      tally.add(c);
      run(c, "", () -> Check.holds(c, comparison));
      Optional<Enum<?>> wrong = Check.wrong(c);
      if (wrong.isPresent()) {
        run(c, " with " + Tally.words(wrong.get()), () -> Check.refuses(c, wrong.get()));
        tally.refused(wrong.get());
      }
    }
    double seconds = (System.nanoTime() - begin) * 1e-9;
    System.out.printf(
        "%d random networks, %d wrong uses, %d failures, %.1f s%n%s%nLargest errors, as a part of"
            + " what is allowed:%n%s%n",
        RUNS, tally.refused(), failures.size(), seconds, tally, comparison);
    assertTrue(RUNS < 100 || tally.refused() > RUNS / 2, "wrong uses are tried");
    assertEquals(
        0,
        failures.size(),
        () ->
            String.join(
                System.lineSeparator(), failures.subList(0, Math.min(SHOWN, failures.size()))));
  }

  private void run(Case c, String with, Runnable check) throws IOException {
    Files.writeString(AT_WORK, c.seed() + with + System.lineSeparator());
    try {
      check.run();
    } catch (RuntimeException | Error e) {
      String failure =
          String.format(
              "mvn -q -B -pl plugin test -Dtest=RandomNetworksTest -Drandom.seed=%d -Drandom.runs=1"
                  + " fails%s: %s; %s",
              c.seed(), with, e, c);
      failures.add(failure);
      System.out.println(failure);
      if (RUNS == 1) {
        e.printStackTrace(System.out);
      }
    }
  }

  @Test
  void aGradientThatIsWrongInOnePlaceIsSeen() {
    Case c = Draw.of(seedOfDoubleFit());
    List<Sample> samples = Sample.of(c);
    for (int place = 0; place < 5; place++) {
      Trace trace = Run.of(c, c.kernel(), samples);
      new Oracle(c, samples, trace, comparison).check();
      double[] gradient = trace.steps.get(0).gradient();
      gradient[place * (gradient.length - 1) / 4] += 1e-4;
      assertThrows(
          AssertionError.class, () -> new Oracle(c, samples, trace, comparison).check(), "" + c);
    }
  }

  private static long seedOfDoubleFit() {
    long seed = 1;
    for (Case c = Draw.of(seed);
        c.way() != Case.Way.FIT || c.clip() != Case.Clip.NONE || c.type() != DataType.DOUBLE; ) {
      c = Draw.of(++seed);
    }
    return seed;
  }
}
