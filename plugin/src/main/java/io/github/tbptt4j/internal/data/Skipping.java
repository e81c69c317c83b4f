package io.github.tbptt4j.internal.data;

/** An iterator that goes on behind minibatches without making them. */
public interface Skipping {
  /**
   * Goes on behind some minibatches, or to the end.
   *
   * @param minibatches how many, at least 0
   * @return how many there were
   * @throws IllegalArgumentException if minibatches is negative
   */
  long skip(long minibatches);
}
