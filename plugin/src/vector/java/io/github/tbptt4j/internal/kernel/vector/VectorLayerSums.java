package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Symbols;
import java.util.Arrays;
import java.util.List;

/** The sums over some rows of all steps that a recurrent layer's gradients are. */
final class VectorLayerSums {
  private final int n;

  /** dRW^T. */
  private final VectorOuterProduct recurrent;

  /** dW^T of a dense input, or null. */
  private final VectorOuterProduct dense;

  /** What dW's rows are for, or null. */
  private final Symbols symbols;

  /** These rows of dW, or null. */
  private final float[] bySymbol;

  /** How many these are. */
  private final int count;

  private final float[] db;

  /**
   * Sums that are to be made zero first.
   *
   * @param symbols the input of the pass, or null where it is dense
   */
  VectorLayerSums(int nIn, int n, Symbols symbols, Scratch scratch) {
    this.n = n;
    this.symbols = symbols;
    recurrent = new VectorOuterProduct(n, n, scratch);
    dense = symbols != null ? null : new VectorOuterProduct(n, nIn, scratch);
    count = symbols == null ? 0 : symbols.count(nIn);
    bySymbol = symbols == null ? null : scratch.floats(symbols.mostOf(nIn), n);
    db = scratch.floats(n);
  }

  /** By the thread that begins with these sums: it takes time. */
  void clear() {
    recurrent.clear();
    Arrays.fill(db, 0);
    if (dense == null) {
      Arrays.fill(bySymbol, 0, count * n, 0);
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

  /** Adds each row of delta to those of its symbols: the numbers of the rows from first on. */
  void addSymbols(float[] delta, int at, int rows, int[] numbers, int first) {
    if (symbols.areSingle()) {
      VectorRows.addEach(delta, at, rows, n, numbers, first, bySymbol);
    } else {
      VectorRows.addAll(delta, at, rows, n, db);
      VectorRows.addToSeveral(delta, at, rows, n, numbers, symbols.perStep(), first, bySymbol);
    }
  }

  /** When all rows are added. */
  void end() {
    if (dense == null && symbols.areSingle()) {
      // Each row of delta is in one of these sums.
      VectorRows.addAll(bySymbol, 0, count, n, db);
    }
  }

  /** Adds the sums of several to the totals, in the order in which they stand. */
  static void total(List<VectorLayerSums> sums, RnnGradients gradients, VectorTotals totals) {
    totals.add(sums.stream().map(sum -> sum.recurrent).toList(), gradients.rw());
    if (sums.get(0).dense == null) {
      totals.addRows(
          sums.stream().map(sum -> sum.bySymbol).toList(), sums.get(0).symbols, gradients.w());
    } else {
      totals.add(sums.stream().map(sum -> sum.dense).toList(), gradients.w());
    }
    totals.addVector(sums.stream().map(sum -> sum.db).toList(), gradients.b());
  }
}
