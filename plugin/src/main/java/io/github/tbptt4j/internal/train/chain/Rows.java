package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.kernel.Tape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Sequences with time first, [T, B, size] in c order, as rows and in part; views, where nothing
 * else is said.
 */
final class Rows {
  private Rows() {}

  /** [T, B, size] -> [T * B, size]. */
  static INDArray of(INDArray sequences) {
    long rows = sequences.size(0) * sequences.size(1);
    return sequences.reshape('c', rows, sequences.size(2));
  }

  /** [T * B, size] -> [T, B, size]. */
  static INDArray asSequences(INDArray rows, long examples) {
    return rows.reshape('c', rows.size(0) / examples, examples, rows.size(1));
  }

  /** Copies of some rows, [rows, size] in c order. */
  static INDArray pick(INDArray rows, int[] which) {
    return Nd4j.pullRows(rows, 1, which, 'c');
  }

  /** The steps from one on. */
  static INDArray from(INDArray timeFirst, long first) {
    return Tape.steps(timeFirst, (int) first, (int) timeFirst.size(0));
  }
}
