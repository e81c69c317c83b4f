package io.github.tbptt4j.internal.data;

import java.io.Serializable;

/**
 * Parallel streams of records, one after the other in the sequence.
 *
 * @param streams how many
 * @param length steps of each
 * @param steps of a minibatch
 * @param ahead records that follow the steps of a minibatch and come with them
 */
record StreamShape(int streams, long length, int steps, int ahead) implements Serializable {
  /** About as many records are read at a time, or one minibatch. */
  private static final int RECORDS = 1 << 15;

  /** How many steps are read at a time, whole minibatches. */
  int stepsOfPage() {
    long minibatches = Math.max(1, RECORDS / ((long) streams * steps));
    return Math.toIntExact(minibatches * steps);
  }
}
