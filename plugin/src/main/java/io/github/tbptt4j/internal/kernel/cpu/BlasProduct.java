package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.nativemem.NativeMath;
import io.github.tbptt4j.internal.nativemem.Pointers;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Product} by OpenBLAS, which packs the matrix anew in every product. */
final class BlasProduct implements Product {
  private final FloatPointer columnMajor;
  private final boolean transposed;
  private final int n;
  private FloatPointer left;
  private FloatPointer result;
  private int capacity;

  /**
   * @param matrix RW, column-major
   * @param transposed whether the product is by RW^T
   */
  BlasProduct(INDArray matrix, boolean transposed) {
    this.columnMajor = Pointers.floats(matrix);
    this.transposed = transposed;
    this.n = Math.toIntExact(matrix.size(0));
  }

  @Override
  public void add(float[] a, int rows, float[] c) {
    int size = rows * n;
    reserve(size);
    left.put(a, 0, size);
    result.put(c, 0, size);
    if (rows == 1) {
      NativeMath.gemv(transposed, n, n, columnMajor, n, left, 1, result);
    } else {
      // Column-major RW is RW^T by rows.
      NativeMath.gemm(false, !transposed, rows, n, n, left, n, columnMajor, n, 1, result, n);
    }
    result.get(c, 0, size);
  }

  /** Garbage collection frees what is replaced. */
  private void reserve(int size) {
    if (capacity < size) {
      left = new FloatPointer(size);
      result = new FloatPointer(size);
      capacity = size;
    }
  }
}
