package io.github.tbptt4j.internal.threads;

import java.lang.ref.Reference;

/**
 * Shares out the parts of a call among the caller and the threads of the process's one pool. The
 * caller works on parts itself and waits once, for those that others have begun: there is no
 * barrier inside a part, and a caller whom nobody helps does all of them.
 *
 * <p>However many callers there are, the pool has one thread less than its size at most. What is
 * computed depends on the number of parts, never on who does them.
 */
public final class Workers {
  /**
   * The system property that says how many threads may work on one call, the caller among them; by
   * default one a processor. It counts as it is when first needed.
   */
  public static final String PROPERTY = "tbptt4j.threads";

  /** Written before the pool, and never again. */
  private static PoolSize size;

  private static volatile Pool pool;

  private Workers() {}

  /** A part of some work. */
  @FunctionalInterface
  public interface Part {
    /**
     * Does one part.
     *
     * @param part its number, from 0
     */
    void run(int part);
  }

  /**
   * How many parts the calling thread's work is worth cutting into: the size of the pool, or what
   * {@link Parallelism} says. One inside of a part: the work has been shared out already.
   *
   * @return at least one, and the same during a whole call
   * @throws IllegalArgumentException if the property {@value #PROPERTY} is no number that the pool
   *     can have
   */
  public static int count() {
    int threads = pool().threads();
    Integer parts = Parallelism.ofCaller();
    return parts == null ? threads : parts;
  }

  /**
   * Where a part begins when n things are shared out evenly; the next part's beginning is its end.
   *
   * @param part from 0 to parts
   * @param parts number of parts
   * @param n number of things
   * @return from 0 to n
   */
  public static int begin(int part, int parts, int n) {
    return (int) ((long) part * n / parts);
  }

  /**
   * Runs all parts and returns when all have ended. Once a part has failed no other is begun, and
   * its failure is thrown when those that run have ended, with theirs as suppressed exceptions. An
   * interrupt doesn't stop the call: the thread's flag is set when it returns.
   *
   * <p>Whatever the work has captured stays reachable meanwhile: ND4J frees the memory of an array
   * that only a pointer into it is left of, and compiled code drops an array at its last use.
   *
   * @param parts number of parts; may be more than there are threads
   * @param work does a part
   * @throws IllegalArgumentException if the property {@value #PROPERTY} is no number that the pool
   *     can have
   */
  public static void run(int parts, Part work) {
    try {
      pool().run(parts, work);
    } finally {
      Reference.reachabilityFence(work);
    }
  }

  private static Pool pool() {
    Pool existing = pool;
    if (existing == null) {
      synchronized (Workers.class) {
        if (pool == null) {
          size = PoolSize.asked();
          pool = new Pool(size.threads());
        }
        existing = pool;
      }
    }
    size.warnIfChanged();
    return existing;
  }
}
