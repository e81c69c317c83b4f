package io.github.tbptt4j.internal.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arrays on the heap that passes of one kind work in, one pass at a time. Java writes zeros to each
 * new array, and collects it; so the n-th array of one pass is the n-th of the next one, too, if
 * that asks for the same length.
 */
public final class Scratch {
  private final List<float[]> arrays = new ArrayList<>();
  private int next;

  /** Without any memory yet. */
  public Scratch() {}

  /**
   * Begins with a pass: what has been given to the one before is given out again, and let go where
   * that one didn't ask for it.
   *
   * @return this
   */
  public Scratch begin() {
    arrays.subList(next, arrays.size()).clear();
    next = 0;
    return this;
  }

  /**
   * An array whose values are undefined.
   *
   * @param length number of elements
   * @return the pass's until the next one begins
   */
  public float[] floats(int length) {
    if (next == arrays.size()) {
      arrays.add(new float[length]);
    } else if (arrays.get(next).length != length) {
      arrays.set(next, new float[length]);
    }
    float[] array = arrays.get(next++);
    assert isPoisoned(array);
    return array;
  }

  /**
   * A matrix whose values are undefined.
   *
   * @param rows number of rows
   * @param columns their length
   * @return the pass's until the next one begins
   * @throws ArithmeticException if an int doesn't count the elements
   */
  public float[] floats(int rows, int columns) {
    return floats(Math.multiplyExact(rows, columns));
  }

  /** Where tests run: who reads what it hasn't written finds NaN. */
  private static boolean isPoisoned(float[] array) {
    Arrays.fill(array, Float.NaN);
    return true;
  }
}
