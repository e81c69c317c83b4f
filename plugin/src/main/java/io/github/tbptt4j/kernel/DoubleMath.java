package io.github.tbptt4j.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link NativeMath} in double precision. Loops run over copies on the heap, where C2 vectorises
 * them.
 */
final class DoubleMath extends NativeMath {
  private static final int ROWS_AT_ONCE = 32;

  private double[] state = {};
  private double[] delta = {};
  private double[] other = {};

  @Override
  Pointer at(INDArray array) {
    return copyOf(array.data().addressPointer());
  }

  @Override
  Pointer copyOf(Pointer pointer) {
    return new DoublePointer(pointer);
  }

  @Override
  Pointer allocate(long elements) {
    return new DoublePointer(elements);
  }

  @Override
  void gemm(
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
  void gemv(
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
  void fill(Pointer pointer, int elements, double value) {
    reserve(elements);
    Arrays.fill(other, 0, elements, value);
    ((DoublePointer) pointer).put(other, 0, elements);
  }

  @Override
  void repeatRow(Pointer row, int n, Pointer rows, int count) {
    int atOnce = Math.min(count, ROWS_AT_ONCE);
    reserve(atOnce * n);
    ((DoublePointer) row).get(other, 0, n);
    for (int i = 1; i < atOnce; i++) {
      System.arraycopy(other, 0, other, i * n, n);
    }
    long first = rows.position();
    for (int i = 0; i < count; i += atOnce) {
      rows.position(first + (long) i * n);
      ((DoublePointer) rows).put(other, 0, Math.min(atOnce, count - i) * n);
    }
    rows.position(first);
  }

  @Override
  void activate(StepActivation f, Pointer z, int rows, int n, double[] mask, int maskAt) {
    int size = rows * n;
    reserve(size);
    ((DoublePointer) z).get(state, 0, size);
    switch (f) {
      case TANH -> tanh(state, size);
      case SIGMOID -> sigmoid(state, size);
      case RELU -> relu(state, size);
      case IDENTITY -> {}
      case OTHER -> throw new IllegalArgumentException("Only DL4J's own object computes it.");
    }
    if (mask != null) {
      scaleRows(state, rows, n, mask, maskAt);
    }
    ((DoublePointer) z).put(state, 0, size);
  }

  @Override
  void delta(
      StepActivation f,
      Pointer error,
      Pointer recurrent,
      Pointer h,
      int rows,
      int n,
      double[] mask,
      int maskAt,
      double clip,
      Pointer deltaOut,
      Pointer sum,
      boolean addToSum) {
    int size = rows * n;
    reserve(size);
    load(error, size);
    if (recurrent != null) {
      ((DoublePointer) recurrent).get(other, 0, size);
      add(delta, other, size);
    }
    ((DoublePointer) h).get(state, 0, size);
    switch (f) {
      case TANH -> timesTanhSlope(delta, state, size);
      case SIGMOID -> timesSigmoidSlope(delta, state, size);
      case RELU -> timesReluSlope(delta, state, size);
      case IDENTITY -> {}
      case OTHER -> throw new IllegalArgumentException("Only DL4J's own object computes it.");
    }
    if (mask != null) {
      scaleRows(delta, rows, n, mask, maskAt);
    }
    if (!Double.isInfinite(clip)) {
      clip(delta, size, clip);
    }
    ((DoublePointer) deltaOut).put(delta, 0, size);
    if (addToSum) {
      ((DoublePointer) sum).get(other, 0, size);
      add(delta, other, size);
    }
    ((DoublePointer) sum).put(delta, 0, size);
  }

  private void load(Pointer error, int size) {
    if (error == null) {
      Arrays.fill(delta, 0, size, 0);
    } else {
      ((DoublePointer) error).get(delta, 0, size);
    }
  }

  private void reserve(int size) {
    if (state.length < size) {
      state = new double[size];
      delta = new double[size];
      other = new double[size];
    }
  }

  static void tanh(double[] z, int size) {
    for (int i = 0; i < size; i++) {
      z[i] = Math.tanh(z[i]);
    }
  }

  private static void sigmoid(double[] z, int size) {
    for (int i = 0; i < size; i++) {
      z[i] = 1.0 / (1.0 + Math.exp(-z[i]));
    }
  }

  private static void relu(double[] z, int size) {
    for (int i = 0; i < size; i++) {
      z[i] = Math.max(0, z[i]);
    }
  }

  private static void timesTanhSlope(double[] delta, double[] h, int size) {
    for (int i = 0; i < size; i++) {
      delta[i] *= 1 - h[i] * h[i];
    }
  }

  private static void timesSigmoidSlope(double[] delta, double[] h, int size) {
    for (int i = 0; i < size; i++) {
      delta[i] *= h[i] * (1 - h[i]);
    }
  }

  private static void timesReluSlope(double[] delta, double[] h, int size) {
    for (int i = 0; i < size; i++) {
      delta[i] = h[i] > 0 ? delta[i] : 0;
    }
  }

  private static void add(double[] to, double[] from, int size) {
    for (int i = 0; i < size; i++) {
      to[i] += from[i];
    }
  }

  private static void clip(double[] values, int size, double bound) {
    for (int i = 0; i < size; i++) {
      values[i] = Math.max(-bound, Math.min(bound, values[i]));
    }
  }

  private static void scaleRows(double[] values, int rows, int n, double[] mask, int maskAt) {
    for (int i = 0; i < rows; i++) {
      double m = mask[maskAt + i];
      if (m != 1) {
        for (int j = i * n; j < (i + 1) * n; j++) {
          values[j] *= m;
        }
      }
    }
  }
}
