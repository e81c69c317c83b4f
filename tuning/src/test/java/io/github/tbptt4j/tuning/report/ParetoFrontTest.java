package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.tuning.CandidateResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoFrontTest {
  /** Against the definition, on a coarse grid of values, so that many are equal. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void holdsThoseThatNoOtherDominates(boolean lowerIsBetter) {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      List<CandidateResult> candidates = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Double score = random.nextInt(8) == 0 ? null : Double.valueOf(random.nextInt(5));
        candidates.add(SweepFixture.candidate(i, 1, 5, score, 1 + random.nextInt(5)));
      }
      Set<String> expected = new HashSet<>();
      for (CandidateResult c : candidates) {
        if (c.hasScore() && candidates.stream().noneMatch(d -> dominates(d, c, lowerIsBetter))) {
          expected.add(point(c));
        }
      }
      Set<String> actual = new HashSet<>();
      Set<Integer> front = ParetoFront.of(candidates, lowerIsBetter);
      front.forEach(index -> actual.add(point(candidates.get(index))));
      assertEquals(expected, actual);
      assertEquals(expected.size(), front.size(), "of equal ones the first");
    }
  }

  private static boolean dominates(CandidateResult a, CandidateResult b, boolean lowerIsBetter) {
    if (!a.hasScore()) {
      return false;
    }
    double gain = (lowerIsBetter ? 1 : -1) * (b.validationScore() - a.validationScore());
    double saved = b.trainingSeconds() - a.trainingSeconds();
    return gain >= 0 && saved >= 0 && (gain > 0 || saved > 0);
  }

  private static String point(CandidateResult candidate) {
    return candidate.validationScore() + " in " + candidate.trainingSeconds();
  }
}
