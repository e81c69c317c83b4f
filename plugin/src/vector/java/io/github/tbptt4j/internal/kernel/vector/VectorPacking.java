package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.cpu.SymbolTable;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Workers;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Lays out the matrices of a pass as {@link VectorTile} reads them, panels of columns,
 * [panel][depth, padded][panel width]. All are read together, some columns by each thread, once all
 * have been added.
 */
final class VectorPacking {
  private static final int WIDTH = VectorTile.COLUMNS;

  /** Rows of a panel that are written together: they stay in the L1 cache. */
  private static final int ROWS = 16;

  private final Scratch scratch;
  private final List<Piece> pieces = new ArrayList<>();
  private int longest;
  private int moved;

  /** What one thread does. */
  private interface Piece {
    /** Packs; the buffer is as long as a panel of the longest matrix. */
    void pack(float[] buffer);
  }

  /** Some columns of a matrix, one after the other as they lie in memory. */
  private record Columns(INDArray matrix, int first, int count, Use use) implements Piece {
    @Override
    public void pack(float[] buffer) {
      int depth = rows(matrix);
      FloatPointer from = Pointers.floats(matrix);
      from.position(from.position() + (long) first * depth);
      from.get(buffer, 0, count * depth);
      Reference.reachabilityFence(matrix); // or ND4J may free what the pointer points into
      use.columns(buffer, first, count);
    }
  }

  /** What is done with columns that were read, the first of which has a number. */
  private interface Use {
    void columns(float[] values, int first, int count);
  }

  VectorPacking(Scratch scratch) {
    this.scratch = scratch;
  }

  /** {@return the matrix for products by it, complete after {@link #run}} */
  float[] straight(INDArray matrix) {
    float[] panels = panels(matrix.size(0), matrix.size(1));
    add(matrix, straight(rows(matrix), panels));
    return panels;
  }

  /** {@return the matrix for products by its transpose, complete after {@link #run}} */
  float[] transposed(INDArray matrix) {
    float[] panels = panels(matrix.size(1), matrix.size(0));
    add(matrix, transposed(matrix, panels));
    return panels;
  }

  /** {@return for products by a matrix, and by its transpose} */
  float[][] both(INDArray matrix) {
    float[] straight = panels(matrix.size(0), matrix.size(1));
    float[] transposed = panels(matrix.size(1), matrix.size(0));
    Use first = straight(rows(matrix), straight);
    Use second = transposed(matrix, transposed);
    add(
        matrix,
        (values, from, count) -> {
          first.columns(values, from, count);
          second.columns(values, from, count);
        });
    return new float[][] {straight, transposed};
  }

  /**
   * What the symbols of a step read, complete after {@link #run}.
   *
   * @return by rows, with the bias added to each where a step reads just one
   */
  float[] table(INDArray matrix, float[] bias, Symbols symbols) {
    float[] added = symbols.areSingle() ? bias : new float[bias.length];
    if (symbols.rows() == null) {
      return rowsWithBias(matrix, added);
    }
    INDArray columnMajor = CpuArrays.columnMajor(matrix);
    int n = bias.length;
    float[] table = scratch.floats(symbols.mostOf(rows(matrix)), n);
    for (int at = 0; at < n; at += WIDTH) {
      int first = at;
      int end = Math.min(n, first + WIDTH);
      pieces.add(buffer -> SymbolTable.read(columnMajor, symbols, first, end, added, table));
    }
    moved += symbols.rows().length * n;
    return table;
  }

  private float[] rowsWithBias(INDArray matrix, float[] bias) {
    int depth = rows(matrix);
    int n = bias.length;
    float[] rows = scratch.floats(depth, n);
    add(
        matrix,
        (values, first, count) -> {
          for (int i = 0; i < depth; i++) {
            for (int j = 0; j < count; j++) {
              rows[i * n + first + j] = values[j * depth + i] + bias[first + j];
            }
          }
        });
    return rows;
  }

  private static int rows(INDArray matrix) {
    return Math.toIntExact(matrix.size(0));
  }

  private float[] panels(long depth, long n) {
    return scratch.floats(
        VectorTile.roundUp(Math.toIntExact(n), WIDTH),
        VectorTile.roundUp(Math.toIntExact(depth), VectorTile.STEPS));
  }

  private static Use straight(int depth, float[] panels) {
    int padded = VectorTile.roundUp(depth, VectorTile.STEPS);
    return (values, first, count) -> {
      int to = first * padded;
      for (int begin = 0; begin < depth; begin += ROWS) {
        int end = Math.min(depth, begin + ROWS);
        for (int j = 0; j < count; j++) {
          int from = j * depth;
          for (int k = begin; k < end; k++) {
            panels[to + k * WIDTH + j] = values[from + k];
          }
        }
      }
      Arrays.fill(panels, to + depth * WIDTH, to + padded * WIDTH, 0);
    };
  }

  private static Use transposed(INDArray matrix, float[] panels) {
    int n = rows(matrix); // columns of the transpose
    int depth = Math.toIntExact(matrix.size(1));
    int padded = VectorTile.roundUp(depth, VectorTile.STEPS);
    return (values, first, count) -> {
      int last = first + count == depth ? padded : first + count;
      for (int panel = 0; panel < n; panel += WIDTH) {
        int width = Math.min(WIDTH, n - panel);
        int to = panel * padded;
        for (int j = 0; j < count; j++) {
          System.arraycopy(values, j * n + panel, panels, to + (first + j) * WIDTH, width);
        }
        Arrays.fill(panels, to + (first + count) * WIDTH, to + last * WIDTH, 0);
      }
    };
  }

  private void add(INDArray matrix, Use use) {
    INDArray columnMajor = CpuArrays.columnMajor(matrix);
    int n = Math.toIntExact(matrix.size(1));
    for (int first = 0; first < n; first += WIDTH) {
      pieces.add(new Columns(columnMajor, first, Math.min(WIDTH, n - first), use));
    }
    longest = Math.max(longest, rows(matrix));
    moved += Math.toIntExact(matrix.length());
  }

  /** Packs on as many threads as that is worth. */
  void run(int workers) {
    int parts = Math.min(pieces.size(), VectorTile.workersWorth(2 * moved, workers));
    float[][] buffers = new float[parts][];
    Arrays.setAll(buffers, part -> scratch.floats(longest, WIDTH));
    Workers.run(
        parts,
        part -> {
          int end = Workers.begin(part + 1, parts, pieces.size());
          for (int i = Workers.begin(part, parts, pieces.size()); i < end; i++) {
            pieces.get(i).pack(buffers[part]);
          }
        });
  }
}
