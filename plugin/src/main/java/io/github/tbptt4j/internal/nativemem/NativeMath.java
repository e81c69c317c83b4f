package io.github.tbptt4j.internal.nativemem;

import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the OpenBLAS kernel does with native memory, in one precision. Matrices are row-major,
 * counted in elements from a pointer's position. One object serves one thread: it has scratch
 * memory of its own.
 */
public abstract class NativeMath {

  /** For matrices whose type is the array's. */
  public static NativeMath of(DataType type) {
    return type == DataType.FLOAT ? new FloatMath() : new DoubleMath();
  }

  /** Where an array begins; its elements must be contiguous. */
  public abstract Pointer at(INDArray array);

  /** The same place as another pointer that can be moved on its own. */
  public abstract Pointer copyOf(Pointer pointer);

  /** Fresh native memory; freed when it is closed. */
  public abstract Pointer allocate(long elements);

  /** C [m, n] = op(A) [m, k] op(B) [k, n] + beta C. */
  public abstract void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      Pointer a,
      int lda,
      Pointer b,
      int ldb,
      double beta,
      Pointer c,
      int ldc);

  /** y = op(A) x + beta y with A [m, n]. */
  public abstract void gemv(
      boolean transposeA, int m, int n, Pointer a, int lda, Pointer x, double beta, Pointer y);

  /** y = x. */
  public abstract void copy(int n, Pointer x, Pointer y);

  /** y += x. */
  public abstract void add(int n, Pointer x, Pointer y);

  /** Sets all elements. */
  public abstract void fill(Pointer pointer, int elements, double value);
}
