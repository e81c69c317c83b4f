package io.github.tbptt4j.kernel;

import java.util.Arrays;

/**
 * Sums of outer products, C [m, n] += A^T B with A [rows, m] and B [rows, n], as weight gradients
 * are: A is delta, B what the weights were multiplied with. Both are packed as {@link VectorTile}
 * reads them, so that several products may share A's quads. What is beyond the edges of m and n is
 * never read.
 */
final class VectorOuterProduct {
  private static final int QUAD = VectorTile.ROWS;
  private static final int WIDTH = VectorTile.COLUMNS;

  private final int m;
  private final int n;
  private final int stride;
  private final float[] panels;

  /** C with m and n rounded up. */
  private final float[] sum;

  /**
   * @param m columns of A
   * @param n columns of B
   * @param maxRows of both at a time
   */
  VectorOuterProduct(int m, int n, int maxRows) {
    this.m = m;
    this.n = n;
    stride = VectorTile.roundUp(n, WIDTH);
    panels = new float[Math.multiplyExact(stride, VectorTile.roundUp(maxRows, VectorTile.STEPS))];
    sum = new float[Math.multiplyExact(stride, VectorTile.roundUp(m, QUAD))];
  }

  /** {@return memory for {@link #quads}} */
  static float[] memoryForQuads(int m, int maxRows) {
    return new float
        [Math.multiplyExact(
            VectorTile.roundUp(m, QUAD), VectorTile.roundUp(maxRows, VectorTile.STEPS))];
  }

  /** Packs A [rows, m] as [m / 4][rows, padded][4]. */
  static void quads(float[] a, int rows, int m, float[] to) {
    int padded = VectorTile.roundUp(rows, VectorTile.STEPS);
    for (int first = 0; first < m; first += QUAD) {
      int at = first * padded;
      if (first + QUAD <= m) {
        packQuad(a, first, rows, m, to, at);
      } else {
        for (int k = 0; k < rows; k++) {
          System.arraycopy(a, k * m + first, to, at + k * QUAD, m - first);
        }
      }
      if (padded > rows) {
        Arrays.fill(to, at + rows * QUAD, at + padded * QUAD, 0);
      }
    }
  }

  private static void packQuad(float[] a, int first, int rows, int m, float[] to, int at) {
    for (int k = 0; k < rows; k++) {
      int from = k * m + first;
      int target = at + k * QUAD;
      to[target] = a[from];
      to[target + 1] = a[from + 1];
      to[target + 2] = a[from + 2];
      to[target + 3] = a[from + 3];
    }
  }

  /** C += A^T B, with A as {@link #quads} has packed it, B [rows, n]. */
  void add(float[] quads, float[] b, int rows) {
    int padded = VectorTile.roundUp(rows, VectorTile.STEPS);
    packPanels(b, rows, padded);
    for (int panel = 0; panel < stride; panel += WIDTH) {
      for (int quad = 0; quad < m; quad += QUAD) {
        int at = quad * stride + panel;
        VectorTile.add(quads, quad * padded, panels, panel * padded, padded, sum, at, stride);
      }
    }
  }

  private void packPanels(float[] b, int rows, int padded) {
    for (int panel = 0; panel < stride; panel += WIDTH) {
      int width = Math.min(WIDTH, n - panel);
      int at = panel * padded;
      for (int k = 0; k < rows; k++) {
        System.arraycopy(b, k * n + panel, panels, at + k * WIDTH, width);
      }
      if (padded > rows) {
        Arrays.fill(panels, at + rows * WIDTH, at + padded * WIDTH, 0);
      }
    }
  }

  /** {@return C, [m, n]} */
  float[] sum() {
    if (stride == n && sum.length == m * n) {
      return sum;
    }
    float[] c = new float[Math.multiplyExact(m, n)];
    addTo(c);
    return c;
  }

  /** Adds C to an array [m, n]. */
  void addTo(float[] c) {
    for (int i = 0; i < m; i++) {
      addRow(sum, i * stride, c, i * n, n);
    }
  }

  private static void addRow(float[] from, int at, float[] to, int toAt, int n) {
    for (int j = 0; j < n; j++) {
      to[toAt + j] += from[at + j];
    }
  }
}
