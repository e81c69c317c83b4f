package io.github.tbptt4j.internal.kernel.cpu;

/**
 * A matrix [m, n] that one vector after the other is multiplied with; immutable, so that threads
 * share it.
 *
 * @param <A> float[] or double[]
 */
public interface StepMatrix<A> {

  /** y += row i. */
  void addRow(int i, A y);

  /** y += x M. */
  void addProduct(A x, A y);
}
