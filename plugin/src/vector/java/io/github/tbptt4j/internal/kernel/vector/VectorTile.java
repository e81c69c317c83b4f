package io.github.tbptt4j.internal.kernel.vector;

import java.lang.invoke.VarHandle;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The innermost loop of all products, in the Vector API: a tile of C, 4 rows by 2 vectors, stays in
 * registers. A is read in quads of rows and B in panels of 2 vectors of columns, both one after the
 * other in memory.
 *
 * <p>C2 decides what is loaded when, and reads ahead until it runs out of registers. The fences say
 * no: a load may not move across one. They are no instructions where the processor keeps loads in
 * order, as x86 does. Four steps at a time, because what the loop itself needs weighs less then;
 * with eight, C2 sometimes gives up half-way and has a vector object for each sum. The sums begin
 * with zero, and C comes after the loop: where it came before, the bounds of C and its indices were
 * alive with all that the loop needs, and C2 kept the loop's own index in memory, always with G1
 * and in every other start of Java with the parallel collector: 8 to 18 % more time. All is written
 * out: C2 inlines no method of ours into so long a one. What counts is the number of instructions a
 * multiply-add, 2.03 to 2.06: a neighbour on the same core takes every other one of the places
 * where instructions begin. A must be packed: where each row has an address of its own, there are
 * 2.2 with G1, 2.5 with the parallel collector, which has C2 compile loops otherwise. {@code
 * StageTimes}, a class of the benchmarks, has the speed that is left beside packing.
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

  /** Steps at a time: depths are multiples of it. */
  static final int STEPS = 4;

  /** Elements that a thread moves in the time it takes to wake one. */
  private static final int WORTH_A_WORKER = 1 << 15;

  /** On other processors a fence is an instruction, and there are more registers. */
  static final boolean FENCES_ARE_FREE =
      Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

  private VectorTile() {}

  /** {@return whether vectors here are long enough to be worth it} */
  static boolean pays() {
    return LANES >= 4;
  }

  /** How many threads are worth waking to move so many elements once. */
  static int workersWorth(int moved, int workers) {
    return Math.max(1, Math.min(workers, moved / WORTH_A_WORKER));
  }

  static int roundUp(int size, int multiple) {
    return Math.multiplyExact(Math.addExact(size, multiple - 1) / multiple, multiple);
  }

  /**
   * C += A B.
   *
   * @param a [depth, ROWS], from aAt on
   * @param b [depth, COLUMNS], from bAt on
   * @param depth a multiple of {@link #STEPS}
   * @param c [ROWS, COLUMNS], from cAt on, its rows ldc elements apart
   */
  static void add(float[] a, int aAt, float[] b, int bAt, int depth, float[] c, int cAt, int ldc) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int end = aAt + depth * ROWS;
    int offset = bAt - aAt * (COLUMNS / ROWS);
    for (int at = aAt; at < end; at += STEPS * ROWS) {
      int from = offset + at * (COLUMNS / ROWS);

      FloatVector u = FloatVector.fromArray(SPECIES, b, from);
      FloatVector v = FloatVector.fromArray(SPECIES, b, from + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[at]);
      c00 = x.fma(u, c00);
      c01 = x.fma(v, c01);
      x = FloatVector.broadcast(SPECIES, a[at + 1]);
      c10 = x.fma(u, c10);
      c11 = x.fma(v, c11);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(SPECIES, a[at + 2]);
      c20 = x.fma(u, c20);
      c21 = x.fma(v, c21);
      x = FloatVector.broadcast(SPECIES, a[at + 3]);
      c30 = x.fma(u, c30);
      c31 = x.fma(v, c31);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }

      u = FloatVector.fromArray(SPECIES, b, from + 2 * LANES);
      v = FloatVector.fromArray(SPECIES, b, from + 3 * LANES);
      x = FloatVector.broadcast(SPECIES, a[at + 4]);
      c00 = x.fma(u, c00);
      c01 = x.fma(v, c01);
      x = FloatVector.broadcast(SPECIES, a[at + 5]);
      c10 = x.fma(u, c10);
      c11 = x.fma(v, c11);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(SPECIES, a[at + 6]);
      c20 = x.fma(u, c20);
      c21 = x.fma(v, c21);
      x = FloatVector.broadcast(SPECIES, a[at + 7]);
      c30 = x.fma(u, c30);
      c31 = x.fma(v, c31);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }

      u = FloatVector.fromArray(SPECIES, b, from + 4 * LANES);
      v = FloatVector.fromArray(SPECIES, b, from + 5 * LANES);
      x = FloatVector.broadcast(SPECIES, a[at + 8]);
      c00 = x.fma(u, c00);
      c01 = x.fma(v, c01);
      x = FloatVector.broadcast(SPECIES, a[at + 9]);
      c10 = x.fma(u, c10);
      c11 = x.fma(v, c11);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(SPECIES, a[at + 10]);
      c20 = x.fma(u, c20);
      c21 = x.fma(v, c21);
      x = FloatVector.broadcast(SPECIES, a[at + 11]);
      c30 = x.fma(u, c30);
      c31 = x.fma(v, c31);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }

      u = FloatVector.fromArray(SPECIES, b, from + 6 * LANES);
      v = FloatVector.fromArray(SPECIES, b, from + 7 * LANES);
      x = FloatVector.broadcast(SPECIES, a[at + 12]);
      c00 = x.fma(u, c00);
      c01 = x.fma(v, c01);
      x = FloatVector.broadcast(SPECIES, a[at + 13]);
      c10 = x.fma(u, c10);
      c11 = x.fma(v, c11);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
      x = FloatVector.broadcast(SPECIES, a[at + 14]);
      c20 = x.fma(u, c20);
      c21 = x.fma(v, c21);
      x = FloatVector.broadcast(SPECIES, a[at + 15]);
      c30 = x.fma(u, c30);
      c31 = x.fma(v, c31);
      if (FENCES_ARE_FREE) {
        VarHandle.loadLoadFence();
      }
    }
    int c1 = cAt + ldc;
    int c2 = c1 + ldc;
    int c3 = c2 + ldc;
    FloatVector.fromArray(SPECIES, c, cAt).add(c00).intoArray(c, cAt);
    FloatVector.fromArray(SPECIES, c, cAt + LANES).add(c01).intoArray(c, cAt + LANES);
    FloatVector.fromArray(SPECIES, c, c1).add(c10).intoArray(c, c1);
    FloatVector.fromArray(SPECIES, c, c1 + LANES).add(c11).intoArray(c, c1 + LANES);
    FloatVector.fromArray(SPECIES, c, c2).add(c20).intoArray(c, c2);
    FloatVector.fromArray(SPECIES, c, c2 + LANES).add(c21).intoArray(c, c2 + LANES);
    FloatVector.fromArray(SPECIES, c, c3).add(c30).intoArray(c, c3);
    FloatVector.fromArray(SPECIES, c, c3 + LANES).add(c31).intoArray(c, c3 + LANES);
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
