package io.github.tbptt4j.internal.nativemem;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link NativeMath} in single precision. */
public final class FloatMath extends NativeMath {
  private float[] scratch = {};

  @Override
  public Pointer at(INDArray array) {
    return Pointers.floats(array);
  }

  @Override
  public Pointer copyOf(Pointer pointer) {
    return new FloatPointer(pointer);
  }

  @Override
  public Pointer allocate(long elements) {
    return new FloatPointer(elements);
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
    openblas_nolapack.cblas_sgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        1,
        (FloatPointer) a,
        lda,
        (FloatPointer) b,
        ldb,
        (float) beta,
        (FloatPointer) c,
        ldc);
  }

  @Override
  public void gemv(
      boolean transposeA, int m, int n, Pointer a, int lda, Pointer x, double beta, Pointer y) {
    openblas_nolapack.cblas_sgemv(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        m,
        n,
        1,
        (FloatPointer) a,
        lda,
        (FloatPointer) x,
        1,
        (float) beta,
        (FloatPointer) y,
        1);
  }

  @Override
  public void copy(int n, Pointer x, Pointer y) {
    openblas_nolapack.cblas_scopy(n, (FloatPointer) x, 1, (FloatPointer) y, 1);
  }

  @Override
  public void add(int n, Pointer x, Pointer y) {
    openblas_nolapack.cblas_saxpy(n, 1, (FloatPointer) x, 1, (FloatPointer) y, 1);
  }

  @Override
  public void fill(Pointer pointer, int elements, double value) {
    reserve(elements);
    Arrays.fill(scratch, 0, elements, (float) value);
    ((FloatPointer) pointer).put(scratch, 0, elements);
  }

  private void reserve(int size) {
    if (scratch.length < size) {
      scratch = new float[size];
    }
  }
}
