package io.github.tbptt4j.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Product} in the Vector API. The matrix is packed once for all steps: panels of 4 vectors
 * of columns, [panel][n][panel width], so that the innermost loop reads memory in one stream. A
 * tile of 2 rows by 4 vectors stays in registers; that is 8 accumulators, as many as hide the
 * latency of a multiply-add on two units.
 *
 * <p>Only this class touches the module jdk.incubator.vector, which is there when Java is started
 * with {@code --add-modules jdk.incubator.vector}.
 */
final class VectorProduct implements Product<float[]> {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Columns of a panel. */
  private static final int WIDTH = 4 * LANES;

  /** Rows of a panel that are used for all rows of a before the next ones: they stay in L1. */
  private static final int DEPTH = 128;

  private final int n;
  private final float[] panels;
  private final float[] edge = new float[2 * WIDTH];

  private VectorProduct(int n, float[] panels) {
    this.n = n;
    this.panels = panels;
  }

  /** Packs a matrix for {@link #of}; one packing may serve many threads. */
  static float[] packed(float[] matrix, int n, boolean columnMajor) {
    int count = (n + WIDTH - 1) / WIDTH;
    float[] panels = new float[Math.multiplyExact(count * n, WIDTH)];
    for (int panel = 0; panel < count; panel++) {
      int first = panel * WIDTH;
      int width = Math.min(WIDTH, n - first);
      int to = panel * n * WIDTH;
      if (columnMajor) {
        for (int j = 0; j < width; j++) {
          int from = (first + j) * n;
          for (int k = 0; k < n; k++) {
            panels[to + k * WIDTH + j] = matrix[from + k];
          }
        }
      } else {
        for (int k = 0; k < n; k++) {
          System.arraycopy(matrix, k * n + first, panels, to + k * WIDTH, width);
        }
      }
    }
    return panels;
  }

  /** A product with a matrix that {@link #packed} has laid out. */
  static VectorProduct of(float[] panels, int n) {
    return new VectorProduct(n, panels);
  }

  /** {@return whether vectors here are long enough to be worth it} */
  static boolean pays() {
    return LANES >= 4;
  }

  @Override
  public void add(float[] a, int rows, float[] c) {
    for (int first = 0; first < n; first += WIDTH) {
      int panel = first * n;
      if (n - first >= WIDTH) {
        addPanel(a, rows, panel, c, first, n);
      } else {
        addLastPanel(a, rows, panel, c, first);
      }
    }
  }

  private void addPanel(float[] a, int rows, int panel, float[] c, int first, int stride) {
    for (int from = 0; from < n; from += DEPTH) {
      int depth = Math.min(DEPTH, n - from);
      int b = panel + from * WIDTH;
      int row = 0;
      for (; row + 1 < rows; row += 2) {
        twoRows(a, row * n + from, n, panels, b, depth, c, row * stride + first, stride);
      }
      if (row < rows) {
        oneRow(a, row * n + from, panels, b, depth, c, row * stride + first);
      }
    }
  }

  /** A panel that is wider than what is left of c goes through memory of its width. */
  private void addLastPanel(float[] a, int rows, int panel, float[] c, int first) {
    int width = n - first;
    for (int row = 0; row < rows; row += 2) {
      Arrays.fill(edge, 0);
      if (row + 1 < rows) {
        twoRows(a, row * n, n, panels, panel, n, edge, 0, WIDTH);
      } else {
        oneRow(a, row * n, panels, panel, n, edge, 0);
      }
      for (int i = 0; i < Math.min(2, rows - row); i++) {
        for (int j = 0; j < width; j++) {
          c[(row + i) * n + first + j] += edge[i * WIDTH + j];
        }
      }
    }
  }

  private static void twoRows(
      float[] a, int at, int lda, float[] b, int bAt, int depth, float[] c, int cAt, int ldc) {
    int d = cAt + ldc;
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cAt);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
    FloatVector c02 = FloatVector.fromArray(SPECIES, c, cAt + 2 * LANES);
    FloatVector c03 = FloatVector.fromArray(SPECIES, c, cAt + 3 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, d);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, d + LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, c, d + 2 * LANES);
    FloatVector c13 = FloatVector.fromArray(SPECIES, c, d + 3 * LANES);
    for (int k = 0; k < depth; k++) {
      FloatVector x = FloatVector.broadcast(SPECIES, a[at + k]);
      FloatVector y = FloatVector.broadcast(SPECIES, a[at + lda + k]);
      FloatVector v = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH);
      c00 = x.fma(v, c00);
      c10 = y.fma(v, c10);
      v = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH + LANES);
      c01 = x.fma(v, c01);
      c11 = y.fma(v, c11);
      v = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH + 2 * LANES);
      c02 = x.fma(v, c02);
      c12 = y.fma(v, c12);
      v = FloatVector.fromArray(SPECIES, b, bAt + k * WIDTH + 3 * LANES);
      c03 = x.fma(v, c03);
      c13 = y.fma(v, c13);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c02.intoArray(c, cAt + 2 * LANES);
    c03.intoArray(c, cAt + 3 * LANES);
    c10.intoArray(c, d);
    c11.intoArray(c, d + LANES);
    c12.intoArray(c, d + 2 * LANES);
    c13.intoArray(c, d + 3 * LANES);
  }

  /** Even and odd k have accumulators of their own: four would wait for each other. */
  private static void oneRow(float[] a, int at, float[] b, int bAt, int depth, float[] c, int cAt) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, c, cAt);
    FloatVector c1 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, c, cAt + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, c, cAt + 3 * LANES);
    FloatVector d0 = FloatVector.zero(SPECIES);
    FloatVector d1 = d0;
    FloatVector d2 = d0;
    FloatVector d3 = d0;
    int k = 0;
    for (; k + 1 < depth; k += 2) {
      int from = bAt + k * WIDTH;
      FloatVector x = FloatVector.broadcast(SPECIES, a[at + k]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, b, from), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, b, from + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, b, from + 2 * LANES), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, b, from + 3 * LANES), c3);
      FloatVector y = FloatVector.broadcast(SPECIES, a[at + k + 1]);
      d0 = y.fma(FloatVector.fromArray(SPECIES, b, from + 4 * LANES), d0);
      d1 = y.fma(FloatVector.fromArray(SPECIES, b, from + 5 * LANES), d1);
      d2 = y.fma(FloatVector.fromArray(SPECIES, b, from + 6 * LANES), d2);
      d3 = y.fma(FloatVector.fromArray(SPECIES, b, from + 7 * LANES), d3);
    }
    if (k < depth) {
      int from = bAt + k * WIDTH;
      FloatVector x = FloatVector.broadcast(SPECIES, a[at + k]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, b, from), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, b, from + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, b, from + 2 * LANES), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, b, from + 3 * LANES), c3);
    }
    c0.add(d0).intoArray(c, cAt);
    c1.add(d1).intoArray(c, cAt + LANES);
    c2.add(d2).intoArray(c, cAt + 2 * LANES);
    c3.add(d3).intoArray(c, cAt + 3 * LANES);
  }
}
