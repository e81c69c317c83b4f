package io.github.tbptt4j.tuning.internal.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.tbptt4j.internal.threads.Workers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** With BLAS's threads: ND4J has one in all tests, and can't be given more. */
class SingleThreadsTest {
  private final int blasThreads = openblas_nolapack.blas_get_num_threads();

  @BeforeEach
  void manyThreads() {
    Nd4j.getBackend(); // which sets BLAS's threads when it is first used
    openblas_nolapack.blas_set_num_threads(2);
  }

  @AfterEach
  void asBefore() {
    openblas_nolapack.blas_set_num_threads(blasThreads);
  }

  private static void assertProcessHas(int blasThreads) {
    assertEquals(blasThreads, openblas_nolapack.blas_get_num_threads());
  }

  @Test
  void aTaskHasOneThreadAndAllIsGivenBack() {
    int usual = Workers.count();
    assertEquals(1, SingleThreads.call(Workers::count));
    int there =
        SingleThreads.call(
            () -> {
              assertProcessHas(1);
              return 7;
            });
    assertEquals(7, there);
    assertProcessHas(2);
    assertEquals(usual, Workers.count());
  }

  /** The first one to end must not give back what the other still needs, nor the other a 1. */
  @Test
  void tasksThatOverlapShareTheProcesssSettings() throws InterruptedException {
    CountDownLatch within = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    AtomicInteger atTheEnd = new AtomicInteger();
    Thread other =
        new Thread(
            () ->
                SingleThreads.call(
                    () -> {
                      within.countDown();
                      await(over);
                      atTheEnd.set(openblas_nolapack.blas_get_num_threads());
                      return 0;
                    }));
    SingleThreads.call(
        () -> {
          other.start();
          await(within);
          return 0;
        });
    assertProcessHas(1);
    over.countDown();
    other.join();
    assertEquals(1, atTheEnd.get());
    assertProcessHas(2);
  }

  @Test
  void aFailureOfTheTaskReachesTheCallerAndAllIsGivenBack() {
    IllegalStateException failure = new IllegalStateException("the task's");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                SingleThreads.call(
                    () -> {
                      throw failure;
                    })));
    assertProcessHas(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
