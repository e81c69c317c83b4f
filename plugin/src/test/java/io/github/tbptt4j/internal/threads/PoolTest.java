package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolTest {
  private static Pool pool(int threads) {
    return pool(threads, TimeUnit.MINUTES.toNanos(1));
  }

  private static Pool pool(int threads, long keepAliveNanos) {
    return new Pool(threads, Patience.USUAL, keepAliveNanos, Helper::unboundThread);
  }

  /** Whether a caller sleeps until parts of others end. */
  private static boolean waits(Thread caller) {
    return LockSupport.getBlocker(caller) instanceof Job;
  }

  @Test
  void everyPartIsDoneOnceWhateverTheNumberOfThreads() {
    for (int threads : new int[] {1, 2, 3, 8}) {
      Pool pool = pool(threads);
      for (int parts : new int[] {0, 1, 2, 3, 7, 100}) {
        for (int call = 0; call < 50; call++) {
          AtomicIntegerArray done = new AtomicIntegerArray(parts);
          pool.run(parts, done::incrementAndGet);
          for (int part = 0; part < parts; part++) {
            assertEquals(1, done.get(part), threads + " threads, " + parts + " parts");
          }
        }
      }
      assertTrue(pool.helpers() < threads);
    }
  }

  @Test
  void manyCallersShareTheFewHelpers() throws InterruptedException {
    int callers = 24;
    Pool pool = pool(3);
    Set<Thread> workers = ConcurrentHashMap.newKeySet();
    CountDownLatch begun = new CountDownLatch(callers);
    AtomicInteger parts = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Thread caller =
          new Thread(
              () -> {
                begun.countDown();
                Await.open(begun);
                for (int call = 0; call < 200; call++) {
                  pool.run(
                      4,
                      part -> {
                        workers.add(Thread.currentThread());
                        parts.incrementAndGet();
                      });
                }
              });
      threads.add(caller);
      caller.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    workers.removeAll(threads);
    assertTrue(workers.size() <= 2, workers + "");
    assertEquals(2, pool.helpers());
    assertEquals(callers * 200 * 4, parts.get());
  }

  @Test
  void aCallerWhomNobodyHelpsDoesAllParts() throws InterruptedException {
    Pool pool = pool(2);
    CountDownLatch busy = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    Thread other =
        new Thread(
            () ->
                pool.run(
                    2,
                    part -> {
                      busy.countDown();
                      Await.open(over);
                    }));
    other.start();
    Await.open(busy); // the only helper, too
    Thread[] by = new Thread[3];
    pool.run(3, part -> by[part] = Thread.currentThread());
    over.countDown();
    other.join();
    for (Thread thread : by) {
      assertSame(Thread.currentThread(), thread);
    }
  }

  @Test
  void aHelperThatBecomesFreeJoinsACallThatHasBegunWithoutIt() throws InterruptedException {
    Pool pool = pool(2);
    CountDownLatch busy = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    Thread other =
        new Thread(
            () ->
                pool.run(
                    2,
                    part -> {
                      busy.countDown();
                      Await.open(over);
                    }));
    other.start();
    Await.open(busy);
    CountDownLatch helped = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    pool.run(
        2,
        part -> {
          if (Thread.currentThread() == caller) {
            over.countDown();
            Await.open(helped);
          } else {
            helped.countDown();
          }
        });
    other.join();
    assertEquals(0, helped.getCount());
  }

  @Test
  void aCallInsideOfAPartEnds() {
    Pool pool = pool(3);
    AtomicInteger innermost = new AtomicInteger();
    for (int call = 0; call < 200; call++) {
      pool.run(
          4,
          part -> pool.run(3, within -> pool.run(2, innermostPart -> innermost.incrementAndGet())));
    }
    assertEquals(200 * 4 * 3 * 2, innermost.get());
  }

  @Test
  void theFailureOfAHelpersPartReachesTheCallerAndTheNextCallWorks() {
    Pool pool = pool(2);
    Thread caller = Thread.currentThread();
    CountDownLatch failed = new CountDownLatch(1);
    IllegalStateException failure = new IllegalStateException("a helper's");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                pool.run(
                    2,
                    part -> {
                      if (Thread.currentThread() != caller) {
                        failed.countDown();
                        throw failure;
                      }
                      Await.open(failed);
                    })));
    int[] done = new int[2];
    pool.run(2, part -> done[part]++);
    assertArrayEquals(new int[] {1, 1}, done);
  }

  @Test
  void afterAFailureNoOtherPartIsBegun() {
    int[] done = new int[100];
    assertThrows(
        ArithmeticException.class,
        () ->
            pool(1)
                .run(
                    100,
                    part -> {
                      done[part]++;
                      if (part == 2) {
                        throw new ArithmeticException("part 2");
                      }
                    }));
    assertEquals(3, Arrays.stream(done).sum());
  }

  @Test
  void laterFailuresAreSuppressedOnes() {
    CountDownLatch both = new CountDownLatch(2);
    Error failure =
        assertThrows(
            AssertionError.class,
            () ->
                pool(2)
                    .run(
                        2,
                        part -> {
                          both.countDown();
                          Await.open(both);
                          throw new AssertionError("part " + part);
                        }));
    assertEquals(1, failure.getSuppressed().length);
    assertNotEquals(failure.getMessage(), failure.getSuppressed()[0].getMessage());
  }

  @Test
  void theSameFailureOfSeveralPartsIsThrownOnce() {
    CountDownLatch both = new CountDownLatch(2);
    OutOfMemoryError failure = new OutOfMemoryError("kept for the case");
    Error thrown =
        assertThrows(
            OutOfMemoryError.class,
            () ->
                pool(2)
                    .run(
                        2,
                        part -> {
                          both.countDown();
                          Await.open(both);
                          throw failure;
                        }));
    assertSame(failure, thrown);
    assertEquals(0, thrown.getSuppressed().length);
  }

  /** A part may write to the caller's arrays until it ends. */
  @Test
  void aCallerThatFailsReturnsWhenTheOthersHaveEnded() throws InterruptedException {
    Pool pool = pool(2);
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean endedBefore = new AtomicBoolean();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                pool.run(
                    2,
                    part -> {
                      both.countDown();
                      Await.open(both);
                      if (Thread.currentThread().getName().equals("failing")) {
                        throw new IllegalStateException("the caller's");
                      }
                      Await.open(over);
                      ended.set(true);
                    });
              } catch (IllegalStateException e) {
                endedBefore.set(ended.get());
                thrown.set(e);
              }
            },
            "failing");
    caller.start();
    Await.until("the caller waits", () -> waits(caller));
    over.countDown();
    caller.join();
    assertTrue(endedBefore.get());
    assertEquals("the caller's", thrown.get().getMessage());
  }

  @Test
  void anInterruptedCallerReturnsWhenTheOthersHaveEndedAndStaysInterrupted()
      throws InterruptedException {
    Pool pool = pool(2);
    CountDownLatch both = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean endedBefore = new AtomicBoolean();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread caller =
        new Thread(
            () -> {
              Thread self = Thread.currentThread();
              pool.run(
                  2,
                  part -> {
                    both.countDown();
                    Await.open(both);
                    if (Thread.currentThread() != self) {
                      Await.open(over);
                      ended.set(true);
                    }
                  });
              endedBefore.set(ended.get());
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    caller.start();
    Await.until("the caller waits", () -> waits(caller));
    caller.interrupt();
    Await.until("it has seen the interrupt", () -> !caller.isInterrupted());
    Await.until("the caller waits on", () -> waits(caller));
    over.countDown();
    caller.join();
    assertTrue(endedBefore.get());
    assertTrue(interrupted.get());
  }

  @Test
  void aHelperThatIsInterruptedSleepsAndWorksAsBefore() {
    Pool pool = pool(2);
    Thread helper = helperOf(pool);
    Await.until("it sleeps", () -> LockSupport.getBlocker(helper) instanceof Helper);
    helper.interrupt();
    Await.until("it has seen the interrupt", () -> !helper.isInterrupted());
    Await.until("it sleeps again", () -> helper.getState() == Thread.State.TIMED_WAITING);
    assertSame(helper, helperOf(pool));
  }

  /** The thread of the only helper. */
  private static Thread helperOf(Pool pool) {
    CountDownLatch both = new CountDownLatch(2);
    Thread caller = Thread.currentThread();
    AtomicReference<Thread> helper = new AtomicReference<>();
    pool.run(
        2,
        part -> {
          both.countDown();
          Await.open(both);
          if (Thread.currentThread() != caller) {
            helper.set(Thread.currentThread());
          }
        });
    return helper.get();
  }

  @Test
  void helpersEndWhenTheyHaveNotBeenWantedForAWhileAndOthersFollow() {
    Pool pool = pool(3, TimeUnit.MILLISECONDS.toNanos(1));
    for (int call = 0; call < 3; call++) {
      CountDownLatch all = new CountDownLatch(3);
      pool.run(
          3,
          part -> {
            all.countDown();
            Await.open(all);
          });
      Await.until("helpers end", () -> pool.helpers() == 0);
    }
  }

  @Test
  void helpersAreDaemonsWithANameAndNothingOfTheirCallers() throws InterruptedException {
    InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
    AtomicReference<Thread> helper = new AtomicReference<>();
    AtomicReference<String> inHelper = new AtomicReference<>();
    ThreadGroup group = new ThreadGroup("application");
    Thread application =
        new Thread(
            group,
            () -> {
              inherited.set("the application's");
              Thread.currentThread().setContextClassLoader(new ClassLoader() {});
              Pool pool = pool(2);
              CountDownLatch both = new CountDownLatch(2);
              Thread caller = Thread.currentThread();
              pool.run(
                  2,
                  part -> {
                    both.countDown();
                    Await.open(both);
                    if (Thread.currentThread() != caller) {
                      helper.set(Thread.currentThread());
                      inHelper.set("" + inherited.get());
                    }
                  });
            });
    application.setPriority(Thread.MIN_PRIORITY);
    application.start();
    application.join();
    Thread thread = helper.get();
    assertTrue(thread.isDaemon());
    assertTrue(thread.getName().startsWith("tbptt4j-worker-"), thread.getName());
    assertEquals(Thread.NORM_PRIORITY, thread.getPriority());
    assertSame(Pool.class.getClassLoader(), thread.getContextClassLoader());
    assertEquals("null", inHelper.get());
    assertFalse(group.parentOf(thread.getThreadGroup()));
  }

  @Test
  void anIdleHelperHoldsOnToNothingOfItsLastWork() {
    Pool pool = pool(2);
    WeakReference<Object> array = workWithAnArray(pool);
    Await.until(
        "what the work has captured is collected",
        () -> {
          System.gc();
          return array.refersTo(null);
        });
    assertEquals(1, pool.helpers());
  }

  private static WeakReference<Object> workWithAnArray(Pool pool) {
    Object array = new Object();
    CountDownLatch both = new CountDownLatch(2);
    pool.run(
        2,
        part -> {
          assertNotEquals(null, array);
          both.countDown();
          Await.open(both);
        });
    return new WeakReference<>(array);
  }

  @Test
  void whereNoThreadCanBeStartedTheCallerWorksAlone() {
    Pool pool =
        new Pool(
            4,
            Patience.USUAL,
            0,
            loop ->
                new Thread(loop) {
                  @Override
                  public synchronized void start() {
                    throw new OutOfMemoryError("unable to create native thread (a test)");
                  }
                });
    for (int call = 0; call < 3; call++) {
      int[] done = new int[4];
      pool.run(4, part -> done[part]++);
      assertArrayEquals(new int[] {1, 1, 1, 1}, done);
      assertEquals(0, pool.helpers());
    }
  }

  @Test
  void whereAThreadIsRefusedTheCallFailsAndTheNextOneWorks() {
    AtomicBoolean refuses = new AtomicBoolean(true);
    Pool pool =
        new Pool(
            2,
            Patience.USUAL,
            TimeUnit.MINUTES.toNanos(1),
            loop -> {
              if (refuses.get()) {
                throw new SecurityException("no threads");
              }
              return Helper.unboundThread(loop);
            });
    int[] done = new int[2];
    assertThrows(SecurityException.class, () -> pool.run(2, part -> done[part]++));
    assertEquals(0, Arrays.stream(done).sum());
    refuses.set(false);
    helperOf(pool);
    assertEquals(1, pool.helpers());
  }
}
