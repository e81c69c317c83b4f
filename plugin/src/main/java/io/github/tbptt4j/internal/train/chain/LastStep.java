package io.github.tbptt4j.internal.train.chain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The last real step of each example alone goes on, [1, B, n]. */
final class LastStep implements Stage {
  private long[] shape;
  private int[] last; // row of each example's last step; null where it is the last of all

  @Override
  public INDArray forward(INDArray x, INDArray mask, Moment step) {
    shape = x.shape();
    last = mask == null ? null : last(mask);
    if (last == null) {
      return Rows.from(x, shape[0] - 1);
    }
    return Rows.pick(Rows.of(x), last).reshape('c', 1, shape[1], shape[2]);
  }

  @Override
  public INDArray backward(INDArray error, boolean wantsInput) {
    if (last == null) {
      return error;
    }
    INDArray dx = Nd4j.create(error.dataType(), shape, 'c');
    Rows.put(Rows.of(error), last, Rows.of(dx));
    return dx;
  }

  /** {@return the row of each example's last real step in [T * B, n]} */
  private static int[] last(INDArray mask) {
    int[] last = new int[(int) mask.size(1)];
    for (int b = 0; b < last.length; b++) {
      int step = (int) mask.size(0) - 1;
      while (step > 0 && mask.getDouble(step, b) == 0) {
        step--;
      }
      last[b] = step * last.length + b;
    }
    return last;
  }
}
