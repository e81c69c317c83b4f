package io.github.tbptt4j.internal.kernel.vector;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link VectorTile} with two panels side by side: 4 rows by 4 vectors stay in registers, of which
 * there are enough, 32, where vectors have 512 bits. A multiply-add needs 1.5 instructions beside
 * the loop's own in the place of 1.75, since an element of A is read once for four vectors. Each
 * sum adds up the same in the same order: the result is the other tile's to the bit.
 *
 * <p>Fences are as there, and for the same reasons. Two steps at a time: with four, C2 at times
 * gives up before the last lines, and has an object for each sum.
 */
final class VectorWideTile {
  /** Vectors of 512 bits come with 32 registers. */
  private static final int BITS = 512;

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final boolean FENCES_ARE_FREE = VectorTile.FENCES_ARE_FREE;
  private static final int ROWS = VectorTile.ROWS;
  private static final int PANEL = VectorTile.COLUMNS;
  private static final int STEPS = 2;

  /** Whether there are registers for it. */
  static final boolean FITS = SPECIES.vectorBitSize() >= BITS;

  private VectorWideTile() {}

  /**
   * C += A B for two panels of B.
   *
   * @param a [depth, ROWS], from aAt on
   * @param b two panels [depth, COLUMNS], the first from bAt on
   * @param nextB how far after the first panel the second one begins
   * @param depth a multiple of {@link VectorTile#STEPS}
   * @param c two parts [ROWS, COLUMNS], the first from cAt on, their rows ldc elements apart
   * @param nextC how far after the first part the second one begins
   */
  static void add(
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      int nextB,
      int depth,
      float[] c,
      int cAt,
      int nextC,
      int ldc) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c23 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    FloatVector c33 = c00;
    int end = aAt + depth * ROWS;
    int offset = bAt - aAt * (PANEL / ROWS);
    for (int at = aAt; at < end; at += STEPS * ROWS) {
      int from = offset + at * (PANEL / ROWS);
      int next = from + nextB;

      FloatVector r = FloatVector.fromArray(SPECIES, b, from);
      FloatVector s = FloatVector.fromArray(SPECIES, b, from + LANES);
      FloatVector u = FloatVector.fromArray(SPECIES, b, next);
      FloatVector v = FloatVector.fromArray(SPECIES, b, next + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(r, c00);
      c01 = x.fma(s, c01);
      c02 = x.fma(u, c02);
      c03 = x.fma(v, c03);
      x = FloatVector.broadcast(SPECIES, a[at + 1]);
      c10 = x.fma(r, c10);
      c11 = x.fma(s, c11);
      c12 = x.fma(u, c12);
      c13 = x.fma(v, c13);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(SPECIES, a[at + 2]);
      c20 = x.fma(r, c20);
      c21 = x.fma(s, c21);
      c22 = x.fma(u, c22);
      c23 = x.fma(v, c23);
      x = FloatVector.broadcast(SPECIES, a[at + 3]);
      c30 = x.fma(r, c30);
      c31 = x.fma(s, c31);
      c32 = x.fma(u, c32);
      c33 = x.fma(v, c33);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }

      r = FloatVector.fromArray(SPECIES, b, from + 2 * LANES);
      s = FloatVector.fromArray(SPECIES, b, from + 3 * LANES);
      u = FloatVector.fromArray(SPECIES, b, next + 2 * LANES);
      v = FloatVector.fromArray(SPECIES, b, next + 3 * LANES);
      x = FloatVector.broadcast(SPECIES, a[at + 4]);
      c00 = x.fma(r, c00);
      c01 = x.fma(s, c01);
      c02 = x.fma(u, c02);
      c03 = x.fma(v, c03);
      x = FloatVector.broadcast(SPECIES, a[at + 5]);
      c10 = x.fma(r, c10);
      c11 = x.fma(s, c11);
      c12 = x.fma(u, c12);
      c13 = x.fma(v, c13);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(SPECIES, a[at + 6]);
      c20 = x.fma(r, c20);
      c21 = x.fma(s, c21);
      c22 = x.fma(u, c22);
      c23 = x.fma(v, c23);
      x = FloatVector.broadcast(SPECIES, a[at + 7]);
      c30 = x.fma(r, c30);
      c31 = x.fma(s, c31);
      c32 = x.fma(u, c32);
      c33 = x.fma(v, c33);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
    }
    int to = cAt + nextC;
    FloatVector.fromArray(SPECIES, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(SPECIES, c, cAt + LANES).add(c01).intoArray(c, cAt + LANES);
    FloatVector.fromArray(SPECIES, c, to).add(c02).intoArray(c, to);
    FloatVector.fromArray(SPECIES, c, to + LANES).add(c03).intoArray(c, to + LANES);
    cAt += ldc;
    to = cAt + nextC;
    FloatVector.fromArray(SPECIES, c, cAt).add(c10).intoArray(c, cAt);
    FloatVector.fromArray(SPECIES, c, cAt + LANES).add(c11).intoArray(c, cAt + LANES);
    FloatVector.fromArray(SPECIES, c, to).add(c12).intoArray(c, to);
    FloatVector.fromArray(SPECIES, c, to + LANES).add(c13).intoArray(c, to + LANES);
    cAt += ldc;
    to = cAt + nextC;
    FloatVector.fromArray(SPECIES, c, cAt).add(c20).intoArray(c, cAt);
    FloatVector.fromArray(SPECIES, c, cAt + LANES).add(c21).intoArray(c, cAt + LANES);
    FloatVector.fromArray(SPECIES, c, to).add(c22).intoArray(c, to);
    FloatVector.fromArray(SPECIES, c, to + LANES).add(c23).intoArray(c, to + LANES);
    cAt += ldc;
    to = cAt + nextC;
    FloatVector.fromArray(SPECIES, c, cAt).add(c30).intoArray(c, cAt);
    FloatVector.fromArray(SPECIES, c, cAt + LANES).add(c31).intoArray(c, cAt + LANES);
    FloatVector.fromArray(SPECIES, c, to).add(c32).intoArray(c, to);
    FloatVector.fromArray(SPECIES, c, to + LANES).add(c33).intoArray(c, to + LANES);
  }
}
