package io.github.tbptt4j.zoo;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Networks with the same parameters, one for each thread that works at the same time: a network of
 * DL4J keeps activations between calls, so that two threads can't share one.
 */
final class NetworkPool {
  private final Supplier<MultiLayerNetwork> copies;
  private final Queue<MultiLayerNetwork> idle = new ConcurrentLinkedQueue<>();

  NetworkPool(Supplier<MultiLayerNetwork> copies) {
    this.copies = copies;
  }

  /** {@return what work does with a network that nobody else uses meanwhile} */
  <R> R use(Function<MultiLayerNetwork, R> work) {
    MultiLayerNetwork idleOne = idle.poll();
    MultiLayerNetwork network = idleOne != null ? idleOne : copies.get();
    R result = work.apply(network); // a network that failed isn't used again
    idle.add(network);
    return result;
  }
}
