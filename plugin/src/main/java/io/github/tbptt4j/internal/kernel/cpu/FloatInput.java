package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.Scratch;
import org.bytedeco.javacpp.FloatPointer;

/** What a step reads: x_t W + b of one walk's rows. One object serves one thread. */
public interface FloatInput {

  /**
   * Writes x_t W + b of all the walk's rows.
   *
   * @param row the tape's row that is the first of this step
   * @param product where x_t W is if it was computed before, [rows, n]
   * @param z written, [rows, n]
   */
  void read(int row, FloatPointer product, float[] z);

  /** b once for each row. */
  private static float[] repeated(float[] bias, int rows, Scratch scratch) {
    float[] all = scratch.floats(rows, bias.length);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(bias, 0, all, i * bias.length, bias.length);
    }
    return all;
  }

  /** Where one large product has computed x W of all steps. */
  static FloatInput computed(float[] bias, int rows, Scratch scratch) {
    float[] b = repeated(bias, rows, scratch);
    return (row, product, z) -> {
      product.get(z, 0, b.length);
      for (int i = 0; i < b.length; i++) {
        z[i] += b[i];
      }
    };
  }

  /**
   * Dense input.
   *
   * @param x [rows of the tape, nIn]
   * @param nIn size of the input
   * @param byW product by W
   */
  static FloatInput dense(
      FloatPointer x, int nIn, Product byW, float[] bias, int rows, Scratch scratch) {
    float[] b = repeated(bias, rows, scratch);
    float[] read = scratch.floats(rows, nIn);
    return (row, product, z) -> {
      x.position((long) row * nIn).get(read, 0, read.length);
      System.arraycopy(b, 0, z, 0, b.length);
      byW.add(read, rows, z);
    };
  }

  /**
   * Indices: x_t W + b is a row of a table.
   *
   * @param symbols one for each row of the tape
   * @param table W + b, [nIn, n]
   * @param n size of the state
   */
  static FloatInput symbols(int[] symbols, float[] table, int n, int rows) {
    return (row, product, z) -> {
      for (int i = 0; i < rows; i++) {
        System.arraycopy(table, symbols[row + i] * n, z, i * n, n);
      }
    };
  }
}
