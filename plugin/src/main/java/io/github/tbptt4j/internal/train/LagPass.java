package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import java.util.function.DoubleConsumer;

/**
 * Measures how far single losses reach back, without changing anything of the network: neither
 * parameters, gradient, updater, carried states, masks, score and listeners, nor the random
 * generator. {@link LagNorms} says what is measured.
 */
interface LagPass {

  /** The form in which this pass takes a minibatch, that of {@link WindowPass#bring}. */
  Chunk bring(Chunk minibatch);

  /**
   * Runs forward over all steps, and backward from the losses asked.
   *
   * @param steps in the form of {@link #bring}; the stream's, from any step on
   * @param entering the states before the first step, which are constants
   * @param request losses with steps counted from the first one of {@code steps}
   * @param progress hears which part of the steps back is done, up to 1
   * @throws IllegalStateException if a derivative isn't finite; the message names layer, lag and
   *     loss
   */
  LagNorms measure(Chunk steps, NetworkState entering, LagRequest request, DoubleConsumer progress);

  /** The same, when nobody watches. */
  default LagNorms measure(Chunk steps, NetworkState entering, LagRequest request) {
    return measure(steps, entering, request, part -> {});
  }

  /**
   * What {@link #measure} will take at most.
   *
   * @return multiply-adds of the matrix products
   */
  long multiplyAdds(int steps, int examples, LagRequest request);

  /**
   * {@return about how many steps of an example in a window one step of a loss takes the time of}
   */
  int stepsOfALoss();
}
