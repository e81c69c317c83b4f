package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Symbols;
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

  /**
   * Writes a bias and the rows of a table that a step's symbols stand for, added up.
   *
   * @param symbols several a step
   * @param first the tape's row that is the first
   * @param rows number of rows
   * @param table [any, n]
   * @param bias [n]
   * @param to written, [rows, n], from index at on
   */
  static void sumOf(
      Symbols symbols, int first, int rows, float[] table, float[] bias, float[] to, int at) {
    int perStep = symbols.perStep();
    int[] numbers = symbols.numbers();
    int n = bias.length;
    for (int r = 0; r < rows; r++) {
      int end = (first + r + 1) * perStep;
      int begin = end - perStep;
      int target = at + r * n;
      int j = 0;
      for (; j <= n - LANES; j += LANES) {
        FloatVector sum = FloatVector.fromArray(SPECIES, bias, j);
        for (int k = begin; k < end; k++) {
          if (numbers[k] != Symbols.NONE) {
            sum = sum.add(FloatVector.fromArray(SPECIES, table, numbers[k] * n + j));
          }
        }
        sum.intoArray(to, target + j);
      }
      for (; j < n; j++) {
        float sum = bias[j];
        for (int k = begin; k < end; k++) {
          if (numbers[k] != Symbols.NONE) {
            sum += table[numbers[k] * n + j];
          }
        }
        to[target + j] = sum;
      }
    }
  }

  /**
   * Adds each row to those of all its symbols.
   *
   * @param values [rows, n], from index at on
   * @param rows number of rows
   * @param n length of a row
   * @param numbers which of the rows of {@code to} each is added to, or none
   * @param perStep how many of these a row has
   * @param first the first row's number among those of the tape
   * @param to [any, n]
   */
  static void addToSeveral(
      float[] values, int at, int rows, int n, int[] numbers, int perStep, int first, float[] to) {
    for (int r = 0; r < rows; r++) {
      int from = at + r * n;
      int end = (first + r + 1) * perStep;
      for (int k = end - perStep; k < end; k++) {
        if (numbers[k] == Symbols.NONE) {
          continue;
        }
        int target = numbers[k] * n;
        int j = 0;
        for (; j <= n - LANES; j += LANES) {
          FloatVector.fromArray(SPECIES, to, target + j)
              .add(FloatVector.fromArray(SPECIES, values, from + j))
              .intoArray(to, target + j);
        }
        for (; j < n; j++) {
          to[target + j] += values[from + j];
        }
      }
    }
  }
}
