package io.github.tbptt4j.tuning.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Says what to do next when the program is interrupted, by Ctrl-C for instance, before its end. The
 * JVM then ends with exit code 130; what a sweep has finished is on disk already.
 */
final class Interruption {
  /** How long a person who has pressed Ctrl-C waits for something to be saved. */
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean underWay;

  private Interruption(Runnable stop, Supplier<String> message) {
    hook =
        new Thread(
            () -> {
              underWay = true;
              stop.run();
              await();
              System.err.println("\n" + message.get());
            },
            "tbptt4j-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Stops what is at work first, and waits some seconds for it to {@link #end}.
   *
   * @param stop asks it to end
   * @param message made when it has ended, or is not waited for any longer
   */
  static Interruption stopping(Runnable stop, Supplier<String> message) {
    return new Interruption(stop, message);
  }

  private void await() {
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@return whether the program is ending because it was interrupted} */
  boolean isUnderWay() {
    return underWay;
  }

  void end() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already: the message is due.
    }
  }
}
