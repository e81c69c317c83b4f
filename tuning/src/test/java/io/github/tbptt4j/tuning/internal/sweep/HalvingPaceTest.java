package io.github.tbptt4j.tuning.internal.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Halving;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.RungScore;
import io.github.tbptt4j.tuning.data.Metric;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class HalvingPaceTest {
  private static final Rungs RUNGS = new Rungs(2, Halving.Unit.UPDATES, List.of(10.0, 20.0));

  /** At a rung, from 1; 0 for the end. */
  private static CandidateResult candidate(int index, int rung) {
    List<RungScore> rungs =
        IntStream.range(0, rung == 0 ? RUNGS.count() : rung)
            .mapToObj(i -> new RungScore(i, 1, 1, 1, 1, 2.0))
            .toList();
    Outcome outcome = rung == 0 ? Outcome.COMPLETED : Outcome.STOPPED;
    return new CandidateResult(
        index,
        index,
        1,
        Map.of("k2", 5),
        List.of(),
        outcome,
        "",
        1,
        5,
        1,
        5,
        2.0,
        rungs,
        1,
        1,
        1,
        0,
        1,
        1,
        1,
        1,
        null,
        null);
  }

  /** Of 8 for 10 updates each, 4 for 10 more and 2 for 20 more: 160 updates. */
  @Test
  void theShareIsThatOfTheTrainingToBeExpected() {
    HalvingPace pace = new HalvingPace(RUNGS, 8);
    assertEquals(0, pace.share());
    for (int i = 0; i < 8; i++) {
      pace.add(candidate(i, 1));
    }
    assertEquals(0.5, pace.share(), 1e-12);
    pace.add(candidate(3, 2)); // goes on: 10 more
    assertEquals(90.0 / 160, pace.share(), 1e-12);
    pace.add(candidate(3, 0));
    assertEquals(110.0 / 160, pace.share(), 1e-12);
    IntStream.range(0, 8).forEach(i -> pace.add(candidate(i, 0)));
    assertEquals(0.99, pace.share(), "more than expected, and not at its end");
  }

  @Test
  void aPlaceIsARungOfSoManyOrTheEnd() {
    HalvingPace pace = new HalvingPace(RUNGS, 8);
    assertEquals("rung 1 of 2", pace.place(candidate(0, 1)));
    assertEquals("rung 2 of 2", pace.place(candidate(0, 2)));
    assertEquals("its end", pace.place(candidate(0, 0)));
  }

  @Test
  void aLineOfALaterRungIsNoRepetition() {
    Metric bits =
        new Metric() {
          @Override
          public String name() {
            return "bits";
          }

          @Override
          public boolean lowerIsBetter() {
            return true;
          }

          @Override
          public double measure(Model network, DataSetIterator part, boolean continuous) {
            throw new UnsupportedOperationException();
          }
        };
    SweepProgress.Lines lines =
        new SweepProgress.Lines(bits, List.of(), 8, new HalvingPace(RUNGS, 8));
    lines.finished(candidate(0, 1));
    lines.finished(candidate(0, 2));
    String line = lines.line(candidate(0, 2));
    assertTrue(line.startsWith("1/8 tried, this at rung 2 of 2  k2 5: 2.0000"), line);
    assertTrue(line.contains("; 13 % done, about "), line);
  }
}
