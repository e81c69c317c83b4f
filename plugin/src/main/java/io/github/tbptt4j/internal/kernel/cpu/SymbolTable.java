package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Pointers;
import java.lang.ref.Reference;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The rows of W that {@link Symbols} stand for, as a table on the heap, and sums of that form back
 * to DL4J's gradient. DL4J keeps W by columns, [nIn, n]; a table is by rows, [symbols, n].
 */
public final class SymbolTable {
  private SymbolTable() {}

  /** Some columns. */
  record Columns(int from, int to) {}

  /** The whole table. */
  static float[] of(INDArray w, Symbols symbols) {
    int n = Math.toIntExact(w.size(1));
    float[] table = new float[Math.multiplyExact(symbols.count(Math.toIntExact(w.size(0))), n)];
    read(CpuArrays.columnMajor(w), symbols, 0, n, new float[n], table);
    return table;
  }

  /**
   * Reads some columns.
   *
   * @param w by columns
   * @param symbols whose rows
   * @param from the first column
   * @param to the column after the last one
   * @param bias added to each row
   * @param table written
   */
  public static void read(
      INDArray w, Symbols symbols, int from, int to, float[] bias, float[] table) {
    long nIn = w.size(0);
    int n = bias.length;
    int[] rows = symbols.rows();
    int count = symbols.count(Math.toIntExact(nIn));
    FloatIndexer values = (FloatIndexer) Pointers.indexer(w);
    for (int i = 0; i < count; i++) {
      int row = rows == null ? i : rows[i];
      for (int j = from; j < to; j++) {
        table[i * n + j] = values.get(j * nIn + row) + bias[j];
      }
    }
    Reference.reachabilityFence(w); // or ND4J may free what the pointer points into
  }

  /**
   * Writes a column of a gradient: zero but for the rows of the symbols.
   *
   * @param sums by rows, to be added up in this order
   * @param symbols whose rows
   * @param column the column
   * @param buffer to work in, of as many elements as the gradient has rows; zero, and left so
   * @param gradient by columns
   */
  public static void writeColumn(
      List<float[]> sums, Symbols symbols, int column, float[] buffer, INDArray gradient) {
    int nIn = Math.toIntExact(gradient.size(0));
    int n = Math.toIntExact(gradient.size(1));
    int[] rows = symbols.rows();
    int count = symbols.count(nIn);
    for (float[] sum : sums) {
      for (int i = 0; i < count; i++) {
        buffer[rows == null ? i : rows[i]] += sum[i * n + column];
      }
    }
    FloatPointer to = Pointers.floats(gradient);
    to.position(to.position() + (long) column * nIn).put(buffer, 0, nIn);
    for (int i = 0; i < count; i++) {
      buffer[rows == null ? i : rows[i]] = 0;
    }
  }

  /** Writes a bias and the rows of each step's symbols, added up, for some rows of the tape. */
  static void sum(Symbols symbols, int first, int count, float[] table, float[] bias, float[] to) {
    int n = bias.length;
    int perStep = symbols.perStep();
    int[] numbers = symbols.numbers();
    for (int i = 0; i < count; i++) {
      int at = i * n;
      System.arraycopy(bias, 0, to, at, n);
      int end = (first + i + 1) * perStep;
      for (int k = end - perStep; k < end; k++) {
        int from = numbers[k] * n;
        for (int j = 0; numbers[k] != Symbols.NONE && j < n; j++) {
          to[at + j] += table[from + j];
        }
      }
    }
  }

  /** Adds some columns of some rows of delta to those of each of their symbols. */
  static void addToEach(
      Symbols symbols, int first, int count, float[] delta, int n, Columns columns, float[] sums) {
    int perStep = symbols.perStep();
    int[] numbers = symbols.numbers();
    for (int i = 0; i < count; i++) {
      int end = (first + i + 1) * perStep;
      for (int k = end - perStep; k < end; k++) {
        int at = numbers[k] * n;
        for (int j = columns.from; numbers[k] != Symbols.NONE && j < columns.to; j++) {
          sums[at + j] += delta[i * n + j];
        }
      }
    }
  }
}
