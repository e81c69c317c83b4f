package io.github.tbptt4j.kernel;

import java.util.concurrent.locks.LockSupport;

/**
 * A daemon thread that does one part after the other for one caller at a time. Both sides look
 * around for a moment before they sleep: waking a thread on a virtual processor takes some 0.1 ms,
 * as long as a whole part of a small layer.
 */
final class Helper {
  /** Looking around by spinning, then by yielding to whoever else is there, then asleep. */
  private static final long SPIN_NANOS = 30_000;

  private static final long YIELD_NANOS = 300_000;

  /** A part and how it ended. */
  private static final class Job {
    private final Workers.Part work;
    private final int part;
    private final Thread caller = Thread.currentThread();
    private volatile boolean done;
    private Throwable failure;

    Job(Workers.Part work, int part) {
      this.work = work;
      this.part = part;
    }

    void run() {
      try {
        work.run(part);
      } catch (Throwable e) { // handed over to the caller
        failure = e;
      }
      done = true;
      LockSupport.unpark(caller);
    }
  }

  private final Thread thread = new Thread(this::loop, "tbptt4j-worker");
  private volatile Job next;
  private Job current;

  Helper() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins a part; the one before must have ended. */
  void begin(Workers.Part work, int part) {
    current = new Job(work, part);
    next = current;
    LockSupport.unpark(thread);
  }

  /**
   * Waits whatever happens: the part writes to memory of the caller's.
   *
   * @return how the part failed, or null
   */
  Throwable await() {
    Job job = current;
    boolean interrupted = false;
    long began = System.nanoTime();
    while (!job.done) {
      if (!lookAround(began)) {
        LockSupport.park(job);
        interrupted |= Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    current = null;
    return job.failure;
  }

  private void loop() {
    long idleSince = System.nanoTime();
    while (true) {
      Job job = next;
      if (job != null) {
        next = null;
        job.run();
        idleSince = System.nanoTime();
      } else if (!lookAround(idleSince)) {
        LockSupport.park(this);
      }
    }
  }

  /** Passes a moment; false when it is time to sleep. */
  private static boolean lookAround(long since) {
    long waited = System.nanoTime() - since;
    if (waited > YIELD_NANOS) {
      return false;
    }
    if (waited > SPIN_NANOS) {
      Thread.yield();
    } else {
      Thread.onSpinWait();
    }
    return true;
  }
}
