package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.cpu.Product;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.Arrays;

/**
 * {@link Product} in the Vector API. The matrix is packed once for all steps, in panels of columns,
 * [panel][depth, padded][panel width], as {@link VectorTile} reads it; the rows are packed in each
 * product.
 */
final class VectorProduct implements Product {
  private static final int QUAD = VectorTile.ROWS;
  private static final int WIDTH = VectorTile.COLUMNS;

  /** Rows of a panel that are used for all rows of a before the next ones: they stay in L1. */
  private static final int DEPTH = 256;

  private final int depth;
  private final int padded;
  private final int n;
  private final float[] panels;

  /** a, [rows / 4][depth, padded][4] */
  private final float[] quads;

  private final float[] edge = new float[QUAD * WIDTH];

  private VectorProduct(int depth, int n, float[] panels, int maxRows, Scratch scratch) {
    this.depth = depth;
    this.padded = VectorTile.roundUp(depth, VectorTile.STEPS);
    this.n = n;
    this.panels = panels;
    this.quads = scratch.floats(VectorTile.roundUp(maxRows, QUAD), padded);
  }

  /** Writes one panel of a matrix, the columns from first on. */
  private interface Packing {
    void panel(int first, int width, float[] panels, int to);
  }

  /**
   * Packs a matrix [depth, n] that lies column by column for {@link #of}. One packing may serve
   * many threads.
   */
  static float[] packedColumns(float[] matrix, int depth, int n, Scratch scratch, int workers) {
    return packed(
        (first, width, panels, to) -> packColumns(matrix, depth, first, width, panels, to),
        depth,
        n,
        scratch,
        workers);
  }

  /** The same for a matrix that lies row by row. */
  static float[] packedRows(float[] matrix, int depth, int n, Scratch scratch, int workers) {
    return packed(
        (first, width, panels, to) -> packRows(matrix, depth, n, first, width, panels, to),
        depth,
        n,
        scratch,
        workers);
  }

  private static float[] packed(Packing packing, int depth, int n, Scratch scratch, int workers) {
    int padded = VectorTile.roundUp(depth, VectorTile.STEPS);
    float[] panels = scratch.floats(VectorTile.roundUp(n, WIDTH), padded);
    int count = (n + WIDTH - 1) / WIDTH;
    int parts = Math.min(count, VectorTile.workersWorth(panels.length, workers));
    Workers.run(
        parts,
        part -> {
          int end = Workers.begin(part + 1, parts, count);
          for (int i = Workers.begin(part, parts, count); i < end; i++) {
            int first = i * WIDTH;
            packing.panel(first, Math.min(WIDTH, n - first), panels, first * padded);
            Arrays.fill(panels, first * padded + depth * WIDTH, (first + WIDTH) * padded, 0);
          }
        });
    return panels;
  }

  private static void packColumns(
      float[] matrix, int depth, int first, int width, float[] panels, int to) {
    for (int j = 0; j < width; j++) {
      int from = (first + j) * depth;
      for (int k = 0; k < depth; k++) {
        panels[to + k * WIDTH + j] = matrix[from + k];
      }
    }
  }

  /** One panel of a matrix [depth, n], its columns from first on. */
  static void packRows(
      float[] matrix, int depth, int n, int first, int width, float[] panels, int to) {
    for (int k = 0; k < depth; k++) {
      System.arraycopy(matrix, k * n + first, panels, to + k * WIDTH, width);
    }
  }

  /** A product of at most so many rows with a matrix [depth, n] that has been packed. */
  static VectorProduct of(float[] panels, int depth, int n, int maxRows, Scratch scratch) {
    return new VectorProduct(depth, n, panels, maxRows, scratch);
  }

  @Override
  public void add(float[] a, int rows, float[] c) {
    if (rows == 1) {
      addRow(a, c);
      return;
    }
    pack(a, rows);
    for (int first = 0; first < n; first += WIDTH) {
      for (int from = 0; from < padded; from += DEPTH) {
        int count = Math.min(DEPTH, padded - from);
        int b = first * padded + from * WIDTH;
        for (int row = 0; row < rows; row += QUAD) {
          int at = row * padded + from * QUAD;
          if (row + QUAD <= rows && first + WIDTH <= n) {
            VectorTile.add(quads, at, panels, b, count, c, row * n + first, n);
          } else {
            Arrays.fill(edge, 0);
            VectorTile.add(quads, at, panels, b, count, edge, 0, WIDTH);
            addEdge(Math.min(QUAD, rows - row), Math.min(WIDTH, n - first), c, row * n + first);
          }
        }
      }
    }
  }

  private void addRow(float[] a, float[] c) {
    for (int first = 0; first < n; first += WIDTH) {
      if (first + WIDTH <= n) {
        VectorTile.addRow(a, 0, panels, first * padded, depth, c, first);
      } else {
        Arrays.fill(edge, 0);
        VectorTile.addRow(a, 0, panels, first * padded, depth, edge, 0);
        addEdge(1, n - first, c, first);
      }
    }
  }

  /** What a tile has beyond c is left out. */
  private void addEdge(int rows, int width, float[] c, int at) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < width; j++) {
        c[at + i * n + j] += edge[i * WIDTH + j];
      }
    }
  }

  /** Elements that a doesn't have stay zero: NaN there would spread. */
  private void pack(float[] a, int rows) {
    int size = VectorTile.roundUp(rows, QUAD) * padded;
    int row = 0;
    for (; row + QUAD <= rows; row += QUAD) {
      VectorQuads.interleave(a, row * depth, depth, quads, row * padded);
    }
    if (row < rows) {
      Arrays.fill(quads, row * padded, size, 0);
      for (int i = 0; row + i < rows; i++) {
        for (int k = 0; k < depth; k++) {
          quads[row * padded + k * QUAD + i] = a[(row + i) * depth + k];
        }
      }
    }
    for (int pad = row - QUAD; padded > depth && pad >= 0; pad -= QUAD) {
      Arrays.fill(quads, pad * padded + depth * QUAD, (pad + QUAD) * padded, 0);
    }
  }
}
