package io.github.tbptt4j.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loop of all products, in the Vector API: a tile of C, 4 rows by 2 vectors, stays in
 * registers. A is read in quads of rows and B in panels of 2 vectors of columns, both one after the
 * other in memory.
 *
 * <p>The loop takes two steps at a time. That is what C2 compiles best: with larger tiles, or more
 * steps, it reads ahead until it runs out of registers, and with fewer steps the loop's own
 * instructions weigh more. A must be packed, too: where each row of A has an address of its own,
 * the loop is as fast with G1, and three times slower with the parallel or serial garbage
 * collector, which have C2 compile loops otherwise. In GFLOP/s of one thread with the parallel
 * collector (JDK 17, AVX2, peak 103): this one 87; one step 77; 5 and 6 rows, one step 78 and 76;
 * rows not packed 25.
 *
 * <p>What this source folder has is apart because it needs the module jdk.incubator.vector, which
 * is there when Java is started with {@code --add-modules jdk.incubator.vector}.
 */
final class VectorTile {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Rows of a tile. */
  static final int ROWS = 4;

  /** Columns of a tile. */
  static final int COLUMNS = 2 * LANES;

  private VectorTile() {}

  /** {@return whether vectors here are long enough to be worth it} */
  static boolean pays() {
    return LANES >= 4;
  }

  static int roundUp(int size, int multiple) {
    return Math.multiplyExact(Math.addExact(size, multiple - 1) / multiple, multiple);
  }

  /**
   * C += A B.
   *
   * @param a [depth, ROWS], from aAt on
   * @param b [depth, COLUMNS], from bAt on
   * @param depth even
   * @param c [ROWS, COLUMNS], from cAt on, its rows ldc elements apart
   */
  static void add(float[] a, int aAt, float[] b, int bAt, int depth, float[] c, int cAt, int ldc) {
    int c1 = cAt + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cAt);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, c1);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, c1 + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, c2);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, c2 + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, c3);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, c3 + LANES);
    for (int k = 0; k < depth; k += 2) {
      int at = aAt + k * ROWS;
      int from = bAt + k * COLUMNS;
      FloatVector u0 = FloatVector.fromArray(SPECIES, b, from);
      FloatVector u1 = FloatVector.fromArray(SPECIES, b, from + LANES);
      FloatVector v0 = FloatVector.fromArray(SPECIES, b, from + 2 * LANES);
      FloatVector v1 = FloatVector.fromArray(SPECIES, b, from + 3 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(u0, c00);
      c01 = x.fma(u1, c01);
      FloatVector y = FloatVector.broadcast(SPECIES, a[at + 4]);
      c00 = y.fma(v0, c00);
      c01 = y.fma(v1, c01);
      x = FloatVector.broadcast(SPECIES, a[at + 1]);
      c10 = x.fma(u0, c10);
      c11 = x.fma(u1, c11);
      y = FloatVector.broadcast(SPECIES, a[at + 5]);
      c10 = y.fma(v0, c10);
      c11 = y.fma(v1, c11);
      x = FloatVector.broadcast(SPECIES, a[at + 2]);
      c20 = x.fma(u0, c20);
      c21 = x.fma(u1, c21);
      y = FloatVector.broadcast(SPECIES, a[at + 6]);
      c20 = y.fma(v0, c20);
      c21 = y.fma(v1, c21);
      x = FloatVector.broadcast(SPECIES, a[at + 3]);
      c30 = x.fma(u0, c30);
      c31 = x.fma(u1, c31);
      y = FloatVector.broadcast(SPECIES, a[at + 7]);
      c30 = y.fma(v0, c30);
      c31 = y.fma(v1, c31);
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, c1);
    c11.intoArray(c, c1 + LANES);
    c20.intoArray(c, c2);
    c21.intoArray(c, c2 + LANES);
    c30.intoArray(c, c3);
    c31.intoArray(c, c3 + LANES);
  }

  /**
   * The same for a single row. Each of four k in turn has sums of its own: two would wait for each
   * other.
   *
   * @param a [depth], from aAt on
   * @param b [depth, COLUMNS], from bAt on
   * @param depth any
   * @param c [COLUMNS], from cAt on
   */
  static void addRow(float[] a, int aAt, float[] b, int bAt, int depth, float[] c, int cAt) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, c, cAt);
    FloatVector c1 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
    FloatVector d0 = FloatVector.zero(SPECIES);
    FloatVector d1 = d0;
    FloatVector e0 = d0;
    FloatVector e1 = d0;
    FloatVector f0 = d0;
    FloatVector f1 = d0;
    int k = 0;
    for (; k < depth - 3; k += 4) {
      int from = bAt + k * COLUMNS;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aAt + k]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, b, from), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, b, from + LANES), c1);
      x = FloatVector.broadcast(SPECIES, a[aAt + k + 1]);
      d0 = x.fma(FloatVector.fromArray(SPECIES, b, from + 2 * LANES), d0);
      d1 = x.fma(FloatVector.fromArray(SPECIES, b, from + 3 * LANES), d1);
      x = FloatVector.broadcast(SPECIES, a[aAt + k + 2]);
      e0 = x.fma(FloatVector.fromArray(SPECIES, b, from + 4 * LANES), e0);
      e1 = x.fma(FloatVector.fromArray(SPECIES, b, from + 5 * LANES), e1);
      x = FloatVector.broadcast(SPECIES, a[aAt + k + 3]);
      f0 = x.fma(FloatVector.fromArray(SPECIES, b, from + 6 * LANES), f0);
      f1 = x.fma(FloatVector.fromArray(SPECIES, b, from + 7 * LANES), f1);
    }
    for (; k < depth; k++) {
      FloatVector x = FloatVector.broadcast(SPECIES, a[aAt + k]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, b, bAt + k * COLUMNS), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, b, bAt + k * COLUMNS + LANES), c1);
    }
    c0.add(d0).add(e0.add(f0)).intoArray(c, cAt);
    c1.add(d1).add(e1.add(f1)).intoArray(c, cAt + LANES);
  }
}
