package io.github.tbptt4j.internal.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.internal.kernel.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackpropSettingsTest {
  private static final int ALL = Integer.MAX_VALUE;

  private static BackpropSettings settings(int k1, int k2) {
    return new BackpropSettings(k1, k2, Double.POSITIVE_INFINITY);
  }

  @Test
  void windowsOfALaterSegmentNeedAllButTheirOwnLastStepOfThisOne() {
    assertEquals(0, settings(3, 1).historyDepth());
    assertEquals(4, settings(3, 5).historyDepth());
    assertFalse(settings(3, 5).isFull());
  }

  @Test
  void fullBpttKeepsNoHistory() {
    assertTrue(settings(3, ALL).isFull());
    assertEquals(0, settings(3, ALL).historyDepth());
  }

  @Test
  void windowsAreThoseOfBothLengths() {
    assertEquals(List.of(new Window(1, 4, 6), new Window(3, 6, 8)), settings(2, 5).windows(4, 4));
    assertEquals(List.of(new Window(0, 4, 8)), settings(2, ALL).windows(4, 4));
  }
}
