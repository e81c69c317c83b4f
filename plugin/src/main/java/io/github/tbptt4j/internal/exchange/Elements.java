package io.github.tbptt4j.internal.exchange;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays as Java's, in row-major order. */
public final class Elements {
  private Elements() {}

  /**
   * The elements of an array.
   *
   * @param array of any order in memory
   * @return a copy
   */
  public static double[] of(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').reshape(array.length()).toDoubleVector();
  }

  /**
   * An array.
   *
   * @param elements in row-major order
   * @param type what they become
   * @param shape of the array
   * @return it
   */
  public static INDArray array(double[] elements, DataType type, long... shape) {
    return elements.length == 0
        ? Nd4j.create(type, shape)
        : Nd4j.createFromArray(elements).castTo(type).reshape('c', shape);
  }
}
