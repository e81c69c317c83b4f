package io.github.tbptt4j.tuning.data;

/**
 * A sequence as numbers.
 *
 * @param inputs of each step
 * @param labels of each step, or of the last one only where {@code lastOnly}
 * @param lastOnly whether only the last step has a label
 */
record EncodedSequence(float[][] inputs, float[][] labels, boolean lastOnly) {
  int steps() {
    return inputs.length;
  }

  /** {@return whether a step has a label} */
  boolean isLabelled(int step) {
    return !lastOnly || step == steps() - 1;
  }

  float[] label(int step) {
    return lastOnly ? labels[0] : labels[step];
  }
}
