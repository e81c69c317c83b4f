package io.github.tbptt4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of rows that lie one after the other. C2 vectorises a loop over two places of an array only
 * where it knows that they have the same index.
 */
final class VectorRows {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorRows() {}

  /**
   * to += the sum of all rows.
   *
   * @param values [rows, n], from index at on
   * @param rows number of rows
   * @param n length of a row
   * @param to [n]
   */
  static void addAll(float[] values, int at, int rows, int n, float[] to) {
    int j = 0;
    for (; j <= n - LANES; j += LANES) {
      FloatVector sum = FloatVector.fromArray(SPECIES, to, j);
      for (int r = 0; r < rows; r++) {
        sum = sum.add(FloatVector.fromArray(SPECIES, values, at + r * n + j));
      }
      sum.intoArray(to, j);
    }
    for (; j < n; j++) {
      for (int r = 0; r < rows; r++) {
        to[j] += values[at + r * n + j];
      }
    }
  }

  /**
   * Adds each row to one of several.
   *
   * @param values [rows, n], from index begin on
   * @param rows number of rows
   * @param n length of a row
   * @param numbers which of the rows of {@code to} each is added to, from index first on
   * @param first index of the first row's number
   * @param to [any, n]
   */
  static void addEach(
      float[] values, int begin, int rows, int n, int[] numbers, int first, float[] to) {
    for (int r = 0; r < rows; r++) {
      int from = begin + r * n;
      int at = numbers[first + r] * n;
      int end = from + n;
      for (; from <= end - LANES; from += LANES, at += LANES) {
        FloatVector sum = FloatVector.fromArray(SPECIES, to, at);
        sum.add(FloatVector.fromArray(SPECIES, values, from)).intoArray(to, at);
      }
      for (; from < end; from++, at++) {
        to[at] += values[from];
      }
    }
  }
}
