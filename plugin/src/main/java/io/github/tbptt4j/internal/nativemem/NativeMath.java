package io.github.tbptt4j.internal.nativemem;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * What the OpenBLAS kernels do with native memory. Matrices are row-major, counted in elements from
 * a pointer's position.
 */
public final class NativeMath {
  private NativeMath() {}

  /** C [m, n] = op(A) [m, k] op(B) [k, n] + beta C. */
  public static void gemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      float beta,
      FloatPointer c,
      int ldc) {
    openblas_nolapack.cblas_sgemm(
        CblasRowMajor,
        transposeA ? CblasTrans : CblasNoTrans,
        transposeB ? CblasTrans : CblasNoTrans,
        m,
        n,
        k,
        1,
        a,
        lda,
        b,
        ldb,
        beta,
        c,
        ldc);
  }

  /** y = op(A) x + beta y with A [m, n]. */
  public static void gemv(
      boolean transposeA,
      int m,
      int n,
      FloatPointer a,
      int lda,
      FloatPointer x,
      float beta,
      FloatPointer y) {
    openblas_nolapack.cblas_sgemv(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, m, n, 1, a, lda, x, 1, beta, y, 1);
  }

  /** y = x. */
  public static void copy(int n, FloatPointer x, FloatPointer y) {
    openblas_nolapack.cblas_scopy(n, x, 1, y, 1);
  }

  /** y += x. */
  public static void add(int n, FloatPointer x, FloatPointer y) {
    addScaled(n, 1, x, y);
  }

  /** y += a x. */
  public static void addScaled(int n, float a, FloatPointer x, FloatPointer y) {
    openblas_nolapack.cblas_saxpy(n, a, x, 1, y, 1);
  }

  /** Sets all elements. */
  public static void fill(FloatPointer pointer, int elements, float value) {
    float[] values = new float[elements];
    Arrays.fill(values, value);
    pointer.put(values, 0, elements);
  }
}
