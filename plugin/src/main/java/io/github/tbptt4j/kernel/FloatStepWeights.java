package io.github.tbptt4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link StepWeights} in single precision. */
final class FloatStepWeights extends StepWeights<float[]> {

  FloatStepWeights(INDArray w, INDArray rw, INDArray bias, VectorActivation activation) {
    super(w, rw, bias, activation);
  }

  @Override
  float[] vector(int size) {
    return new float[size];
  }

  @Override
  void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  @Override
  void addRow(float[] matrix, int row, float[] y) {
    int at = row * y.length;
    for (int j = 0; j < y.length; j++) {
      y[j] += matrix[at + j];
    }
  }

  /**
   * Eight rows a pass, so that y is loaded and stored once for eight rows of the matrix. C2
   * vectorises the loop over j.
   */
  @Override
  void addProduct(float[] x, float[] matrix, float[] y) {
    int n = y.length;
    int i = 0;
    for (; i <= x.length - 8; i += 8) {
      addEightRows(x, i, matrix, i * n, y, n);
    }
    for (; i < x.length; i++) {
      addScaledRow(x[i], matrix, i * n, y, n);
    }
  }

  private static void addEightRows(float[] x, int i, float[] matrix, int at, float[] y, int n) {
    float x0 = x[i];
    float x1 = x[i + 1];
    float x2 = x[i + 2];
    float x3 = x[i + 3];
    float x4 = x[i + 4];
    float x5 = x[i + 5];
    float x6 = x[i + 6];
    float x7 = x[i + 7];
    int a1 = at + n;
    int a2 = a1 + n;
    int a3 = a2 + n;
    int a4 = a3 + n;
    int a5 = a4 + n;
    int a6 = a5 + n;
    int a7 = a6 + n;
    for (int j = 0; j < n; j++) {
      float even = x0 * matrix[at + j] + x2 * matrix[a2 + j];
      float odd = x1 * matrix[a1 + j] + x3 * matrix[a3 + j];
      even += x4 * matrix[a4 + j] + x6 * matrix[a6 + j];
      odd += x5 * matrix[a5 + j] + x7 * matrix[a7 + j];
      y[j] += even + odd;
    }
  }

  private static void addScaledRow(float xi, float[] matrix, int at, float[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] += xi * matrix[at + j];
    }
  }

  @Override
  void activate(VectorActivation f, float[] y) {
    f.apply(y);
  }

  @Override
  float[] heapCopy(INDArray array) {
    return array.dup('c').data().asFloat();
  }
}
