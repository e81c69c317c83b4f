package io.github.tbptt4j.internal.nativemem;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How arrays lie in memory: their strides say it, whatever order they are said to be in. */
public final class Layout {
  private Layout() {}

  /**
   * Whether the elements lie one after the other, as indices count in an order.
   *
   * @param array any array
   * @param order 'c', the last index runs fastest, or 'f', the first
   */
  public static boolean isDense(INDArray array, char order) {
    long[] shape = array.shape();
    long[] stride = array.stride();
    long expected = 1;
    for (int i = 0; i < shape.length; i++) {
      int axis = order == 'f' ? i : shape.length - 1 - i;
      if (shape[axis] != 1 && stride[axis] != expected) {
        return false;
      }
      expected *= shape[axis];
    }
    return true;
  }

  /** Elements from the first one in memory to the end of the last. */
  static long span(INDArray array) {
    long[] shape = array.shape();
    long[] stride = array.stride();
    long span = 1;
    for (int axis = 0; axis < shape.length; axis++) {
      span += stride[axis] * (shape[axis] - 1);
    }
    return span;
  }
}
