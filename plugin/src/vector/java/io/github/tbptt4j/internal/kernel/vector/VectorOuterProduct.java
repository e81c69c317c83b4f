package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import io.github.tbptt4j.internal.threads.Workers;
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

  /** C += A^T B, with A as {@link #quads} has packed it, B [rows, n], and memory to pack B in. */
  void add(float[] quads, float[] b, int rows, float[] panels) {
    int padded = VectorTile.roundUp(rows, VectorTile.STEPS);
    packPanels(b, rows, padded, panels);
    for (int panel = 0; panel < stride; panel += WIDTH) {
      for (int quad = 0; quad < m; quad += QUAD) {
        int at = tile(quad, panel);
        VectorTile.add(quads, quad * padded, panels, panel * padded, padded, sum, at, WIDTH);
      }
    }
  }

  private int tile(int quad, int panel) {
    return panel * VectorTile.roundUp(m, QUAD) + quad * WIDTH;
  }

  private void packPanels(float[] b, int rows, int padded, float[] panels) {
    for (int panel = 0; panel < stride; panel += WIDTH) {
      int width = Math.min(WIDTH, n - panel);
      int at = panel * padded;
      VectorProduct.packRows(b, rows, n, panel, width, panels, at);
      if (padded > rows) {
        Arrays.fill(panels, at + rows * WIDTH, at + padded * WIDTH, 0);
      }
    }
  }

  /**
   * Adds up one part of several C, for one of several threads.
   *
   * @param products of the same sizes, in the order in which they are added to the first one
   * @param c written: the sum of all C, [m, n]
   */
  static void total(List<VectorOuterProduct> products, float[] c, int part, int parts) {
    VectorOuterProduct sum = products.get(0);
    int panels = sum.stride / WIDTH;
    int first = Workers.begin(part, parts, panels) * WIDTH;
    int end = Workers.begin(part + 1, parts, panels) * WIDTH;
    for (VectorOuterProduct other : products.subList(1, products.size())) {
      Steps.add(sum.sum, other.sum, sum.tile(0, first), sum.tile(0, end));
    }
    for (int panel = first; panel < end; panel += WIDTH) {
      int width = Math.min(WIDTH, sum.n - panel);
      for (int row = 0; row < sum.m; row++) {
        int from = sum.tile(row - row % QUAD, panel) + row % QUAD * WIDTH;
        System.arraycopy(sum.sum, from, c, row * sum.n + panel, width);
      }
    }
  }
}
