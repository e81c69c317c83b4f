package io.github.tbptt4j.internal.kernel.cpu;

/**
 * Multiplies rows by one fixed matrix R [m, n], again and again, as a recurrence does: each product
 * must wait for the step before. One object serves one thread.
 */
public interface Product {

  /**
   * c += a R.
   *
   * @param a [rows, m], one after the other
   * @param rows number of rows
   * @param c [rows, n]
   */
  void add(float[] a, int rows, float[] c);
}
