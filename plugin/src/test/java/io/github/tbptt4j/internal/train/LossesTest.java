package io.github.tbptt4j.internal.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class LossesTest {
  private static final Losses SOME = new Losses(new double[] {6, 10}, new double[] {4, 2});

  @Test
  void eachOutputHasItsOwnMean() {
    assertEquals(6.0 / 4 + 10.0 / 2, SOME.sumOfMeans());
  }

  @Test
  void outputsWithoutALossAreLeftOut() {
    assertEquals(2.5, new Losses(new double[] {0, 5}, new double[] {0, 2}).sumOfMeans());
    assertEquals(Double.NaN, new Losses(new double[] {0, 0}, new double[] {0, 0}).sumOfMeans());
    assertEquals(Double.NaN, Losses.NONE.sumOfMeans());
  }

  @Test
  void sumsAndCountsAreAddedByOutput() {
    Losses both = SOME.plus(new Losses(new double[] {1, 2}, new double[] {3, 4}));
    assertArrayEquals(new double[] {7, 12}, both.sums());
    assertArrayEquals(new double[] {7, 6}, both.counts());
    assertArrayEquals(new double[] {6, 10}, SOME.sums());
  }

  @Test
  void nothingAddsNothing() {
    assertSame(SOME.sums(), Losses.NONE.plus(SOME).sums());
    assertArrayEquals(new double[] {6, 10}, SOME.plus(Losses.NONE).sums());
    assertArrayEquals(new double[] {4, 2}, SOME.plus(Losses.NONE).counts());
  }
}
