package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.cpu.SymbolTable;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Layout;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Adds up the sums that threads have made, always in the same order, and writes the totals to
 * DL4J's gradient: some columns by each thread, once all have been added.
 */
final class VectorTotals {
  /** Columns of a gradient at a time. */
  static final int COLUMNS = 16;

  private final Scratch scratch;
  private final List<Part> parts = new ArrayList<>();
  private final List<Runnable> last = new ArrayList<>();
  private int longest;
  private int moved;

  /** Some columns of a gradient. */
  private interface Part {
    /** Writes them; the buffer is of that many elements at least. */
    void write(float[] buffer);
  }

  /** Adds up some columns, which are rows of what was summed. */
  private interface Sum {
    void columns(int first, int count, float[] to);
  }

  VectorTotals(Scratch scratch) {
    this.scratch = scratch;
  }

  /** Row j of the products' sum is column j of a gradient. */
  void add(List<VectorOuterProduct> products, INDArray gradient) {
    moved += products.size() * Math.toIntExact(gradient.length());
    byColumns(
        gradient,
        (first, count, to) -> VectorOuterProduct.total(products, first, first + count, to));
  }

  /** Sums that lie as the rows of a gradient that symbols stand for, [symbols, n]. */
  void addRows(List<float[]> sums, Symbols symbols, INDArray gradient) {
    if (symbols.rows() == null) {
      addRows(sums, gradient);
      return;
    }
    int rows = Math.toIntExact(gradient.size(0));
    int n = Math.toIntExact(gradient.size(1));
    INDArray columnMajor = CpuArrays.columnMajor(gradient);
    moved += Math.toIntExact(gradient.length());
    longest = Math.max(longest, rows);
    for (int at = 0; at < n; at += COLUMNS) {
      int first = at;
      int end = Math.min(n, first + COLUMNS);
      parts.add(
          buffer -> {
            Arrays.fill(buffer, 0, rows, 0);
            for (int j = first; j < end; j++) {
              SymbolTable.writeColumn(sums, symbols, j, buffer, columnMajor);
            }
          });
    }
    last.add(() -> CpuArrays.copyBack(columnMajor, gradient));
  }

  private void addRows(List<float[]> sums, INDArray gradient) {
    int rows = Math.toIntExact(gradient.size(0));
    int n = Math.toIntExact(gradient.size(1));
    moved += sums.size() * Math.toIntExact(gradient.length());
    byColumns(
        gradient,
        (first, count, to) -> {
          Arrays.fill(to, 0, count * rows, 0);
          for (float[] sum : sums) {
            for (int i = 0; i < rows; i++) {
              for (int j = 0; j < count; j++) {
                to[j * rows + i] += sum[i * n + first + j];
              }
            }
          }
        });
  }

  /** Sums of a bias. */
  void addVector(List<float[]> sums, INDArray gradient) {
    int n = sums.get(0).length;
    longest = Math.max(longest, n);
    parts.add(
        buffer -> {
          Arrays.fill(buffer, 0, n, 0);
          for (float[] sum : sums) {
            for (int i = 0; i < n; i++) {
              buffer[i] += sum[i];
            }
          }
          if (Layout.isDense(gradient, 'c')) {
            Pointers.floats(gradient).put(buffer, 0, n);
          } else {
            gradient.assign(Nd4j.create(Arrays.copyOf(buffer, n), gradient.shape(), 'c'));
          }
        });
  }

  private void byColumns(INDArray gradient, Sum sum) {
    int rows = Math.toIntExact(gradient.size(0));
    int n = Math.toIntExact(gradient.size(1));
    boolean direct = Layout.isDense(gradient, 'f');
    float[] all = direct ? null : new float[rows * n];
    longest = Math.max(longest, rows * Math.min(n, COLUMNS));
    for (int at = 0; at < n; at += COLUMNS) {
      int first = at;
      int count = Math.min(COLUMNS, n - first);
      parts.add(
          buffer -> {
            sum.columns(first, count, buffer);
            if (direct) {
              FloatPointer to = Pointers.floats(gradient);
              to.position(to.position() + (long) first * rows).put(buffer, 0, count * rows);
            } else {
              System.arraycopy(buffer, 0, all, first * rows, count * rows);
            }
          });
    }
    if (!direct) {
      last.add(() -> gradient.assign(Nd4j.create(all, gradient.shape(), 'f')));
    }
  }

  /** Writes all gradients, on as many threads as that is worth. */
  void run(int workers) {
    int threads = Math.min(parts.size(), VectorTile.workersWorth(2 * moved, workers));
    float[][] buffers = new float[threads][];
    Arrays.setAll(buffers, thread -> scratch.floats(longest));
    Workers.run(
        threads,
        thread -> {
          int end = Workers.begin(thread + 1, threads, parts.size());
          for (int i = Workers.begin(thread, threads, parts.size()); i < end; i++) {
            parts.get(i).write(buffers[thread]);
          }
        });
    last.forEach(Runnable::run);
  }
}
