package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Losses of an output layer with softmax over some rows, and the sums that its gradients are. */
final class VectorOutputSums {
  private final VectorOutputLayer layer;
  private final Targets targets;

  /** dW^T. */
  private final VectorOuterProduct dw;

  private final float[] db;

  /**
   * Sums that are to be made zero first.
   *
   * @param targets of the rows, and of others perhaps
   */
  VectorOutputSums(VectorOutputLayer layer, Targets targets, Scratch scratch) {
    this.layer = layer;
    this.targets = targets;
    dw = new VectorOuterProduct(layer.n(), layer.nIn(), scratch);
    db = scratch.floats(layer.n());
  }

  /** By the thread that begins with these sums: it takes time. */
  void clear() {
    dw.clear();
    Arrays.fill(db, 0);
  }

  /**
   * Adds a block of rows.
   *
   * @param x input of the rows, from index xAt on
   * @param first the first row's number among the targets
   * @param rows number of rows
   * @param losses those of the rows are written, by number
   * @param dx overwritten with dLoss/dx of the rows, from index dxAt on
   */
  void add(
      VectorOutputLayer.Desk desk,
      float[] x,
      int xAt,
      int first,
      int rows,
      double[] losses,
      float[] dx,
      int dxAt) {
    int nIn = layer.nIn();
    int n = layer.n();
    Arrays.fill(dx, dxAt, dxAt + rows * nIn, 0);
    if (!counts(first, rows) && isFinite(x, xAt, rows * nIn)) {
      Arrays.fill(losses, first, first + rows, 0);
      return;
    }
    float[] z = desk.softmax.logits();
    for (int r = 0; r < rows; r++) {
      System.arraycopy(layer.bias(), 0, z, r * n, n);
    }
    desk.byW.add(x, xAt, rows, z, 0);
    float[] delta = desk.softmax.delta(targets, first, rows, losses);

    VectorOuterProduct.quads(delta, 0, rows, n, desk.quads);
    dw.add(desk.quads, x, xAt, rows, desk.panels);
    VectorRows.addAll(delta, 0, rows, n, db);
    desk.byTransposed.add(delta, 0, rows, dx, dxAt);
  }

  private boolean counts(int first, int rows) {
    for (int row = first; row < first + rows; row++) {
      if (targets.weight(row) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Input that isn't finite makes the gradient NaN whether it counts or not. */
  private static boolean isFinite(float[] values, int at, int count) {
    float zero = 0;
    for (int i = at; i < at + count; i++) {
      zero += 0 * values[i];
    }
    return zero == 0;
  }

  /** Adds the sums of several to the totals, in the order in which they stand. */
  static void total(
      List<VectorOutputSums> sums, INDArray dw, Optional<INDArray> db, VectorTotals totals) {
    totals.add(sums.stream().map(sum -> sum.dw).toList(), dw);
    db.ifPresent(to -> totals.addVector(sums.stream().map(sum -> sum.db).toList(), to));
  }
}
