package io.github.tbptt4j.tuning.internal.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetWalkTest {
  private static TargetWalk walk(int anchor, int horizon, double... values) {
    TargetWalk walk = new TargetWalk(null, anchor, horizon);
    for (double value : values) {
      walk.next(value);
    }
    return walk;
  }

  /** Rows 0, 1, .. 9 hold their own numbers; the last is 9. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, 0", // the mean
    "1, 1, 9",
    "1, 5, 9", // the last value
    "4, 1, 6", // of row 10 that of row 6
    "4, 4, 9",
    "4, 5, 6",
    "4, 8, 9",
    "4, 11, 8", // whole periods before
    "7, 3, 5"
  })
  void theAnchorLiesWholePeriodsBeforeTheRowThatIsPredicted(
      int anchor, int horizon, double expected) {
    TargetWalk walk = walk(anchor, horizon, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertEquals(expected, walk.anchor());
  }

  @Test
  void aMissingValueIsStoodInForByThatOfAPeriodBefore() {
    assertEquals(2, walk(3, 1, 1, 2, 3, 4, Double.NaN, 6).anchor() - 2);
    assertEquals(2, walk(3, 1, 1, 2, 3, 4, Double.NaN, 6, 7).anchor());
  }

  @Test
  void beforeAPeriodHasGoneByTheLastValueIsTheAnchor() {
    assertEquals(5, walk(24, 1, 3, 4, 5).anchor());
    assertEquals(0, walk(24, 1).anchor());
  }

  @Test
  void aStepIsTheChangeSinceTheRowBefore() {
    assertEquals(3, walk(1, 1, 1, 4).step());
    assertEquals(Double.NaN, walk(1, 1, 1).step());
    assertEquals(Double.NaN, walk(1, 1, 1, Double.NaN).step());
    assertEquals(5, walk(1, 1, 1, Double.NaN, 6).step());
  }

  @Test
  void aRestoredWalkGoesOnAsTheOneThatItWas() {
    TargetWalk walk = walk(5, 2, 1, 2, 3, 4, 5, 6, 7);
    TargetWalk other = new TargetWalk(null, 5, 2);
    other.restore(walk.state());
    for (double value : new double[] {8, Double.NaN, 10, 11, 12}) {
      walk.next(value);
      other.next(value);
      assertEquals(walk.anchor(), other.anchor());
      assertEquals(walk.step(), other.step());
    }
    assertThrows(IllegalArgumentException.class, () -> other.restore(new double[3]));
  }
}
