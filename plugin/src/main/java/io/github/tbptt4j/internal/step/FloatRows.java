package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.cpu.StepMatrix;

/** {@link StepMatrix} for any Java: a matrix by its rows. */
final class FloatRows implements StepMatrix {
  private final float[][] rows;

  FloatRows(float[][] rows) {
    this.rows = rows;
  }

  @Override
  public void addRow(int i, float[] y) {
    float[] row = rows[i];
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
  public void addProduct(float[] x, float[] y) {
    int i = 0;
    for (; i <= x.length - 4; i += 4) {
      addFourRows(x, i, y);
    }
    for (; i < x.length; i++) {
      addScaledRow(x[i], rows[i], y);
    }
  }

  private void addFourRows(float[] x, int i, float[] y) {
    float x0 = x[i];
    float x1 = x[i + 1];
    float x2 = x[i + 2];
    float x3 = x[i + 3];
    float[] row0 = rows[i];
    float[] row1 = rows[i + 1];
    float[] row2 = rows[i + 2];
    float[] row3 = rows[i + 3];
    for (int j = 0; j < y.length; j++) {
      y[j] += (x0 * row0[j] + x1 * row1[j]) + (x2 * row2[j] + x3 * row3[j]);
    }
  }

  private static void addScaledRow(float xi, float[] row, float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] += xi * row[j];
    }
  }
}
