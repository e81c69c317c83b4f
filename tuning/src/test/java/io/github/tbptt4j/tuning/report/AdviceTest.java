package io.github.tbptt4j.tuning.report;

import static io.github.tbptt4j.tuning.report.SweepFixture.candidate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdviceTest {
  @TempDir Path folder;

  private List<String> advice(CandidateResult... candidates) throws IOException {
    return SweepReport.of(SweepFixture.sweep(folder, List.of(candidates)), SweepFixture.lags())
        .advice();
  }

  @Test
  void takesTheBestScore() throws IOException {
    List<String> advice =
        advice(
            candidate(0, 1, 5, 2.5, 30),
            candidate(1, 5, 20, 2.25, 100),
            candidate(2, 5, 5, null, 0));

    assertEquals(
        "Take candidate #1 (k1 = 5, k2 = 20): its validation score of 2.2500 bits per character is"
            + " the lowest of 2, after 1 min 40 s of training.",
        advice.get(0));
    assertTrue(
        advice.contains(
            "Its gradient reaches back through 16 to 20 steps; it learned to recall a symbol over"
                + " 18 steps."),
        advice::toString);
  }

  @Test
  void namesAFasterOneThatIsAsGoodAsEqual() throws IOException {
    List<String> advice =
        advice(
            candidate(0, 20, 40, 2.02, 20),
            candidate(1, 5, 40, 2.01, 90),
            candidate(2, 5, 20, 2.1, 1));

    assertEquals(
        "Where time counts, take #0 (k1 = 20, k2 = 40): 2.0200, within 1 %, after 20.0 s of"
            + " training, 4.5 times less.",
        advice.get(1));
  }

  @Test
  void namesNoOtherThatIsHardlyFasterOrClearlyWorse() throws IOException {
    List<String> advice =
        advice(
            candidate(0, 20, 40, 2.02, 80),
            candidate(1, 5, 40, 2.01, 90),
            candidate(2, 5, 20, 2.1, 1));

    assertFalse(advice.stream().anyMatch(sentence -> sentence.startsWith("Where time counts")));
  }

  @Test
  void comparesK2OnlyWhereAllElseIsEqual() throws IOException {
    List<String> other =
        advice(
            candidate(0, 5, 20, 2.0, 50, Map.of("hidden", 64)),
            candidate(1, 5, 80, 2.1, 150, Map.of("hidden", 32)));
    assertFalse(other.stream().anyMatch(sentence -> sentence.startsWith("With k2")));

    List<String> equal =
        advice(
            candidate(0, 5, 20, 2.0, 50, Map.of("hidden", 64)),
            candidate(1, 5, 80, 2.1, 150, Map.of("hidden", 64)));
    assertTrue(
        equal.contains(
            "With k2 = 80 in place of 20, everything else equal, the score is 2.1000 and a time"
                + " step takes 3.0 times as long."),
        equal::toString);
  }

  @Test
  void whatIsAsGoodAsABaselineIsNotBetterByNothing() throws IOException {
    assertEquals(
        "What anybody would try first, persistence, is as good and simpler: it scores 2.0000.",
        beside(2.0));
    assertEquals(
        "What anybody would try first, persistence, is as good and simpler: it scores 2.0009.",
        beside(2.0009));
    assertEquals(
        "The best of what anybody would try first, persistence, scores 2.0020: it is better by"
            + " 0.1 %.",
        beside(2.002));
    assertEquals(
        "It is not worth taking: persistence, which anybody would try first, scores 1.9980, better"
            + " by 0.1 %.",
        beside(1.998));
    assertEquals(
        "It is not worth taking: persistence, which anybody would try first, scores 0.5000, better"
            + " by 75.0 %.",
        beside(0.5));
  }

  /** The sentence about a baseline of a score, of a candidate that scores 2. */
  private String beside(double score) throws IOException {
    Files.writeString(
        folder.resolve("baselines.json"),
        "[{\"name\":\"persistence\",\"validationScore\":%s,\"testScore\":null,\"seconds\":0,\"failure\":null}]"
            .formatted(score));
    return advice(candidate(0, 1, 5, 2.0, 30)).get(1);
  }
}
