package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.nativemem.DoubleMath;
import io.github.tbptt4j.internal.nativemem.FloatMath;
import io.github.tbptt4j.internal.nativemem.NativeMath;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link Product} by OpenBLAS, which packs the matrix anew in every product. */
abstract class BlasProduct<A> implements Product<A> {
  private final NativeMath math;
  private final Pointer columnMajor;
  private final boolean transposed;
  private final int n;
  private Pointer left;
  private Pointer result;
  private int capacity;

  /**
   * @param math arithmetic in the right precision
   * @param matrix RW, column-major
   * @param transposed whether the product is by RW^T
   */
  private BlasProduct(NativeMath math, INDArray matrix, boolean transposed) {
    this.math = math;
    this.columnMajor = math.at(matrix);
    this.transposed = transposed;
    this.n = Math.toIntExact(matrix.size(0));
  }

  static Product<float[]> ofFloats(INDArray matrix, boolean transposed) {
    return new BlasProduct<>(new FloatMath(), matrix, transposed) {
      @Override
      void put(float[] from, Pointer to, int size) {
        ((FloatPointer) to).put(from, 0, size);
      }

      @Override
      void get(Pointer from, float[] to, int size) {
        ((FloatPointer) from).get(to, 0, size);
      }
    };
  }

  static Product<double[]> ofDoubles(INDArray matrix, boolean transposed) {
    return new BlasProduct<>(new DoubleMath(), matrix, transposed) {
      @Override
      void put(double[] from, Pointer to, int size) {
        ((DoublePointer) to).put(from, 0, size);
      }

      @Override
      void get(Pointer from, double[] to, int size) {
        ((DoublePointer) from).get(to, 0, size);
      }
    };
  }

  abstract void put(A from, Pointer to, int size);

  abstract void get(Pointer from, A to, int size);

  @Override
  public void add(A a, int rows, A c) {
    int size = rows * n;
    reserve(size);
    put(a, left, size);
    put(c, result, size);
    if (rows == 1) {
      math.gemv(transposed, n, n, columnMajor, n, left, 1.0, result);
    } else {
      // Column-major RW is RW^T by rows.
      math.gemm(false, !transposed, rows, n, n, left, n, columnMajor, n, 1.0, result, n);
    }
    get(result, c, size);
  }

  /** Garbage collection frees what is replaced. */
  private void reserve(int size) {
    if (capacity < size) {
      left = math.allocate(size);
      result = math.allocate(size);
      capacity = size;
    }
  }
}
