package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Which losses of a window enter, as masks for DL4J.
 *
 * @param arrays one mask an output, or null where no output has one
 * @param outputs how many there are
 */
record LabelMasks(INDArray[] arrays, int outputs) {
  /** The masks of a window's losses, with zeros on the steps whose errors don't enter. */
  static LabelMasks of(OwnedLosses owned, DataType type) {
    INDArray[] masks = owned.masks().clone();
    for (int i = 0; i < masks.length; i++) {
      masks[i] = from(owned.firstError(), masks[i], owned.steps(), type);
    }
    boolean any = Arrays.stream(masks).anyMatch(Objects::nonNull);
    return new LabelMasks(any ? masks : null, masks.length);
  }

  private static INDArray from(int firstError, INDArray mask, Chunk chunk, DataType type) {
    if (firstError == 0 || chunk.labelsOfSequences()) {
      boolean single = mask != null && mask.length() == 1;
      return single && mask.getDouble(0) == 1 ? null : mask;
    }
    INDArray from = mask == null ? Nd4j.ones(type, chunk.examples(), chunk.steps()) : mask.dup();
    Chunk.slice(from, from.rank() - 1, 0, firstError).assign(0);
    return from;
  }

  /**
   * Whether DL4J would misread a mask: it takes a single value for a mask per output, which some
   * losses don't allow.
   */
  boolean haveSingleValue() {
    return arrays != null
        && Arrays.stream(arrays).anyMatch(mask -> mask != null && mask.length() == 1);
  }

  /** The masks of one example and of a copy of it that doesn't count, which makes them columns. */
  LabelMasks withMaskedCopy(DataType type) {
    INDArray[] columns = new INDArray[outputs];
    for (int i = 0; i < outputs; i++) {
      INDArray first =
          arrays == null || arrays[i] == null ? Nd4j.ones(type, 1, 1) : arrays[i].castTo(type);
      columns[i] = Nd4j.concat(0, first, Nd4j.zerosLike(first));
    }
    return new LabelMasks(columns, outputs);
  }
}
