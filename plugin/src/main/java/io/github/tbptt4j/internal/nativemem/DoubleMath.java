package io.github.tbptt4j.internal.nativemem;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link NativeMath} in double precision. */
public final class DoubleMath extends NativeMath {
  private double[] scratch = {};

  @Override
  public Pointer at(INDArray array) {
    return Pointers.doubles(array);
  }

  @Override
  public Pointer copyOf(Pointer pointer) {
    return new DoublePointer(pointer);
  }

  @Override
  public Pointer allocate(long elements) {
    return new DoublePointer(elements);
  }

  @Override
  public void gemm(
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
      int ldc) {
    openblas_nolapack.cblas_dgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        1,
        (DoublePointer) a,
        lda,
        (DoublePointer) b,
        ldb,
        beta,
        (DoublePointer) c,
        ldc);
  }

  @Override
  public void gemv(
      boolean transposeA, int m, int n, Pointer a, int lda, Pointer x, double beta, Pointer y) {
    openblas_nolapack.cblas_dgemv(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        m,
        n,
        1,
        (DoublePointer) a,
        lda,
        (DoublePointer) x,
        1,
        beta,
        (DoublePointer) y,
        1);
  }

  @Override
  public void copy(int n, Pointer x, Pointer y) {
    openblas_nolapack.cblas_dcopy(n, (DoublePointer) x, 1, (DoublePointer) y, 1);
  }

  @Override
  public void add(int n, Pointer x, Pointer y) {
    openblas_nolapack.cblas_daxpy(n, 1, (DoublePointer) x, 1, (DoublePointer) y, 1);
  }

  @Override
  public void fill(Pointer pointer, int elements, double value) {
    reserve(elements);
    Arrays.fill(scratch, 0, elements, value);
    ((DoublePointer) pointer).put(scratch, 0, elements);
  }

  private void reserve(int size) {
    if (scratch.length < size) {
      scratch = new double[size];
    }
  }
}
