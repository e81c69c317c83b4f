package io.github.tbptt4j.kernel;

/**
 * Multiplies rows by one fixed matrix R [n, n], again and again: the part of a recurrence that must
 * wait for the step before. One object serves one thread.
 *
 * @param <A> float[] or double[]; rows lie one after the other
 */
interface Product<A> {

  /**
   * c += a R.
   *
   * @param a [rows, n]
   * @param rows number of rows
   * @param c [rows, n]
   */
  void add(A a, int rows, A c);
}
