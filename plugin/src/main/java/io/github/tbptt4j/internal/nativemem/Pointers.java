package io.github.tbptt4j.internal.nativemem;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.Indexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The only place that takes pointers to the memory of arrays. Who asks for one has been through the
 * {@link MemoryGate}: a pointer knows no bounds.
 */
public final class Pointers {
  private Pointers() {}

  /** Where a FLOAT array begins. */
  public static FloatPointer floats(INDArray array) {
    return new FloatPointer(array.data().addressPointer());
  }

  /** Where a DOUBLE array begins. */
  private static DoublePointer doubles(INDArray array) {
    return new DoublePointer(array.data().addressPointer());
  }

  /** Reads the elements of a FLOAT or DOUBLE array, at the sums of its strides. */
  public static Indexer indexer(INDArray array) {
    long span = Layout.span(array);
    return array.dataType() == DataType.DOUBLE
        ? DoubleIndexer.create(doubles(array).capacity(span))
        : FloatIndexer.create(floats(array).capacity(span));
  }
}
