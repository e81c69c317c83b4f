package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callers that are threads of other pools, or no threads of the system's at all. */
class CallersOfAllKindsTest {
  private static final int CALLERS = 100;
  private static final int CALLS = 50;
  private static final int PARTS = 5;

  private final Pool pool =
      new Pool(3, Patience.USUAL, TimeUnit.SECONDS.toNanos(1), Helper::unboundThread);

  @Test
  void tasksOfAForkJoinPoolAllEnd() throws Exception {
    ForkJoinPool callers = new ForkJoinPool(2);
    try {
      assertAllEnd(callers);
    } finally {
      callers.shutdownNow();
    }
  }

  /** Parts that wait for tasks of the pool that their caller is a thread of. */
  @Test
  void partsMayForkTasks() throws Exception {
    ForkJoinPool callers = new ForkJoinPool(1);
    try {
      AtomicInteger tasks = new AtomicInteger();
      Runnable caller =
          () ->
              pool.run(
                  PARTS,
                  part ->
                      IntStream.range(0, CALLS)
                          .parallel()
                          .forEach(task -> pool.run(2, within -> tasks.incrementAndGet())));
      callers.submit(caller).get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
      assertEquals(PARTS * CALLS * 2, tasks.get());
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void virtualThreadsAllEnd() throws Exception {
    assumeTrue(
        Runtime.version().feature() >= 21, "Java before 21 has no virtual threads to call from.");
    ExecutorService callers =
        (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    try {
      assertAllEnd(callers);
    } finally {
      callers.shutdownNow();
    }
  }

  private void assertAllEnd(ExecutorService callers)
      throws InterruptedException, ExecutionException, TimeoutException {
    AtomicInteger parts = new AtomicInteger();
    List<Future<?>> results =
        IntStream.range(0, CALLERS)
            .<Future<?>>mapToObj(
                caller ->
                    callers.submit(
                        () -> {
                          for (int call = 0; call < CALLS; call++) {
                            pool.run(PARTS, part -> pool.run(2, within -> parts.incrementAndGet()));
                          }
                        }))
            .toList();
    for (Future<?> result : results) {
      result.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
    }
    assertEquals(CALLERS * CALLS * PARTS * 2, parts.get());
    assertTrue(pool.helpers() <= 2);
  }
}
