package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other threads do, and fails if they don't. */
final class Await {
  static final long LIMIT_SECONDS = 30;

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        fail("Not within " + LIMIT_SECONDS + " s: " + what);
      }
      Thread.yield();
    }
  }

  static void open(CountDownLatch latch) {
    boolean interrupted = false;
    boolean opened = false;
    while (!opened) {
      try {
        if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          fail("Not opened within " + LIMIT_SECONDS + " s.");
        }
        opened = true;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
