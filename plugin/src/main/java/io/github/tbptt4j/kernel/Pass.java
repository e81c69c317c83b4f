package io.github.tbptt4j.kernel;

/**
 * A forward or a backward pass as one kernel does it: its weights are laid out once, for all
 * workers and all steps.
 */
interface Pass {

  /**
   * What one worker does with them.
   *
   * @param rows the worker's rows of the minibatch
   * @param windows windows at most in one product; 0 for a forward pass
   * @return an object for one thread
   */
  Steps steps(int rows, int windows);

  /** {@return how many rows a product over several windows should have} */
  default int rowsTogether() {
    return 1;
  }

  /**
   * What is left for a worker to do when it has walked through time.
   *
   * @param part number of the worker
   * @param first its first row of the minibatch
   * @param rows how many rows it has
   */
  default void walked(int part, int first, int rows) {}

  /** What is left for the caller to do when all workers are done. */
  default void finish() {}
}
