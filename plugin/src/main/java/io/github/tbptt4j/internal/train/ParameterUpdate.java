package io.github.tbptt4j.internal.train;

/** Turns the gradient that a network has into new parameters. */
interface ParameterUpdate {
  /**
   * Updates.
   *
   * @param factor what the gradient is multiplied by first, 1 where it isn't clipped
   * @param examples of the minibatch
   * @param iteration updates before this one
   * @param epoch epochs before this one
   */
  void apply(double factor, int examples, int iteration, int epoch);
}
