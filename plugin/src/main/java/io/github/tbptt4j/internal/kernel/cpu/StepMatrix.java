package io.github.tbptt4j.internal.kernel.cpu;

/**
 * A matrix [m, n] that one vector after the other is multiplied with; immutable, so that threads
 * share it.
 */
public interface StepMatrix {

  /** y += row i. */
  void addRow(int i, float[] y);

  /** y += x M. */
  void addProduct(float[] x, float[] y);
}
