package io.github.tbptt4j.internal.nativemem;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies of arrays of any type as doubles. */
public final class Doubles {
  private Doubles() {}

  /** All elements in c order. */
  public static double[] of(INDArray array) {
    if (array.dataType() == DataType.FLOAT
        && CpuArrays.areHere()
        && !array.isEmpty()
        && Layout.isDense(array, 'c')) {
      MemoryGate.alive("An array", array);
      float[] floats = CpuArrays.floats(array); // an operation of ND4J's takes some 50 us
      double[] values = new double[floats.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = floats[i];
      }
      return values;
    }
    return array.castTo(DataType.DOUBLE).reshape(array.length()).toDoubleVector();
  }

  /** The rows of a matrix. */
  public static double[][] rows(INDArray matrix) {
    double[] values = of(matrix);
    int columns = Math.toIntExact(matrix.size(1));
    double[][] rows = new double[Math.toIntExact(matrix.size(0))][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(values, i * columns, (i + 1) * columns));
    return rows;
  }
}
