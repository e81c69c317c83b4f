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
  void add(float[] row, float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] += row[j];
    }
  }

  /**
   * Four rows a pass, so that y is loaded and stored once for four rows of the matrix. Measured: C2
   * vectorises this, with the rows in arrays of their own; it doesn't with eight rows a pass, nor
   * with rows at offsets into one array, which might be y for all it knows.
   */
  @Override
  void addProduct(float[] x, float[][] matrix, float[] y) {
    int i = 0;
    for (; i <= x.length - 4; i += 4) {
      addFourRows(x, i, matrix, y);
    }
    for (; i < x.length; i++) {
      addScaledRow(x[i], matrix[i], y);
    }
  }

  private static void addFourRows(float[] x, int i, float[][] matrix, float[] y) {
    float x0 = x[i];
    float x1 = x[i + 1];
    float x2 = x[i + 2];
    float x3 = x[i + 3];
    float[] row0 = matrix[i];
    float[] row1 = matrix[i + 1];
    float[] row2 = matrix[i + 2];
    float[] row3 = matrix[i + 3];
    for (int j = 0; j < y.length; j++) {
      y[j] += (x0 * row0[j] + x1 * row1[j]) + (x2 * row2[j] + x3 * row3[j]);
    }
  }

  private static void addScaledRow(float xi, float[] row, float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] += xi * row[j];
    }
  }

  @Override
  void activate(VectorActivation f, float[] y) {
    f.apply(y);
  }

  @Override
  float[][] rows(INDArray matrix) {
    return matrix.toFloatMatrix();
  }
}
