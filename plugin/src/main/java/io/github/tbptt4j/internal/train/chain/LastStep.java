package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.kernel.Tape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The last real step of each example alone goes on, [1, B, n]. */
final class LastStep implements Stage {
  private long[] shape;
  private int[] last; // the step of each example; null where it is the last of all

  @Override
  public INDArray forward(INDArray x, INDArray mask, Moment step) {
    shape = x.shape();
    last = mask == null ? null : last(mask);
    if (last == null) {
      return Rows.from(x, shape[0] - 1);
    }
    INDArray rows = Nd4j.createUninitialized(x.dataType(), new long[] {1, shape[1], shape[2]}, 'c');
    for (int b = 0; b < last.length; b++) {
      row(rows, 0, b).assign(row(x, last[b], b));
    }
    return rows;
  }

  @Override
  public INDArray backward(INDArray error, boolean wantsInput) {
    if (last == null) {
      return error;
    }
    INDArray dx = Nd4j.create(error.dataType(), shape, 'c');
    for (int b = 0; b < last.length; b++) {
      row(dx, last[b], b).assign(row(error, 0, b));
    }
    return dx;
  }

  private static int[] last(INDArray mask) {
    int[] last = new int[(int) mask.size(1)];
    for (int b = 0; b < last.length; b++) {
      last[b] = (int) mask.size(0) - 1;
      while (last[b] > 0 && mask.getDouble(last[b], b) == 0) {
        last[b]--;
      }
    }
    return last;
  }

  private static INDArray row(INDArray sequences, int t, int example) {
    return Tape.step(Tape.step(sequences, t), example);
  }
}
