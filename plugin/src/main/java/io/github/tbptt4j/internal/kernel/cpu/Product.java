package io.github.tbptt4j.internal.kernel.cpu;

/**
 * Multiplies rows by one fixed matrix R [m, n], again and again, as a recurrence does: each product
 * must wait for the step before. One object serves one thread.
 *
 * @param <A> float[] or double[]; rows lie one after the other
 */
public interface Product<A> {

  /**
   * c += a R.
   *
   * @param a [rows, m]
   * @param rows number of rows
   * @param c [rows, n]
   */
  void add(A a, int rows, A c);
}
