package io.github.tbptt4j.tuning.data;

import java.util.List;

/**
 * Sequences whose one input is the label that was known last: of the step before where labels are
 * of the same row, of the row itself where they lie in the future. Zeros where there is none yet.
 *
 * @param horizon how many steps later a label lies
 * @param size of a label
 */
record LastLabels(int horizon, int size) {
  List<EncodedSequence> of(List<EncodedSequence> part) {
    return part.stream()
        .map(sequence -> new EncodedSequence(of(sequence), sequence.labels(), sequence.lastOnly()))
        .toList();
  }

  float[][] of(EncodedSequence sequence) {
    float[][] known = new float[sequence.steps()][];
    int before = Math.max(1, horizon);
    for (int step = 0; step < known.length; step++) {
      boolean isKnown = !sequence.lastOnly() && step >= before;
      known[step] = isKnown ? sequence.labels()[step - before] : new float[size];
    }
    return known;
  }
}
