package io.github.tbptt4j.internal.kernel;

import java.util.Arrays;

/**
 * An input of indices as kernels read it: x_t W is the sum of up to m rows of W, dW adds delta_t to
 * each of them. Where W has more rows than a pass could use, those that are used get numbers of
 * their own, so that tables and sums are as long as these, not as W.
 *
 * @param perStep m, at least 1
 * @param numbers m for each row of the tape, [T, minibatch, m]; {@link #NONE} for none, which only
 *     several a step may be
 * @param rows which row of W each number stands for, in ascending order; null where numbers are the
 *     rows of W
 */
public record Symbols(int perStep, int[] numbers, int[] rows) {
  /** Stands for no index at all. */
  public static final int NONE = -1;

  /**
   * The form that takes less time.
   *
   * @param perStep m
   * @param indices rows of W, m for each row of the tape, or {@link #NONE}; becomes the numbers
   * @param nIn rows of W
   */
  static Symbols of(int perStep, int[] indices, int nIn) {
    return indices.length < nIn
        ? fewOf(perStep, indices, nIn)
        : new Symbols(perStep, indices, null);
  }

  private static Symbols fewOf(int perStep, int[] indices, int nIn) {
    int[] numberOf = new int[nIn];
    for (int index : indices) {
      if (index != NONE) {
        numberOf[index] = 1;
      }
    }
    int[] rows = new int[indices.length];
    int count = 0;
    for (int row = 0; row < nIn; row++) {
      if (numberOf[row] > 0) {
        numberOf[row] = count;
        rows[count++] = row;
      }
    }
    for (int i = 0; i < indices.length; i++) {
      indices[i] = indices[i] == NONE ? NONE : numberOf[indices[i]];
    }
    return new Symbols(perStep, indices, Arrays.copyOf(rows, count));
  }

  /**
   * How many numbers there are.
   *
   * @param nIn rows of W
   * @return rows of a table
   */
  public int count(int nIn) {
    return rows == null ? nIn : rows.length;
  }

  /**
   * The most numbers that as long a tape could have, for memory that is used again.
   *
   * @param nIn rows of W
   * @return at least {@link #count}
   */
  public int mostOf(int nIn) {
    return rows == null ? nIn : numbers.length;
  }

  /** {@return whether each step has just one index, so that no step is a sum} */
  public boolean areSingle() {
    return perStep == 1;
  }

  /** {@return whether each step's only number is a row of W} */
  public boolean areRowsOfW() {
    return areSingle() && rows == null;
  }

  /**
   * The same of other steps.
   *
   * @param others their numbers
   * @return symbols of the same rows
   */
  public Symbols with(int[] others) {
    return new Symbols(perStep, others, rows);
  }
}
