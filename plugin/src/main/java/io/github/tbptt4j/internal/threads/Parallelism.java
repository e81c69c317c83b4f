package io.github.tbptt4j.internal.threads;

/**
 * Holds the work of the calling thread to a number of parts, until it is closed by this thread.
 * With one, the thread does everything itself, beside as many others as like. Other threads, those
 * that it starts among them, know nothing of it.
 *
 * <pre>{@code
 * try (Parallelism alone = Parallelism.ofThisThread(1)) {
 *   network.fit(data);
 * }
 * }</pre>
 */
public final class Parallelism implements AutoCloseable {
  /** Integers of the JDK's, so that a thread of somebody else's never holds on to our classes. */
  private static final ThreadLocal<Integer> PARTS = new ThreadLocal<>();

  private final Thread thread = Thread.currentThread();
  private final Integer before = PARTS.get();
  private boolean closed;

  private Parallelism() {}

  /**
   * Holds this thread's work to a number of parts.
   *
   * @param parts number of parts, where the work is enough for as many; if there are more than the
   *     pool has threads, a thread does several
   * @return to be closed
   * @throws IllegalArgumentException if there are less than one part, or very many
   */
  public static Parallelism ofThisThread(int parts) {
    if (parts < 1 || parts > PoolSize.LARGEST) {
      throw new IllegalArgumentException(
          "parts (" + parts + ") must be a number from 1 to " + PoolSize.LARGEST + ".");
    }
    Parallelism parallelism = new Parallelism();
    PARTS.set(parts);
    return parallelism;
  }

  /** {@return what the calling thread is held to, or null} */
  static Integer ofCaller() {
    return PARTS.get();
  }

  /** What is done in a part has been shared out already. */
  static void inside(Runnable part) {
    Integer before = PARTS.get();
    PARTS.set(1);
    try {
      part.run();
    } finally {
      restore(before);
    }
  }

  private static void restore(Integer before) {
    if (before == null) {
      PARTS.remove();
    } else {
      PARTS.set(before);
    }
  }

  /**
   * Gives back what was before.
   *
   * @throws IllegalStateException if another thread has made it
   */
  @Override
  public void close() {
    if (thread != Thread.currentThread()) {
      throw new IllegalStateException(
          "This is the parallelism of thread \""
              + thread.getName()
              + "\": it can't be closed by \""
              + Thread.currentThread().getName()
              + "\".");
    }
    if (!closed) {
      closed = true;
      restore(before);
    }
  }
}
