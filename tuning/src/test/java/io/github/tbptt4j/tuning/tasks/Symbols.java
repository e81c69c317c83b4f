package io.github.tbptt4j.tuning.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.nd4j.linalg.api.ndarray.INDArray;

/** One-hot sequences [B, n, T], read. */
final class Symbols {
  private Symbols() {}

  static int[] of(INDArray oneHot, int example) {
    int[] symbols = new int[(int) oneHot.size(2)];
    for (int t = 0; t < symbols.length; t++) {
      int found = -1;
      for (int s = 0; s < oneHot.size(1); s++) {
        if (oneHot.getDouble(example, s, t) == 1) {
          assertEquals(-1, found, "one symbol a step");
          found = s;
        }
      }
      symbols[t] = found;
    }
    return symbols;
  }
}
