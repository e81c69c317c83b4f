package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import java.util.Arrays;
import java.util.List;

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

  /** C in tiles, one after the other as they are added to, [panel][quad][QUAD, WIDTH]. */
  private final float[] sum;

  /**
   * A sum that is to be made zero first.
   *
   * @param m columns of A
   * @param n columns of B
   * @param scratch the pass's
   */
  VectorOuterProduct(int m, int n, Scratch scratch) {
    this.m = m;
    this.n = n;
    stride = VectorTile.roundUp(n, WIDTH);
    sum = scratch.floats(stride, VectorTile.roundUp(m, QUAD));
  }

  /** C = 0. */
  void clear() {
    Arrays.fill(sum, 0);
  }

  /** {@return memory to pack B [rows, n] in} */
  static float[] memoryForPanels(int n, int maxRows, Scratch scratch) {
    return scratch.floats(
        VectorTile.roundUp(n, WIDTH), VectorTile.roundUp(maxRows, VectorTile.STEPS));
  }

  /** {@return memory for {@link #quads}} */
  static float[] memoryForQuads(int m, int maxRows, Scratch scratch) {
    return scratch.floats(
        VectorTile.roundUp(m, QUAD), VectorTile.roundUp(maxRows, VectorTile.STEPS));
  }

  /** Packs A [rows, m], from aAt on, as [m / 4][rows, padded][4]. */
  static void quads(float[] a, int aAt, int rows, int m, float[] to) {
    int padded = VectorTile.roundUp(rows, VectorTile.STEPS);
    for (int first = 0; first < m; first += QUAD) {
      int at = first * padded;
      if (first + QUAD <= m) {
        packQuad(a, aAt + first, rows, m, to, at);
      } else {
        for (int k = 0; k < rows; k++) {
          System.arraycopy(a, aAt + k * m + first, to, at + k * QUAD, m - first);
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

  /**
   * C += A^T B.
   *
   * @param quads A, as {@link #quads} has packed it
   * @param b B [rows, n], from bAt on
   * @param panels memory to pack B in
   */
  void add(float[] quads, float[] b, int bAt, int rows, float[] panels) {
    int padded = VectorTile.roundUp(rows, VectorTile.STEPS);
    packPanels(b, bAt, rows, padded, panels);
    int panel = 0;
    for (; VectorWideTile.FITS && panel + 2 * WIDTH <= stride; panel += 2 * WIDTH) {
      int from = panel * padded;
      int nextPanel = WIDTH * padded;
      int nextTile = tile(0, WIDTH);
      for (int quad = 0; quad < m; quad += QUAD) {
        int at = quad * padded;
        int to = tile(quad, panel);
        VectorWideTile.add(quads, at, panels, from, nextPanel, padded, sum, to, nextTile, WIDTH);
      }
    }
    for (; panel < stride; panel += WIDTH) {
      for (int quad = 0; quad < m; quad += QUAD) {
        int at = tile(quad, panel);
        VectorTile.add(quads, quad * padded, panels, panel * padded, padded, sum, at, WIDTH);
      }
    }
  }

  private int tile(int quad, int panel) {
    return panel * VectorTile.roundUp(m, QUAD) + quad * WIDTH;
  }

  private void packPanels(float[] b, int bAt, int rows, int padded, float[] panels) {
    for (int panel = 0; panel < stride; panel += WIDTH) {
      int width = Math.min(WIDTH, n - panel);
      int at = panel * padded;
      VectorProduct.packRows(b, bAt, rows, n, panel, width, panels, at);
      if (padded > rows) {
        Arrays.fill(panels, at + rows * WIDTH, at + padded * WIDTH, 0);
      }
    }
  }

  /**
   * Some rows of the sum of several C.
   *
   * @param products of the same sizes, in the order in which they are added
   * @param first the first row, a multiple of 4
   * @param end row after the last one
   * @param c written: [end - first, n]
   */
  static void total(List<VectorOuterProduct> products, int first, int end, float[] c) {
    VectorOuterProduct sum = products.get(0);
    int padded = VectorTile.roundUp(end, QUAD);
    for (int panel = 0; panel < sum.stride; panel += WIDTH) {
      int width = Math.min(WIDTH, sum.n - panel);
      for (VectorOuterProduct other : products.subList(1, products.size())) {
        Steps.add(sum.sum, other.sum, sum.tile(first, panel), sum.tile(padded, panel));
      }
      for (int row = first; row < end; row++) {
        int from = sum.tile(row - row % QUAD, panel) + row % QUAD * WIDTH;
        System.arraycopy(sum.sum, from, c, (row - first) * sum.n + panel, width);
      }
    }
  }
}
