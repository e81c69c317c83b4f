package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A window, and which of its losses enter.
 *
 * @param steps the window
 * @param firstError losses of the steps before this one don't enter
 * @param masks of the labels, one an output, null for none
 * @param counts how many (example, time step) pairs of each output enter; of a step that is masked
 *     per output, the part that does; of one with a weight, the weight
 */
record OwnedLosses(Chunk steps, int firstError, INDArray[] masks, double[] counts) {
  static OwnedLosses of(Chunk steps, int firstError, INDArray[] masks) {
    double[] counts = new double[masks.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = count(masks[i], steps, firstError);
    }
    return new OwnedLosses(steps, firstError, masks, counts);
  }

  private static double count(INDArray mask, Chunk steps, int firstError) {
    if (steps.labelsOfSequences()) {
      return mask == null
          ? steps.examples()
          : mask.castTo(DataType.DOUBLE).sumNumber().doubleValue() / mask.size(1);
    }
    if (mask == null) {
      return (double) steps.examples() * (steps.steps() - firstError);
    }
    INDArray owned = Chunk.slice(mask, mask.rank() - 1, firstError, steps.steps());
    double entries = owned.castTo(DataType.DOUBLE).sumNumber().doubleValue();
    return mask.rank() == 3 ? entries / mask.size(1) : entries;
  }

  /** Whether any does. */
  boolean any() {
    return Arrays.stream(counts).anyMatch(count -> count != 0);
  }
}
