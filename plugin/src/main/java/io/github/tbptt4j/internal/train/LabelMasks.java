package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which losses of a window enter.
 *
 * @param masks one mask an output, or null where no output has one
 * @param counts how many (example, time step) pairs of each output enter
 */
record LabelMasks(INDArray[] masks, double[] counts) {
  /**
   * The user's masks, or else what DL4J itself would mask the loss with (RnnLossLayer takes the
   * feature mask, RnnOutputLayer doesn't), with zeros on the steps before {@code firstError}, whose
   * errors don't enter.
   */
  static LabelMasks of(TrainableNetwork network, Chunk chunk, int firstError) {
    INDArray[] masks = network.impliedLabelMasks(chunk);
    double[] counts = new double[masks.length];
    for (int i = 0; i < masks.length; i++) {
      INDArray mask = chunk.labelMasks()[i];
      if (mask == null && masks[i] != null) { // one value below the other
        mask = masks[i].reshape('f', chunk.examples(), chunk.steps());
      }
      masks[i] = from(firstError, mask, chunk, network.model().params().dataType());
      counts[i] = count(masks[i], chunk);
    }
    return new LabelMasks(Arrays.stream(masks).anyMatch(Objects::nonNull) ? masks : null, counts);
  }

  private static INDArray from(int firstError, INDArray mask, Chunk chunk, DataType type) {
    if (firstError == 0) {
      boolean single = mask != null && mask.length() == 1;
      return single && mask.getDouble(0) == 1 ? null : mask;
    }
    INDArray from = mask == null ? Nd4j.ones(type, chunk.examples(), chunk.steps()) : mask.dup();
    Chunk.slice(from, from.rank() - 1, 0, firstError).assign(0);
    return from;
  }

  private static double count(INDArray mask, Chunk chunk) {
    if (mask == null) {
      return (double) chunk.examples() * chunk.steps();
    }
    double entries = mask.castTo(DataType.DOUBLE).sumNumber().doubleValue();
    return mask.rank() == 3 ? entries / mask.size(1) : entries;
  }

  boolean hideAll() {
    return Arrays.stream(counts).allMatch(count -> count == 0);
  }

  /**
   * Whether DL4J would misread a mask: it takes a single value for a mask per output, which some
   * losses don't allow.
   */
  boolean haveSingleValue() {
    return masks != null
        && Arrays.stream(masks).anyMatch(mask -> mask != null && mask.length() == 1);
  }

  /** The masks of one example and of a copy of it that doesn't count, which makes them columns. */
  LabelMasks withMaskedCopy() {
    INDArray[] columns = new INDArray[masks.length];
    DataType type = Arrays.stream(masks).filter(Objects::nonNull).findFirst().get().dataType();
    for (int i = 0; i < masks.length; i++) {
      INDArray first = masks[i] == null ? Nd4j.ones(type, 1, 1) : masks[i];
      columns[i] = Nd4j.concat(0, first, Nd4j.zerosLike(first));
    }
    return new LabelMasks(columns, counts);
  }
}
