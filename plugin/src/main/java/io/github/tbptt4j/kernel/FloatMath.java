package io.github.tbptt4j.kernel;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link NativeMath} in single precision. Loops run over copies on the heap, where C2 vectorises
 * them.
 */
final class FloatMath extends NativeMath {
  private static final int ROWS_AT_ONCE = 32;

  private float[] state = {};
  private float[] delta = {};
  private float[] other = {};

  @Override
  Pointer at(INDArray array) {
    return copyOf(array.data().addressPointer());
  }

  @Override
  Pointer copyOf(Pointer pointer) {
    return new FloatPointer(pointer);
  }

  @Override
  Pointer allocate(long elements) {
    return new FloatPointer(elements);
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
  void gemv(
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
  void fill(Pointer pointer, int elements, double value) {
    reserve(elements);
    Arrays.fill(other, 0, elements, (float) value);
    ((FloatPointer) pointer).put(other, 0, elements);
  }

  @Override
  void repeatRow(Pointer row, int n, Pointer rows, int count) {
    int atOnce = Math.min(count, ROWS_AT_ONCE);
    reserve(atOnce * n);
    ((FloatPointer) row).get(other, 0, n);
    for (int i = 1; i < atOnce; i++) {
      System.arraycopy(other, 0, other, i * n, n);
    }
    long first = rows.position();
    for (int i = 0; i < count; i += atOnce) {
      rows.position(first + (long) i * n);
      ((FloatPointer) rows).put(other, 0, Math.min(atOnce, count - i) * n);
    }
    rows.position(first);
  }

  @Override
  void activate(StepActivation f, Pointer z, int rows, int n, double[] mask, int maskAt) {
    int size = rows * n;
    reserve(size);
    ((FloatPointer) z).get(state, 0, size);
    switch (f) {
      case TANH -> FloatActivations.tanh(state, 0, size);
      case SIGMOID -> FloatActivations.sigmoid(state, 0, size);
      case RELU -> FloatActivations.relu(state, 0, size);
      case IDENTITY -> {}
      case OTHER -> throw new IllegalArgumentException("Only DL4J's own object computes it.");
    }
    if (mask != null) {
      scaleRows(state, rows, n, mask, maskAt);
    }
    ((FloatPointer) z).put(state, 0, size);
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
      ((FloatPointer) recurrent).get(other, 0, size);
      add(delta, other, size);
    }
    ((FloatPointer) h).get(state, 0, size);
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
      clip(delta, size, (float) clip);
    }
    ((FloatPointer) deltaOut).put(delta, 0, size);
    if (addToSum) {
      ((FloatPointer) sum).get(other, 0, size);
      add(delta, other, size);
    }
    ((FloatPointer) sum).put(delta, 0, size);
  }

  private void load(Pointer error, int size) {
    if (error == null) {
      Arrays.fill(delta, 0, size, 0);
    } else {
      ((FloatPointer) error).get(delta, 0, size);
    }
  }

  private void reserve(int size) {
    if (state.length < size) {
      state = new float[size];
      delta = new float[size];
      other = new float[size];
    }
  }

  private static void timesTanhSlope(float[] delta, float[] h, int size) {
    for (int i = 0; i < size; i++) {
      delta[i] *= 1 - h[i] * h[i];
    }
  }

  private static void timesSigmoidSlope(float[] delta, float[] h, int size) {
    for (int i = 0; i < size; i++) {
      delta[i] *= h[i] * (1 - h[i]);
    }
  }

  private static void timesReluSlope(float[] delta, float[] h, int size) {
    for (int i = 0; i < size; i++) {
      delta[i] = h[i] > 0 ? delta[i] : 0;
    }
  }

  private static void add(float[] to, float[] from, int size) {
    for (int i = 0; i < size; i++) {
      to[i] += from[i];
    }
  }

  private static void clip(float[] values, int size, float bound) {
    for (int i = 0; i < size; i++) {
      values[i] = Math.max(-bound, Math.min(bound, values[i]));
    }
  }

  private static void scaleRows(float[] values, int rows, int n, double[] mask, int maskAt) {
    for (int i = 0; i < rows; i++) {
      float m = (float) mask[maskAt + i];
      if (m != 1) {
        for (int j = i * n; j < (i + 1) * n; j++) {
          values[j] *= m;
        }
      }
    }
  }
}
