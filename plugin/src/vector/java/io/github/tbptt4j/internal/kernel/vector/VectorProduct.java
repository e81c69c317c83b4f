package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.cpu.Product;
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

  private VectorProduct(int depth, int n, float[] panels, float[] quads) {
    this.depth = depth;
    this.padded = VectorTile.roundUp(depth, VectorTile.STEPS);
    this.n = n;
    this.panels = panels;
    this.quads = quads;
  }

  /** One panel of a matrix [depth, n] that begins at an index, its columns from first on. */
  static void packRows(
      float[] matrix, int at, int depth, int n, int first, int width, float[] panels, int to) {
    for (int k = 0; k < depth; k++) {
      System.arraycopy(matrix, at + k * n + first, panels, to + k * WIDTH, width);
    }
  }

  /** A product of at most so many rows with a matrix [depth, n] that has been packed. */
  static VectorProduct of(float[] panels, int depth, int n, int maxRows, Scratch scratch) {
    return new VectorProduct(depth, n, panels, memoryForRows(depth, maxRows, scratch));
  }

  /** The same, which packs rows in memory that no other product is at work in. */
  static VectorProduct sharing(float[] quads, float[] panels, int depth, int n) {
    return new VectorProduct(depth, n, panels, quads);
  }

  /** {@return memory to pack rows in} */
  static float[] memoryForRows(int depth, int maxRows, Scratch scratch) {
    return scratch.floats(
        VectorTile.roundUp(maxRows, QUAD), VectorTile.roundUp(depth, VectorTile.STEPS));
  }

  @Override
  public void add(float[] a, int rows, float[] c) {
    add(a, 0, rows, c, 0);
  }

  /** c += a R, with a from aAt on and c from cAt on; both may be in one array. */
  void add(float[] a, int aAt, int rows, float[] c, int cAt) {
    if (rows == 1) {
      addRow(a, aAt, c, cAt);
      return;
    }
    pack(a, aAt, rows);
    int first = 0;
    while (first < n) {
      if (VectorWideTile.FITS && rows >= QUAD && first + 2 * WIDTH <= n) {
        addPanels(first, rows, c, cAt + first);
        first += 2 * WIDTH;
      } else {
        addPanel(first, 0, rows, c, cAt + first);
        first += WIDTH;
      }
    }
  }

  private void addPanels(int first, int rows, float[] c, int cAt) {
    int whole = rows - rows % QUAD;
    for (int from = 0; from < padded; from += DEPTH) {
      int count = Math.min(DEPTH, padded - from);
      int b = first * padded + from * WIDTH;
      for (int row = 0; row < whole; row += QUAD) {
        int at = row * padded + from * QUAD;
        int to = cAt + row * n;
        VectorWideTile.add(quads, at, panels, b, WIDTH * padded, count, c, to, WIDTH, n);
      }
    }
    addPanel(first, whole, rows, c, cAt);
    addPanel(first + WIDTH, whole, rows, c, cAt + WIDTH);
  }

  private void addPanel(int first, int firstRow, int rows, float[] c, int cAt) {
    for (int from = 0; from < padded; from += DEPTH) {
      int count = Math.min(DEPTH, padded - from);
      int b = first * padded + from * WIDTH;
      for (int row = firstRow; row < rows; row += QUAD) {
        int at = row * padded + from * QUAD;
        if (row + QUAD <= rows && first + WIDTH <= n) {
          VectorTile.add(quads, at, panels, b, count, c, cAt + row * n, n);
        } else {
          Arrays.fill(edge, 0);
          VectorTile.add(quads, at, panels, b, count, edge, 0, WIDTH);
          addEdge(Math.min(QUAD, rows - row), Math.min(WIDTH, n - first), c, cAt + row * n);
        }
      }
    }
  }

  private void addRow(float[] a, int aAt, float[] c, int cAt) {
    for (int first = 0; first < n; first += WIDTH) {
      if (first + WIDTH <= n) {
        VectorTile.addRow(a, aAt, panels, first * padded, depth, c, cAt + first);
      } else {
        Arrays.fill(edge, 0);
        VectorTile.addRow(a, aAt, panels, first * padded, depth, edge, 0);
        addEdge(1, n - first, c, cAt + first);
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
  private void pack(float[] a, int aAt, int rows) {
    int size = VectorTile.roundUp(rows, QUAD) * padded;
    int row = 0;
    for (; row + QUAD <= rows; row += QUAD) {
      VectorQuads.interleave(a, aAt + row * depth, depth, quads, row * padded);
    }
    if (row < rows) {
      Arrays.fill(quads, row * padded, size, 0);
      for (int i = 0; row + i < rows; i++) {
        for (int k = 0; k < depth; k++) {
          quads[row * padded + k * QUAD + i] = a[aAt + (row + i) * depth + k];
        }
      }
    }
    for (int pad = row - QUAD; padded > depth && pad >= 0; pad -= QUAD) {
      Arrays.fill(quads, pad * padded + depth * QUAD, (pad + QUAD) * padded, 0);
    }
  }
}
