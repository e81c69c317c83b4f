package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.Targets;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Softmax and cross entropy of a block of rows, on the heap and class by class: element r of array
 * j belongs to row r and class j, so that each loop over the rows is one that C2 vectorises, maxima
 * and sums over the classes included.
 *
 * <p>One object serves one thread.
 */
abstract class SoftmaxBlock {

  static SoftmaxBlock of(DataType type, int classes, int maxRows) {
    return type == DataType.FLOAT
        ? new FloatSoftmax(classes, maxRows)
        : new DoubleSoftmax(classes, maxRows);
  }

  /** Reads the bias, nOut numbers. */
  abstract void bias(Pointer b);

  /** Reads x W, [classes, rows] in c order, and computes the exponentials of the softmax. */
  abstract void load(Pointer products, int rows);

  /** log p_rj, from the logits. */
  abstract double logProbability(int row, int j);

  /** Zero, or NaN where the row has logits without a softmax. */
  abstract double zeroOrNaN(int row);

  /** Scales the exponentials to p, and by a weight of each row. */
  abstract void normalise(double[] weights);

  /** Subtracts y from element j of a row. */
  abstract void subtract(int row, int j, double y);

  /** Writes all elements, class j from position j * stride on. */
  abstract void store(Pointer to, long stride);

  /** target = the sum of count arrays that lie one after the other, stride elements apart. */
  abstract void sum(Pointer arrays, int count, long stride, int size, Pointer target);

  /** The losses of the rows from first on. */
  final void losses(Targets targets, int first, int rows, double[] losses) {
    double floor = Math.log(targets.clipping());
    double ceiling = Math.log1p(-targets.clipping());
    for (int r = 0; r < rows; r++) {
      int row = first + r;
      double loss = zeroOrNaN(r);
      if (!targets.areClasses()) {
        for (int j = 0; j < targets.nOut(); j++) {
          double y = targets.probability(row, j);
          loss -= y == 0 ? 0 : y * clip(logProbability(r, j), floor, ceiling);
        }
      } else if (targets.classOf(row) >= 0) {
        loss -= clip(logProbability(r, targets.classOf(row)), floor, ceiling);
      }
      losses[row] = targets.weight(row) * loss;
    }
  }

  /** delta of the rows from first on, in place of the exponentials. */
  final void delta(Targets targets, int first, int rows) {
    double[] weights = new double[rows];
    for (int r = 0; r < rows; r++) {
      weights[r] = targets.weight(first + r);
    }
    normalise(weights);
    for (int r = 0; r < rows; r++) {
      int row = first + r;
      if (!targets.areClasses()) {
        for (int j = 0; j < targets.nOut(); j++) {
          subtract(r, j, weights[r] * targets.probability(row, j));
        }
      } else if (targets.classOf(row) >= 0) {
        subtract(r, targets.classOf(row), weights[r]);
      }
    }
  }

  private static double clip(double value, double floor, double ceiling) {
    return Math.max(floor, Math.min(ceiling, value)); // NaN stays
  }
}
