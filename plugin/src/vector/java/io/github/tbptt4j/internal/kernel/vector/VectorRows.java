package io.github.tbptt4j.internal.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of rows that lie one after the other. C2 vectorises a loop over two places of an array only
 * where it knows that they have the same index. The methods are long so that C2 compiles each
 * apart: inlined into others, it gave up half-way and had a vector object for each sum.
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
    for (; j <= n - 4 * LANES; j += 4 * LANES) {
      FloatVector a = FloatVector.zero(SPECIES);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      int r = 0;
      for (; r < rows - 1; r += 2) {
        int from = at + r * n + j;
        a = a.add(FloatVector.fromArray(SPECIES, values, from));
        b = b.add(FloatVector.fromArray(SPECIES, values, from + LANES));
        c = c.add(FloatVector.fromArray(SPECIES, values, from + 2 * LANES));
        d = d.add(FloatVector.fromArray(SPECIES, values, from + 3 * LANES));
        a = a.add(FloatVector.fromArray(SPECIES, values, from + n));
        b = b.add(FloatVector.fromArray(SPECIES, values, from + n + LANES));
        c = c.add(FloatVector.fromArray(SPECIES, values, from + n + 2 * LANES));
        d = d.add(FloatVector.fromArray(SPECIES, values, from + n + 3 * LANES));
      }
      if (r < rows) {
        int from = at + r * n + j;
        a = a.add(FloatVector.fromArray(SPECIES, values, from));
        b = b.add(FloatVector.fromArray(SPECIES, values, from + LANES));
        c = c.add(FloatVector.fromArray(SPECIES, values, from + 2 * LANES));
        d = d.add(FloatVector.fromArray(SPECIES, values, from + 3 * LANES));
      }
      FloatVector.fromArray(SPECIES, to, j).add(a).intoArray(to, j);
      FloatVector.fromArray(SPECIES, to, j + LANES).add(b).intoArray(to, j + LANES);
      FloatVector.fromArray(SPECIES, to, j + 2 * LANES).add(c).intoArray(to, j + 2 * LANES);
      FloatVector.fromArray(SPECIES, to, j + 3 * LANES).add(d).intoArray(to, j + 3 * LANES);
    }
    for (; j < n; j++) {
      float sum = 0;
      for (int r = 0; r < rows; r++) {
        sum += values[at + r * n + j];
      }
      to[j] += sum;
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
      for (; from <= end - 4 * LANES; from += 4 * LANES, at += 4 * LANES) {
        int second = from + LANES;
        int third = second + LANES;
        int fourth = third + LANES;
        FloatVector a = FloatVector.fromArray(SPECIES, to, at);
        FloatVector b = FloatVector.fromArray(SPECIES, to, at + LANES);
        FloatVector c = FloatVector.fromArray(SPECIES, to, at + 2 * LANES);
        FloatVector d = FloatVector.fromArray(SPECIES, to, at + 3 * LANES);
        a.add(FloatVector.fromArray(SPECIES, values, from)).intoArray(to, at);
        b.add(FloatVector.fromArray(SPECIES, values, second)).intoArray(to, at + LANES);
        c.add(FloatVector.fromArray(SPECIES, values, third)).intoArray(to, at + 2 * LANES);
        d.add(FloatVector.fromArray(SPECIES, values, fourth)).intoArray(to, at + 3 * LANES);
      }
      for (; from < end; from++, at++) {
        to[at] += values[from];
      }
    }
  }
}
