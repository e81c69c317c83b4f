package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.SystemProperty;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
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

  /** The first user of classes that have just been loaded. */
  static final class FirstUser implements Runnable {
    @Override
    public void run() {
      System.setProperty(Workers.PROPERTY, "two");
      assertRefused();
      assertRefused();

      System.setProperty(Workers.PROPERTY, "3");
      assertEquals(3, Workers.count());
      assertEquals("", warnings());

      System.setProperty(Workers.PROPERTY, "5");
      String warning = warnings();
      assertTrue(warning.startsWith("WARN "), warning);
      assertTrue(
          warning.contains("tbptt4j.threads is now \"5\", but was \"3\" when it was first needed"),
          warning);
      System.setProperty(Workers.PROPERTY, "two");
      System.clearProperty(Workers.PROPERTY);
      assertEquals("", warnings());
      assertEquals(3, Workers.count());
    }

    private static void assertRefused() {
      assertThrows(IllegalArgumentException.class, Workers::count);
      assertThrows(IllegalArgumentException.class, () -> Workers.run(2, part -> {}));
      try (Parallelism one = Parallelism.ofThisThread(1)) {
        assertThrows(IllegalArgumentException.class, Workers::count);
      }
    }

    /** What is said while the pool is used. */
    private static String warnings() {
      PrintStream err = System.err;
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      System.setErr(new PrintStream(said, true));
      try {
        Workers.run(Workers.count(), part -> {});
      } finally {
        System.setErr(err);
      }
      return said.toString();
    }
  }

  @Test
  void aWrongSizeIsRefusedAtEachUseAndALaterChangeIsSaidOnceToBeInVain() {
    try (SystemProperty property = new SystemProperty(Workers.PROPERTY);
        ApplicationLoader loader = ApplicationLoader.ofThePool()) {
      loader.run(FirstUser.class);
    }
  }
}
