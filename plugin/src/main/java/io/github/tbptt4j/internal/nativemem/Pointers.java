package io.github.tbptt4j.internal.nativemem;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The only place that takes pointers to the memory of arrays. Who asks for one has been through the
 * {@link Gate}: a pointer knows no bounds.
 */
public final class Pointers {
  private Pointers() {}

  /** Where a FLOAT array begins. */
  public static FloatPointer floats(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }

  /** Where a DOUBLE array begins. */
  static DoublePointer doubles(INDArray array) {
    return new DoublePointer(array.data().addressPointer());
  }
}
