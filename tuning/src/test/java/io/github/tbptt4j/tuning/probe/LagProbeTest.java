package io.github.tbptt4j.tuning.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LagProbeTest {
  @Test
  void solvedLagGrowsWithK2AndStopsBeforeIt() {
    LagProbe probe = new LagProbe(16, 1, 42);

    assertEquals(2, probe.run(TruncatedBptt.of(1, 3)).solvedLag());
    assertEquals(5, probe.run(TruncatedBptt.of(1, 6)).solvedLag());
    assertEquals(8, probe.run(TruncatedBptt.of(2, 9)).solvedLag());
  }

  @Test
  void fullBpttSolvesLagsUpToTheLimit() {
    LagProbeResult result = new LagProbe(8, 1, 7).run(TruncatedBptt.full());

    assertEquals(List.of(8), result.solvedLags());
    assertTrue(result.isOpenEnded());
  }

  @Test
  void sameSeedGivesTheSameLags() {
    LagProbe probe = new LagProbe(3, 2, 3);
    TruncatedBptt truncation = TruncatedBptt.of(3, 3);

    assertEquals(probe.run(truncation).solvedLags(), probe.run(truncation).solvedLags());
  }

  @Test
  void searchFindsEveryThreshold() {
    for (int limit = 1; limit <= 20; limit++) {
      for (int threshold = 0; threshold <= limit; threshold++) {
        int last = threshold;
        assertEquals(threshold, LagProbe.largest(lag -> lag <= last, limit));
      }
    }
  }

  @Test
  void lagsAndSeedsBelowOneAreRefused() {
    assertEquals(
        "largestLag (0) must be at least 1.",
        assertThrows(IllegalArgumentException.class, () -> new LagProbe(0, 1, 1)).getMessage());
    assertEquals(
        "seeds (0) must be at least 1.",
        assertThrows(IllegalArgumentException.class, () -> new LagProbe(1, 0, 1)).getMessage());
  }
}
