package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.internal.data.StretchBatches;

/**
 * A text for a network that says the next character.
 *
 * @param symbols the text in the model's alphabet
 * @param alphabet its size
 */
record TextExamples(int[] symbols, int alphabet) implements StretchBatches.Steps {

  /** {@return characters that have a next one} */
  int length() {
    return symbols.length - 1;
  }

  @Override
  public float[] input(int step) {
    float[] oneHot = new float[alphabet];
    oneHot[symbols[step]] = 1;
    return oneHot;
  }

  @Override
  public float[] label(int step) {
    return input(step + 1);
  }

  @Override
  public boolean isLabelled(int step) {
    return true;
  }
}
