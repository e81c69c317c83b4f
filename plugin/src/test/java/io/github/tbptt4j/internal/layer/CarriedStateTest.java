package io.github.tbptt4j.internal.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.TruncatedBptt;
import org.junit.jupiter.api.Test;

class CarriedStateTest {
  @Test
  void windowsOfALaterSegmentNeedAllButTheirOwnLastStepOfThisOne() {
    assertEquals(0, CarriedState.depth(TruncatedBptt.of(3, 1)));
    assertEquals(4, CarriedState.depth(TruncatedBptt.of(3, 5)));
  }

  @Test
  void fullBpttKeepsNoHistory() {
    assertEquals(0, CarriedState.depth(TruncatedBptt.full()));
  }
}
