package io.github.tbptt4j.internal.layer;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One pass of a layer at a time. DL4J's networks are for one thread, but only some of their methods
 * wait for each other; here passes share memory, so a second thread would make the first one's
 * numbers wrong.
 */
final class OnePass {
  private final AtomicReference<Thread> atWork = new AtomicReference<>();

  /**
   * Refuses another thread than the one at work.
   *
   * @param layer what identifies the layer for a person
   * @throws IllegalStateException if another thread is at work in the layer
   */
  void requireNoOther(Supplier<String> layer) {
    Thread other = atWork.get();
    if (other != null && other != Thread.currentThread()) {
      throw refusal(other, layer);
    }
  }

  /**
   * Runs a pass.
   *
   * @param layer what identifies the layer for a person
   * @param pass what to do
   * @return what the pass gives
   * @throws IllegalStateException if a thread is at work in the layer
   */
  <T> T of(Supplier<String> layer, Supplier<T> pass) {
    Thread other = atWork.compareAndExchange(null, Thread.currentThread());
    if (other != null) {
      throw refusal(other, layer);
    }
    try {
      return pass.get();
    } finally {
      atWork.set(null);
    }
  }

  private static IllegalStateException refusal(Thread other, Supplier<String> layer) {
    return new IllegalStateException(
        "Thread \""
            + other.getName()
            + "\" is at work in this layer, and thread \""
            + Thread.currentThread().getName()
            + "\" wants to be: a network is for one thread at a time. Give each thread a clone(),"
            + " made before the others begin, or an InferenceSession "
            + layer.get()
            + ".");
  }
}
