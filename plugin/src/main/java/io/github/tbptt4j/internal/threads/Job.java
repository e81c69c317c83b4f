package io.github.tbptt4j.internal.threads;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * The parts of one call. Each is claimed by one thread; the caller waits until all have ended. A
 * thread that comes too late finds nothing to claim, and doesn't touch the work.
 */
final class Job {
  private final Workers.Part work;
  private final int parts;
  private final Thread caller = Thread.currentThread();

  /** The next part that nobody has claimed; beyond the last one if there is none. */
  private final AtomicInteger next = new AtomicInteger();

  /** Parts that have ended, or been claimed and left out. */
  private final AtomicInteger ended = new AtomicInteger();

  private volatile Throwable failure;

  Job(int parts, Workers.Part work) {
    this.parts = parts;
    this.work = work;
  }

  int parts() {
    return parts;
  }

  boolean isClaimed() {
    return next.get() >= parts;
  }

  /** Does parts until none is left. After a failure they are claimed, but left out. */
  void work() {
    while (!isClaimed()) {
      int part = next.getAndIncrement();
      if (part < parts) {
        try {
          if (failure == null) {
            work.run(part);
          }
        } catch (Throwable e) { // handed over to the caller
          fail(e);
        } finally {
          if (ended.incrementAndGet() == parts && Thread.currentThread() != caller) {
            LockSupport.unpark(caller);
          }
        }
      }
    }
  }

  /** No further part is begun. */
  synchronized void fail(Throwable e) {
    if (failure == null) {
      failure = e;
    } else if (failure != e) {
      failure.addSuppressed(e);
    }
  }

  /** Waits whatever happens: the parts that run write to memory of the caller's. */
  void await(Patience patience) {
    boolean interrupted = false;
    long began = System.nanoTime();
    while (ended.get() < parts) {
      if (!patience.lookAround(began)) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws the first failure, if there is one. */
  void throwFailure() {
    if (failure != null) {
      throw Job.<RuntimeException>unchecked(failure);
    }
  }

  /** Parts throw no checked exceptions, unless their language doesn't know of them. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> E unchecked(Throwable e) throws E {
    throw (E) e;
  }
}
