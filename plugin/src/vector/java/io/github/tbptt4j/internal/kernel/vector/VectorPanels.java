package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.cpu.StepMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link StepMatrix} in the Vector API: panels of columns, [panel][m][panel width]. The last panel
 * ends with the last column, and is zero in the columns that the panel before has already, so that
 * no product needs memory of its own. (Zero times an infinite element is NaN: a vector that isn't
 * finite has a product that isn't.)
 */
public final class VectorPanels implements StepMatrix {
  /** Columns of a panel; depends on the processor. */
  public static final int WIDTH = VectorTile.COLUMNS;

  private final int m;
  private final int n;
  private final float[] panels;

  private VectorPanels(int m, int n, float[] panels) {
    this.m = m;
    this.n = n;
    this.panels = panels;
  }

  /**
   * Copies a matrix.
   *
   * @param matrix [m, n] with n at least a panel's width
   */
  public static VectorPanels of(INDArray matrix) {
    int m = Math.toIntExact(matrix.size(0));
    int n = Math.toIntExact(matrix.size(1));
    float[] byRows = matrix.dup('c').data().asFloat();
    float[] panels = new float[Math.multiplyExact(VectorTile.roundUp(n, WIDTH), m)];
    for (int panel = 0; panel < n; panel += WIDTH) {
      int first = Math.min(panel, n - WIDTH);
      for (int k = 0; k < m; k++) {
        int to = panel * m + k * WIDTH + panel - first;
        System.arraycopy(byRows, k * n + panel, panels, to, first + WIDTH - panel);
      }
    }
    return new VectorPanels(m, n, panels);
  }

  @Override
  public void addRow(int i, float[] y) {
    for (int panel = 0; panel < n; panel += WIDTH) {
      int first = Math.min(panel, n - WIDTH);
      int from = panel * m + i * WIDTH;
      for (int j = 0; j < WIDTH; j++) {
        y[first + j] += panels[from + j];
      }
    }
  }

  @Override
  public void addProduct(float[] x, float[] y) {
    for (int panel = 0; panel < n; panel += WIDTH) {
      VectorTile.addRow(x, 0, panels, panel * m, m, y, Math.min(panel, n - WIDTH));
    }
  }
}
