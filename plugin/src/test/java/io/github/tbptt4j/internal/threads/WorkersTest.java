package io.github.tbptt4j.internal.threads;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the kernels rely on while they work with pointers. */
class WorkersTest {
  /** Enough calls for C2 to compile them. */
  private static final int CALLS = 30_000;

  /** ND4J frees an array that only a pointer into its memory is left of. */
  @Tag("slow")
  @Test
  void whatTheWorkCapturedIsNotCollectedWhileItRuns() {
    for (int i = 0; i < CALLS; i++) {
      isAliveAtTheEndOfTheWork(false);
    }
    for (int i = 0; i < 20; i++) {
      assertTrue(isAliveAtTheEndOfTheWork(true), "captured array was collected");
    }
  }

  private static boolean isAliveAtTheEndOfTheWork(boolean collect) {
    Object array = new Object();
    WeakReference<Object> reference = new WeakReference<>(array);
    boolean[] alive = new boolean[1];
    Workers.run(1, part -> work(array, reference, collect, alive));
    return alive[0];
  }

  private static void work(
      Object array, WeakReference<Object> reference, boolean collect, boolean[] alive) {
    int pointer = System.identityHashCode(array); // its last use
    if (collect) {
      System.gc();
    }
    alive[0] = pointer != -1 && reference.get() != null;
  }
}
