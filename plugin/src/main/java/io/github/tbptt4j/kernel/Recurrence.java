package io.github.tbptt4j.kernel;

/** The recurrent weights of one pass, laid out for its many products; serves all workers. */
interface Recurrence {

  /**
   * What one worker does with them.
   *
   * @param rows the worker's rows of the minibatch
   * @param windows windows at most in one product; 0 for a forward pass
   * @return an object for one thread
   */
  Steps steps(int rows, int windows);
}
