package io.github.tbptt4j.internal.exchange;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class OnnxWriterTest {
  /** Without a network of so many. */
  @Test
  void whatIsBeyondProtocolBuffersIsRefusedBeforeItIsMade() {
    assertDoesNotThrow(() -> OnnxWriter.requireRoom(500_000_000));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> OnnxWriter.requireRoom(1L << 29));
    assertTrue(e.getMessage().contains("536870912"), e.getMessage());
  }
}
