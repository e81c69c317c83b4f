package io.github.tbptt4j.internal.kernel.cpu;

/**
 * A forward or a backward pass as one kernel does it: its weights are laid out once, for all walks
 * and all steps.
 */
public interface Pass {

  /**
   * What one walk does with them.
   *
   * @param rows the walk's rows of the minibatch
   * @param windows windows at most in one product; 0 for a forward pass
   * @return an object for one thread
   */
  Steps steps(int rows, int windows);

  /** {@return how many rows a product over several windows should have} */
  default int rowsTogether() {
    return 1;
  }

  /** What is left for the caller to do when all walks are at their ends. */
  default void finish() {}
}
