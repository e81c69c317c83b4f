package io.github.tbptt4j.checkpoint;

import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;

/** An iterator that breaks off after some minibatches, as a process that is killed there. */
final class Breaking extends ExistingDataSetIterator {
  private static final long serialVersionUID = 1L;

  private int left;

  /** What is thrown. */
  static final class Break extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** After so many minibatches, of all epochs together. */
  Breaking(List<DataSet> minibatches, int after) {
    super(minibatches);
    left = after;
  }

  @Override
  public DataSet next() {
    if (left-- == 0) {
      throw new Break();
    }
    return super.next();
  }
}
