package io.github.tbptt4j.kernel;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A few daemon threads for the parts of one call. The caller works on the first part itself, and
 * waits for the others once: there is no barrier inside a part.
 */
final class Workers {
  /** The system property that sets how many threads take part; by default one a processor. */
  static final String PROPERTY = "tbptt4j.threads";

  private static final ExecutorService POOL =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "tbptt4j-worker");
            thread.setDaemon(true);
            return thread;
          });

  private Workers() {}

  /** A part of some work. */
  interface Part {
    void run(int part);
  }

  /** {@return how many threads may take part} */
  static int count() {
    int count = Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors());
    if (count < 1) {
      throw new IllegalArgumentException(PROPERTY + " (" + count + ") must be at least 1.");
    }
    return count;
  }

  /**
   * Where a part begins when n things are shared out evenly; the next part's beginning is its end.
   */
  static int begin(int part, int parts, int n) {
    return (int) ((long) part * n / parts);
  }

  /**
   * Runs all parts and returns when all have ended; the first failure is thrown. Whatever the work
   * has captured stays reachable meanwhile: ND4J frees the memory of an array that only a pointer
   * into it is left of, and compiled code drops an array at its last use.
   */
  static void run(int parts, Part work) {
    try {
      runAll(parts, work);
    } finally {
      Reference.reachabilityFence(work);
    }
  }

  private static void runAll(int parts, Part work) {
    List<Future<?>> others = new ArrayList<>(parts - 1);
    for (int part = 1; part < parts; part++) {
      int other = part;
      others.add(POOL.submit(() -> work.run(other)));
    }
    Throwable failure = null;
    try {
      work.run(0);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Future<?> other : others) {
      failure = firstOf(failure, other);
    }
    if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /** Waits whatever happens: the parts write to memory of the caller's. */
  private static Throwable firstOf(Throwable failure, Future<?> other) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          other.get();
          return failure;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          return failure == null ? e.getCause() : failure;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
