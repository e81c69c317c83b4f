package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.Floats;
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

  /** The inverse of {@link #pick}: copies rows to where they belong; no two to the same place. */
  static void put(INDArray picked, int[] which, INDArray rows) {
    if (!Floats.areIn(picked) || !Floats.areIn(rows) || picked.ordering() != rows.ordering()) {
      for (int i = 0; i < which.length; i++) {
        rows.getRow(which[i]).assign(picked.getRow(i));
      }
      return;
    }
    int size = (int) rows.size(1);
    float[] row = new float[size];
    Floats from = Floats.of(picked);
    Floats to = Floats.of(rows);
    for (int i = 0; i < which.length; i++) {
      from.get((long) i * size, row, size);
      to.put((long) which[i] * size, row, size);
    }
  }

  /** The steps from one on. */
  static INDArray from(INDArray timeFirst, long first) {
    return Tape.steps(timeFirst, (int) first, (int) timeFirst.size(0));
  }
}
