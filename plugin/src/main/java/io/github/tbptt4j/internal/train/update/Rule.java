package io.github.tbptt4j.internal.train.update;

/** One update of some parameters, at one iteration. */
interface Rule {
  /** How many parameters it sees at once at most: they stay in the L1 cache. */
  int BLOCK = 1024;

  /**
   * Turns a gradient into what is subtracted from the parameters.
   *
   * @param g the gradient, overwritten
   * @param state the updater's state of the same parameters, in DL4J's order, overwritten
   * @param n how many parameters
   */
  void apply(float[] g, float[][] state, int n);
}
