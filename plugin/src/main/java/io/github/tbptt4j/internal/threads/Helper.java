package io.github.tbptt4j.internal.threads;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A daemon thread of the pool that works on one job after the other. */
final class Helper {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Pool pool;
  private final Patience patience;
  private final long keepAliveNanos;
  private final Thread thread;

  /** Of whoever has taken it out of the pool. */
  private boolean started;

  private volatile Job assigned;

  Helper(Pool pool, Patience patience, long keepAliveNanos, ThreadFactory threadFactory) {
    this.pool = pool;
    this.patience = patience;
    this.keepAliveNanos = keepAliveNanos;
    this.thread = threadFactory.newThread(this::loop);
  }

  /**
   * A thread that keeps nothing of the one that starts it: neither its class loader, nor its thread
   * group, its inherited variables, or the code on its stack, as the access control context. They
   * may belong to an application that is to go while others use the pool.
   */
  @SuppressWarnings("removal") // what Java 17 needs it for, Java 24 has no more
  static Thread unboundThread(Runnable loop) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    ThreadGroup root = group;
    String name = "tbptt4j-worker-" + NUMBER.incrementAndGet();
    Thread thread =
        AccessController.doPrivileged(
            (PrivilegedAction<Thread>) () -> new Thread(root, loop, name, 0, false));
    thread.setDaemon(true);
    thread.setPriority(Thread.NORM_PRIORITY);
    thread.setContextClassLoader(Helper.class.getClassLoader());
    return thread;
  }

  boolean isStarted() {
    return started;
  }

  /** Gives it a job; it must have none. */
  void assign(Job job) {
    assigned = job;
  }

  /** Begins what has been assigned. */
  void begin() {
    if (started) {
      LockSupport.unpark(thread);
    } else {
      started = true;
      thread.start();
    }
  }

  private void loop() {
    try {
      Parallelism.inside(this::workUntilUnwanted);
    } finally {
      pool.ended();
    }
  }

  private void workUntilUnwanted() {
    boolean wanted = true;
    while (wanted) {
      wanted = workOnce();
    }
  }

  /** A frame of its own: while it is idle, nothing on its stack leads to the job before. */
  private boolean workOnce() {
    Job job = assigned == null ? pool.nextFor(this) : assigned;
    if (job == null) {
      return waitForJob();
    }
    assigned = null;
    Thread.interrupted(); // meant for something else
    job.work();
    return true;
  }

  /** {@return false if none has come for a long time} */
  private boolean waitForJob() {
    long began = System.nanoTime();
    while (assigned == null) {
      if (!patience.lookAround(began)) {
        LockSupport.parkNanos(this, keepAliveNanos);
        Thread.interrupted(); // or it could not sleep any more
        boolean isOver = System.nanoTime() - began >= keepAliveNanos;
        if (assigned == null && isOver && pool.releases(this)) {
          return false;
        }
      }
    }
    return true;
  }
}
