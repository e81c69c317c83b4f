package io.github.tbptt4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link StepWeights} in double precision. */
final class DoubleStepWeights extends StepWeights<double[]> {

  DoubleStepWeights(INDArray w, INDArray rw, INDArray bias, VectorActivation activation) {
    super(w, rw, bias, activation);
  }

  @Override
  double[] vector(int size) {
    return new double[size];
  }

  @Override
  void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  @Override
  void add(double[] row, double[] y) {
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
  void addProduct(double[] x, double[][] matrix, double[] y) {
    int i = 0;
    for (; i <= x.length - 4; i += 4) {
      addFourRows(x, i, matrix, y);
    }
    for (; i < x.length; i++) {
      addScaledRow(x[i], matrix[i], y);
    }
  }

  private static void addFourRows(double[] x, int i, double[][] matrix, double[] y) {
    double x0 = x[i];
    double x1 = x[i + 1];
    double x2 = x[i + 2];
    double x3 = x[i + 3];
    double[] row0 = matrix[i];
    double[] row1 = matrix[i + 1];
    double[] row2 = matrix[i + 2];
    double[] row3 = matrix[i + 3];
    for (int j = 0; j < y.length; j++) {
      y[j] += (x0 * row0[j] + x1 * row1[j]) + (x2 * row2[j] + x3 * row3[j]);
    }
  }

  private static void addScaledRow(double xi, double[] row, double[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] += xi * row[j];
    }
  }

  @Override
  void activate(VectorActivation f, double[] y) {
    f.apply(y);
  }

  @Override
  double[][] rows(INDArray matrix) {
    return matrix.toDoubleMatrix();
  }
}
