package io.github.tbptt4j.tuning.data;

import io.github.tbptt4j.tuning.internal.data.StretchBatches;

/**
 * A sequence as numbers.
 *
 * @param inputs of each step
 * @param labels of each step, or of the last one only where {@code lastOnly}
 * @param lastOnly whether only the last step has a label
 */
record EncodedSequence(float[][] inputs, float[][] labels, boolean lastOnly)
    implements StretchBatches.Steps {
  int steps() {
    return inputs.length;
  }

  @Override
  public float[] input(int step) {
    return inputs[step];
  }

  @Override
  public boolean isLabelled(int step) {
    return !lastOnly || step == steps() - 1;
  }

  @Override
  public float[] label(int step) {
    return lastOnly ? labels[0] : labels[step];
  }
}
