package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolSizeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"two", "0", "-3", "", " ", " 2", "2.0", "0x2", "99999999999", "1025", "1000000"})
  void whatIsNoNumberOfThreadsIsRefusedAndNamed(String value) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new PoolSize(value, 4)).getMessage();
    assertTrue(message.startsWith("tbptt4j.threads (\"" + value + "\") must be"), message);
    assertTrue(message.contains("from 1 to 1024: set it to"), message);
  }

  @Test
  void thePropertyCountsBeforeTheProcessors() {
    assertEquals(3, new PoolSize("3", 4).threads());
    assertEquals(1024, new PoolSize("1024", 4).threads());
    assertEquals(4, new PoolSize(null, 4).threads());
    assertEquals(1024, new PoolSize(null, 5000).threads());
  }
}
