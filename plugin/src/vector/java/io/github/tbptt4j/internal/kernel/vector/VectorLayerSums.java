package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.Scratch;
import java.util.Arrays;
import java.util.List;

/** The sums over some rows of all steps that a recurrent layer's gradients are. */
final class VectorLayerSums {
  private final int nIn;
  private final int n;

  /** dRW^T. */
  private final VectorOuterProduct recurrent;

  /** dW^T of a dense input, or null. */
  private final VectorOuterProduct dense;

  /** dW of an input of symbols, or null. */
  private final float[] bySymbol;

  private final float[] db;

  /**
   * Sums that are to be made zero first.
   *
   * @param indexed whether the input is symbols
   */
  VectorLayerSums(int nIn, int n, boolean indexed, Scratch scratch) {
    this.nIn = nIn;
    this.n = n;
    recurrent = new VectorOuterProduct(n, n, scratch);
    dense = indexed ? null : new VectorOuterProduct(n, nIn, scratch);
    bySymbol = indexed ? scratch.floats(nIn, n) : null;
    db = scratch.floats(n);
  }

  /** By the thread that begins with these sums: it takes time. */
  void clear() {
    recurrent.clear();
    Arrays.fill(db, 0);
    if (dense == null) {
      Arrays.fill(bySymbol, 0);
    } else {
      dense.clear();
    }
  }

  /**
   * Adds the deltas' outer products with the states before.
   *
   * @param quads delta as {@link VectorOuterProduct#quads} has packed it
   * @param before h_{t-1} of each row, from index at on
   * @param panels memory to pack in
   */
  void addRecurrent(float[] quads, float[] before, int at, int rows, float[] panels) {
    recurrent.add(quads, before, at, rows, panels);
  }

  /** Adds the deltas' outer products with a dense input, x from index xAt on. */
  void addDense(
      float[] quads, float[] delta, int at, float[] x, int xAt, int rows, float[] panels) {
    VectorRows.addAll(delta, at, rows, n, db);
    dense.add(quads, x, xAt, rows, panels);
  }

  /** Adds each row of delta to that of its symbol, the first of which stands at an index. */
  void addSymbols(float[] delta, int at, int rows, int[] symbols, int first) {
    VectorRows.addEach(delta, at, rows, n, symbols, first, bySymbol);
  }

  /** When all rows are added. */
  void end() {
    if (dense == null) {
      // Each row of delta is in one of these sums.
      VectorRows.addAll(bySymbol, 0, nIn, n, db);
    }
  }

  /** Adds the sums of several to the totals, in the order in which they stand. */
  static void total(List<VectorLayerSums> sums, RnnGradients gradients, VectorTotals totals) {
    totals.add(sums.stream().map(sum -> sum.recurrent).toList(), gradients.rw());
    if (sums.get(0).dense == null) {
      totals.addRows(sums.stream().map(sum -> sum.bySymbol).toList(), gradients.w());
    } else {
      totals.add(sums.stream().map(sum -> sum.dense).toList(), gradients.w());
    }
    totals.addVector(sums.stream().map(sum -> sum.db).toList(), gradients.b());
  }
}
