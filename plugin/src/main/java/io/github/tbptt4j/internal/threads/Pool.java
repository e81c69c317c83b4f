package io.github.tbptt4j.internal.threads;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of helpers for any number of callers. A caller never waits for a helper to be
 * free: those that are free join at once, others when they end what they do, and the caller goes on
 * meanwhile. Helpers are started when first wanted, and end when they have not been wanted for a
 * while, so that an unused pool holds on to nothing.
 */
final class Pool {
  private static final Logger log = LoggerFactory.getLogger(Pool.class);

  private final int threads;
  private final Patience patience;
  private final long keepAliveNanos;
  private final ThreadFactory threadFactory;

  /** Helpers without work: the one that ended last, and is the most likely to be awake, first. */
  private final Deque<Helper> idle = new ArrayDeque<>();

  /** Jobs that could do with more helpers, the one that waits longest first. */
  private final Deque<Job> waiting = new ArrayDeque<>();

  /** Helpers that have not ended. */
  private int helpers;

  private boolean hasWarned;

  Pool(int threads) {
    this(threads, Patience.USUAL, TimeUnit.SECONDS.toNanos(60), Helper::unboundThread);
  }

  /**
   * A pool without helpers, yet.
   *
   * @param threads that work on one job at most, its caller among them
   * @param patience of callers and helpers
   * @param keepAliveNanos a helper ends after so long without work
   * @param threadFactory makes the helpers' threads
   */
  Pool(int threads, Patience patience, long keepAliveNanos, ThreadFactory threadFactory) {
    this.threads = threads;
    this.patience = patience;
    this.keepAliveNanos = keepAliveNanos;
    this.threadFactory = threadFactory;
  }

  int threads() {
    return threads;
  }

  synchronized int helpers() {
    return helpers;
  }

  /** See {@link Workers#run}. */
  void run(int parts, Workers.Part work) {
    Job job = new Job(parts, work);
    try {
      callHelpers(job);
      Parallelism.inside(job::work);
    } catch (Throwable e) { // of our own, such as a full stack: a part's doesn't come here
      job.fail(e);
      job.work();
    }
    if (parts > 1) {
      dismiss(job);
    }
    job.await(patience);
    job.throwFailure();
  }

  private void callHelpers(Job job) {
    for (int wanted = Math.min(job.parts(), threads) - 1; wanted > 0; wanted--) {
      Helper helper = assign(job);
      if (helper == null || !begin(helper)) {
        return;
      }
    }
  }

  /** {@return a helper who is to begin with the job, or null if none is free now} */
  private synchronized Helper assign(Job job) {
    if (idle.isEmpty() && helpers == threads - 1) {
      waiting.add(job);
      return null;
    }
    Helper helper = idle.isEmpty() ? newHelper() : idle.pop();
    if (!helper.isStarted()) {
      helpers++;
    }
    helper.assign(job);
    return helper;
  }

  private Helper newHelper() {
    return new Helper(this, patience, keepAliveNanos, threadFactory);
  }

  /** Whether the helper has begun: there may be no room for another thread. */
  private boolean begin(Helper helper) {
    boolean begun = false;
    try {
      helper.begin();
      begun = true;
    } catch (OutOfMemoryError e) {
      warnOnce(e);
    } finally {
      if (!begun) {
        ended();
      }
    }
    return begun;
  }

  private synchronized void warnOnce(OutOfMemoryError e) {
    if (!hasWarned) {
      hasWarned = true;
      log.warn(
          "No thread can be started ({}): work goes on with {} of {}.",
          e.getMessage(),
          helpers,
          threads);
    }
  }

  private synchronized void dismiss(Job job) {
    waiting.remove(job);
  }

  /** Gives a helper who has no work the next job, or nothing, which makes it idle. */
  synchronized Job nextFor(Helper helper) {
    while (!waiting.isEmpty()) {
      Job job = waiting.peek();
      if (!job.isClaimed()) {
        return job;
      }
      waiting.remove();
    }
    idle.push(helper);
    return null;
  }

  /** Whether a helper that has been idle may end: not if it has been given a job meanwhile. */
  synchronized boolean releases(Helper helper) {
    return idle.remove(helper);
  }

  synchronized void ended() {
    helpers--;
  }
}
