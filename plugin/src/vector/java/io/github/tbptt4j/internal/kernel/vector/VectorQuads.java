package io.github.tbptt4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Four rows element by element, as {@link VectorTile} reads them. Without shuffles it takes twice
 * as long, and four times where C2 happens to compile the loop otherwise.
 */
final class VectorQuads {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = VectorTile.ROWS;

  /** Each quarter of a vector, every element four times. */
  private static final VectorShuffle<Float> QUARTER_0 = quarter(0);

  private static final VectorShuffle<Float> QUARTER_1 = quarter(1);
  private static final VectorShuffle<Float> QUARTER_2 = quarter(2);
  private static final VectorShuffle<Float> QUARTER_3 = quarter(3);

  /** The lanes of the rows after the first one. */
  private static final VectorMask<Float> ROW_1 = row(1);

  private static final VectorMask<Float> ROW_2 = row(2);
  private static final VectorMask<Float> ROW_3 = row(3);

  private VectorQuads() {}

  private static VectorShuffle<Float> quarter(int i) {
    return VectorShuffle.fromOp(SPECIES, lane -> (i * LANES + lane) / ROWS);
  }

  private static VectorMask<Float> row(int i) {
    boolean[] lanes = new boolean[LANES];
    for (int lane = i; lane < LANES; lane += ROWS) {
      lanes[lane] = true;
    }
    return VectorMask.fromArray(SPECIES, lanes, 0);
  }

  /**
   * [ROWS, n] -> [n, ROWS].
   *
   * @param a rows, from the index {@code from} on
   * @param n length of a row
   * @param to written from the index {@code at} on
   */
  static void interleave(float[] a, int from, int n, float[] to, int at) {
    int from1 = from + n;
    int from2 = from1 + n;
    int from3 = from2 + n;
    int k = 0;
    int whole = LANES < ROWS ? 0 : n - n % LANES; // a vector has an element of each row at least
    for (; k < whole; k += LANES) {
      FloatVector r0 = FloatVector.fromArray(SPECIES, a, from + k);
      FloatVector r1 = FloatVector.fromArray(SPECIES, a, from1 + k);
      FloatVector r2 = FloatVector.fromArray(SPECIES, a, from2 + k);
      FloatVector r3 = FloatVector.fromArray(SPECIES, a, from3 + k);
      int target = at + k * ROWS;
      r0.rearrange(QUARTER_0)
          .blend(r1.rearrange(QUARTER_0), ROW_1)
          .blend(r2.rearrange(QUARTER_0), ROW_2)
          .blend(r3.rearrange(QUARTER_0), ROW_3)
          .intoArray(to, target);
      r0.rearrange(QUARTER_1)
          .blend(r1.rearrange(QUARTER_1), ROW_1)
          .blend(r2.rearrange(QUARTER_1), ROW_2)
          .blend(r3.rearrange(QUARTER_1), ROW_3)
          .intoArray(to, target + LANES);
      r0.rearrange(QUARTER_2)
          .blend(r1.rearrange(QUARTER_2), ROW_1)
          .blend(r2.rearrange(QUARTER_2), ROW_2)
          .blend(r3.rearrange(QUARTER_2), ROW_3)
          .intoArray(to, target + 2 * LANES);
      r0.rearrange(QUARTER_3)
          .blend(r1.rearrange(QUARTER_3), ROW_1)
          .blend(r2.rearrange(QUARTER_3), ROW_2)
          .blend(r3.rearrange(QUARTER_3), ROW_3)
          .intoArray(to, target + 3 * LANES);
    }
    for (; k < n; k++) {
      int target = at + k * ROWS;
      to[target] = a[from + k];
      to[target + 1] = a[from1 + k];
      to[target + 2] = a[from2 + k];
      to[target + 3] = a[from3 + k];
    }
  }
}
