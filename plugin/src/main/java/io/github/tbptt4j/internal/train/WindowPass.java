package io.github.tbptt4j.internal.train;

/**
 * How a window is run forward and backward: by DL4J's layers, or directly. The gradient is left in
 * the network's own array, summed over minibatch and time.
 */
sealed interface WindowPass permits Dl4jPass, ChainPass {
  /**
   * What a forward and backward pass gave.
   *
   * @param losses the losses that entered
   * @param score DL4J's score of them
   * @param regularization the penalties' part of it
   * @param omega Pascanu's Omega, summed over layers and examples; NaN without
   * @param leaving the states after the last step
   */
  record Result(
      Losses losses, double score, double regularization, double omega, NetworkState leaving) {}

  /** The form in which a stream holds a minibatch for this pass. */
  Chunk bring(Chunk minibatch);

  /**
   * Which losses of a window enter.
   *
   * @param steps the window
   * @param firstError those of the steps before don't
   */
  OwnedLosses losses(Chunk steps, int firstError);

  /**
   * Runs a window forward and backward.
   *
   * @param owned the window, with the losses that enter
   * @param entering the states before its first step
   * @param carry what an error is multiplied by that arrives at step t from step t+1, for all steps
   *     but the last; null for ones
   */
  Result run(OwnedLosses owned, NetworkState entering, double[] carry);

  /** The states after some steps, forward only. */
  NetworkState advance(Chunk steps, NetworkState entering);

  /** Whole sequences begin: nothing was before their first step. */
  void begin();

  /**
   * What was advanced over last lies before the windows of some examples; the others have been
   * there.
   *
   * @throws IllegalStateException if the network needs to see it again in the window
   */
  void passBy(boolean[] passed);

  /** DL4J's score of some losses. */
  double score(Losses losses, int examples, double regularization);
}
