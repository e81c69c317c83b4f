package io.github.tbptt4j.testing;

import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Several symbols a step, as indices, and as what they stand for: how often each symbol is there.
 *
 * @param indices [minibatch, m, T]; none in some slots, none in all slots of some steps, some twice
 * @param counts [minibatch, nIn, T]
 */
public record SeveralSymbols(INDArray indices, INDArray counts) {

  /** Random ones. */
  public static SeveralSymbols of(
      DataType type, int minibatch, int perStep, int steps, int nIn, long seed) {
    Random random = new Random(seed);
    INDArray indices = Nd4j.valueArrayOf(new long[] {minibatch, perStep, steps}, -1.0, type);
    INDArray counts = Nd4j.zeros(type, minibatch, nIn, steps);
    for (int i = 0; i < minibatch; i++) {
      for (int t = 0; t < steps; t++) {
        int before = random.nextInt(nIn);
        for (int slot = 0; (i + t) % 5 != 4 && slot < perStep; slot++) {
          int symbol = random.nextInt(3) == 0 ? before : random.nextInt(nIn);
          if (random.nextInt(4) > 0) {
            indices.putScalar(new int[] {i, slot, t}, symbol);
            int[] at = {i, symbol, t};
            counts.putScalar(at, counts.getDouble(at) + 1);
            before = symbol;
          }
        }
      }
    }
    return new SeveralSymbols(indices, counts);
  }

  /** The same in another layout. */
  public SeveralSymbols in(RNNFormat format) {
    return format == RNNFormat.NCW
        ? this
        : new SeveralSymbols(indices.permute(0, 2, 1).dup('c'), counts.permute(0, 2, 1).dup('c'));
  }
}
