package io.github.tbptt4j.tuning.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The benchmark of searches in short. */
class SearchQualityTest {
  private static final int SEEDS = 12;

  @Tag("slow")
  @Test
  void theEstimatorBeatsRandomDrawsOnEveryProblem() throws IOException {
    List<Problem> problems = new ArrayList<>(TestFunction.all());
    problems.add(RecordedSweep.read());
    assertEquals(5, problems.size());
    for (Problem problem : problems) {
      double random = SearchQuality.regrets(problem, 0, SEEDS).median();
      double one = SearchQuality.regrets(problem, 1, SEEDS).median();
      double eight = SearchQuality.regrets(problem, 8, SEEDS).median();
      assertTrue(one < 0.85 * random, problem.name() + ": " + one + ", random " + random);
      assertTrue(eight < random, problem.name() + ": " + eight + ", random " + random);
    }
  }

  @Test
  void optimaAreWhereTheyArePublished() {
    assertEquals(0.397887, at("Branin", (Math.PI + 5) / 15, 2.275 / 15), 1e-5);
    assertEquals(0, at("Rosenbrock, 4 axes", 0.75, 0.75, 0.75, 0.75), 1e-12);
    assertEquals(
        -3.32237,
        at("Hartmann, 6 axes", 0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573),
        1e-4);
  }

  private static double at(String name, double... genes) {
    return TestFunction.all().stream()
        .filter(problem -> problem.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value(genes);
  }
}
