package io.github.tbptt4j.internal.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.AdaptiveTruncation;
import org.junit.jupiter.api.Test;

/** What an adaptive truncation makes of its measurements. */
class AdaptivePlanTest {
  private static final AdaptiveTruncation TRUNCATION =
      AdaptiveTruncation.of(5, 2, 50, .1).withCost(.25);

  private final AdaptivePlan plan = new AdaptivePlan(TRUNCATION);

  @Test
  void goesBackAsFarAsAllowedUntilSomethingIsMeasured() {
    assertEquals(55, plan.next(5).depth());
    assertEquals(53, plan.next(3).depth(), "a shorter window at the end of the data");
    assertEquals(51, plan.nextWhole(100).depth(), "one loss a sequence");
    assertEquals(20, plan.nextWhole(20).depth());
  }

  @Test
  void growsAtOnceAndFallsAfterSomeMeasurements() {
    assertEquals(20, plan.choose(20));
    assertEquals(30, plan.choose(30));
    for (int i = 1; i < AdaptivePlan.MEASUREMENTS; i++) {
      assertEquals(30, plan.choose(4));
    }
    assertEquals(4, plan.choose(4));
    assertEquals(9, plan.next(5).depth());
    assertEquals(6, plan.choose(6));
  }

  @Test
  void copiesRememberOnTheirOwn() {
    plan.choose(30);
    AdaptivePlan copy = (AdaptivePlan) plan.copy();
    plan.choose(40);
    assertEquals(35, copy.next(5).depth());
    assertEquals(30, copy.choose(3));
    assertEquals(45, plan.anew().next(5).depth(), "what was seen holds in the next stream");
  }

  @Test
  void measuresWhenItsShareOfTheWorkAllowsIt() {
    assertTrue(plan.mayMeasure(1000), "the first one always");
    plan.measured(1000);
    plan.worked(7999);
    assertFalse(plan.mayMeasure(1000));
    plan.worked(1);
    assertTrue(plan.mayMeasure(1000));
    assertFalse(plan.mayMeasure(1001));
  }
}
