package io.github.tbptt4j.tuning.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class IntervalScoresTest {
  private static final double NAN = Double.NaN;

  /** Inside, on the end, 1 below, missing, 2 above; at a level of .8 a tail is .1. */
  @Test
  void scoresAreThoseWorkedOutByHand() {
    double[] actual = {1, 2, -1, NAN, 4};
    double[] lower = {0, 0, 0, NAN, 1};
    double[] upper = {2, 2, 2, NAN, 2};
    IntervalScores scores = IntervalScores.of(actual, lower, upper, .8);
    assertEquals(4, scores.n());
    assertEquals(.5, scores.coverage());
    assertEquals(7 / 4., scores.meanWidth());
    assertEquals((7 + 3 / .1) / 4, scores.winkler(), 1e-12);
    assertEquals(.1 * 1 + .1 * 2 + .9 * 1 + .1 * 3, 4 * scores.pinballLower(), 1e-12);
    assertEquals(.1 * 1 + .1 * 0 + .1 * 3 + .9 * 2, 4 * scores.pinballUpper(), 1e-12);
  }

  /** The interval score is the sum of the ends' losses, in units of half a tail. */
  @Test
  void intervalScoreIsMadeOfThePinballLosses() {
    double[] actual = {1, 2, -1, 4};
    IntervalScores scores =
        IntervalScores.of(actual, new double[] {0, 1, 1, 1}, new double[] {3, 1.5, 2, 2}, .9);
    assertEquals((scores.pinballLower() + scores.pinballUpper()) / .05, scores.winkler(), 1e-12);
  }

  @Test
  void levelsThatAreNoneAreRefused() {
    double[] row = {1};
    for (double level : new double[] {0, 1, 90, NAN}) {
      assertThrows(IllegalArgumentException.class, () -> IntervalScores.of(row, row, row, level));
    }
  }
}
