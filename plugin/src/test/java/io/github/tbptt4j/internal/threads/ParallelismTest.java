package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelismTest {
  @Test
  void holdsTheThreadThatAskedUntilItIsClosed() {
    int usual = Workers.count();
    try (Parallelism five = Parallelism.ofThisThread(5)) {
      assertEquals(5, Workers.count());
      try (Parallelism one = Parallelism.ofThisThread(1)) {
        assertEquals(1, Workers.count());
      }
      assertEquals(5, Workers.count());
      five.close();
      assertEquals(usual, Workers.count());
    }
    assertEquals(usual, Workers.count());
  }

  @Test
  void otherThreadsDontKnowOfIt() {
    int usual = Workers.count();
    try (Parallelism five = Parallelism.ofThisThread(usual + 5)) {
      assertEquals(usual, CompletableFuture.supplyAsync(Workers::count).join());
      assertThrows(
          IllegalStateException.class,
          () -> {
            try {
              CompletableFuture.runAsync(five::close).join();
            } catch (CompletionException e) {
              throw e.getCause();
            }
          });
      assertEquals(usual + 5, Workers.count());
    }
  }

  /** Whoever does the part: what it computes must not depend on that. */
  @Test
  void thereIsOneInsideOfAPart() {
    for (int parts : new int[] {1, 2, 6}) {
      int[] within = new int[parts];
      Workers.run(parts, part -> within[part] = Workers.count());
      int[] ones = new int[parts];
      Arrays.fill(ones, 1);
      assertEquals(Arrays.toString(ones), Arrays.toString(within));
    }
    try (Parallelism three = Parallelism.ofThisThread(3)) {
      assertThrows(
          ArithmeticException.class,
          () ->
              Workers.run(
                  3,
                  part -> {
                    throw new ArithmeticException();
                  }));
      assertEquals(3, Workers.count());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1025, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void numbersThatMeanNothingAreRefusedAndChangeNothing(int parts) {
    int usual = Workers.count();
    assertEquals(
        "parts (" + parts + ") must be a number from 1 to 1024.",
        assertThrows(IllegalArgumentException.class, () -> Parallelism.ofThisThread(parts))
            .getMessage());
    assertEquals(usual, Workers.count());
  }
}
