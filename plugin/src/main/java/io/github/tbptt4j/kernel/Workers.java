package io.github.tbptt4j.kernel;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A few daemon threads for the parts of one call. The caller works on the first part itself, and
 * waits for the others once: there is no barrier inside a part.
 */
final class Workers {
  /** The system property that sets how many threads take part; by default one a processor. */
  static final String PROPERTY = "tbptt4j.threads";

  /** Helpers without work. Callers that work at the same time have helpers of their own. */
  private static final ConcurrentLinkedDeque<Helper> IDLE = new ConcurrentLinkedDeque<>();

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
    List<Helper> helpers = new ArrayList<>(parts - 1);
    for (int part = 1; part < parts; part++) {
      // The one that ended last is the most likely to be awake.
      Helper idle = IDLE.pollFirst();
      Helper helper = idle == null ? new Helper() : idle;
      helpers.add(helper);
      helper.begin(work, part);
    }
    Throwable failure = null;
    try {
      work.run(0);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    for (Helper helper : helpers) {
      Throwable its = helper.await();
      failure = failure == null ? its : failure;
      IDLE.addFirst(helper);
    }
    if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw (RuntimeException) failure;
    }
  }
}
