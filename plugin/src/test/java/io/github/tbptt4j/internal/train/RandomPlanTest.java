package io.github.tbptt4j.internal.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.tbptt4j.RandomTruncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where sequences are cut at random, and what makes up for it. */
class RandomPlanTest {
  private static final int DRAWS = 200_000;

  @ParameterizedTest
  @ValueSource(doubles = {1, 2.5, 20})
  void meanDistanceOfCutsIsTheOneAsked(double mean) {
    RandomPlan plan = new RandomPlan(RandomTruncation.of(mean).withAlpha(6).withSeed(3));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      int steps = plan.owned();
      sum += steps;
      squares += (double) steps * steps;
      plan.next(steps);
    }
    double found = sum / DRAWS;
    double error = Math.sqrt((squares / DRAWS - found * found) / DRAWS);
    assertEquals(mean, found, 4 * error + 1e-12);
  }

  // The probability that a window reaches a step, times what its error is multiplied by, is one:
  // that is what unbiased means.
  @Test
  void survivingErrorsMakeUpForThoseThatAreLost() {
    int lag = 12;
    double weights = 0;
    RandomPlan plan = new RandomPlan(RandomTruncation.of(5).withSeed(1));
    int draws = DRAWS;
    for (int i = 0; i < draws; i++) {
      int steps = plan.owned();
      double[] carry = plan.next(steps).carry();
      double weight = 1;
      for (int t = 0; t < lag && steps > lag; t++) {
        weight *= carry[t];
      }
      weights += steps > lag ? weight : 0;
    }
    assertEquals(1, weights / draws, .03);
  }

  @Test
  void windowsReachNoFurtherThanTheLastCut() {
    RandomPlan plan = new RandomPlan(RandomTruncation.of(5));
    assertEquals(0, plan.lookBack());
    WindowPlan.Cut cut = plan.next(3);
    assertEquals(3, cut.depth());
    RandomTruncation truncation = RandomTruncation.of(5);
    assertArrayEquals(
        new double[] {
          1 / (1 - truncation.cutProbability(1)), 1 / (1 - truncation.cutProbability(2))
        },
        cut.carry(),
        1e-15);
  }

  @Test
  void endsOfWholeSequencesAreCutAtOneProbability() {
    RandomPlan plan = new RandomPlan(RandomTruncation.of(4).withSeed(2));
    double reached = 0;
    for (int i = 0; i < DRAWS; i++) {
      WindowPlan.Cut cut = plan.nextWhole(1000);
      assertEquals(cut.depth() - 1, cut.carry().length);
      reached += cut.depth();
      for (double factor : cut.carry()) {
        assertEquals(1 / (1 - 1 / 4.0), factor, 1e-15);
      }
    }
    assertEquals(4, reached / DRAWS, .05);
    assertEquals(1, plan.nextWhole(1).depth());
  }

  @Test
  void copiesDrawTheSameCutsOnTheirOwn() {
    RandomPlan plan = new RandomPlan(RandomTruncation.of(50));
    WindowPlan copy = plan.copy();
    int[] first = draw(plan);
    assertArrayEquals(first, draw(copy));
    assertNotEquals(first[5], draw(plan)[5]);
  }

  private static int[] draw(WindowPlan plan) {
    int[] drawn = new int[6];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] = plan.owned();
      plan.next(drawn[i]);
    }
    return drawn;
  }
}
