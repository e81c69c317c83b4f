package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.NativeMath;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What belongs to the input and waits for no time step: x_t W before the recurrence, dW and dx
 * after it, each for all steps at once. An input of indices needs no product: x_t W is a row of W
 * or a sum of some, and dW adds up rows of delta.
 */
final class InputProducts {
  /** Rows of the tape that are read or written at once. */
  private static final int ROWS = 64;

  private InputProducts() {}

  /** Writes x_t W where the segment's states will be. */
  static void project(INDArray weights, Tape tape, int parts) {
    if (!tape.indexed()) {
      multiply(weights, tape, parts);
      return;
    }
    Symbols symbols = tape.symbols(Math.toIntExact(weights.size(0)));
    if (symbols.areRowsOfW()) {
      pickRows(weights, tape, symbols.numbers(), parts);
    } else {
      sumRows(weights, tape, symbols, parts);
    }
  }

  private static void multiply(INDArray weights, Tape tape, int parts) {
    INDArray w = CpuArrays.columnMajor(weights);
    int nIn = Math.toIntExact(w.size(0));
    int nOut = Math.toIntExact(w.size(1));
    int rows = tape.steps() * tape.minibatch();
    long before = (long) tape.history() * tape.minibatch();
    Workers.run(
        parts,
        part -> {
          int first = Workers.begin(part, parts, rows);
          int count = Workers.begin(part + 1, parts, rows) - first;
          FloatPointer x = Pointers.floats(tape.input()).position((before + first) * nIn);
          FloatPointer z = Pointers.floats(tape.state()).position((before + first) * nOut);
          NativeMath.gemm(
              false, true, count, nOut, nIn, x, nIn, Pointers.floats(w), nIn, 0, z, nOut);
        });
  }

  private static void pickRows(INDArray weights, Tape tape, int[] symbols, int parts) {
    INDArray w = weights.dup('c');
    int nOut = Math.toIntExact(w.size(1));
    int before = tape.history() * tape.minibatch();
    int rows = tape.steps() * tape.minibatch();
    Workers.run(
        parts,
        part -> {
          FloatPointer from = Pointers.floats(w);
          FloatPointer z = Pointers.floats(tape.state());
          int last = before + Workers.begin(part + 1, parts, rows);
          for (int row = before + Workers.begin(part, parts, rows); row < last; row++) {
            NativeMath.copy(
                nOut, from.position((long) symbols[row] * nOut), z.position((long) row * nOut));
          }
        });
  }

  private static void sumRows(INDArray weights, Tape tape, Symbols symbols, int parts) {
    int nOut = Math.toIntExact(weights.size(1));
    float[] table = SymbolTable.of(weights, symbols);
    float[] zeros = new float[nOut];
    int before = tape.history() * tape.minibatch();
    int rows = tape.steps() * tape.minibatch();
    Workers.run(
        parts,
        part -> {
          FloatPointer z = Pointers.floats(tape.state());
          float[] sums = new float[ROWS * nOut];
          int last = before + Workers.begin(part + 1, parts, rows);
          for (int row = before + Workers.begin(part, parts, rows); row < last; row += ROWS) {
            int count = Math.min(ROWS, last - row);
            SymbolTable.sum(symbols, row, count, table, zeros, sums);
            z.position((long) row * nOut).put(sums, 0, count * nOut);
          }
        });
  }

  /** Writes dW, and dx where the input has one. */
  static void gradients(
      INDArray weights, Tape tape, INDArray deltas, RnnGradients gradients, int parts) {
    if (tape.indexed()) {
      Symbols symbols = tape.symbols(Math.toIntExact(weights.size(0)));
      if (symbols.areRowsOfW()) {
        addRows(symbols.numbers(), deltas, gradients, parts);
      } else {
        addToEach(symbols, deltas, gradients, parts);
      }
      return;
    }
    int nIn = Math.toIntExact(weights.size(0));
    int nOut = Math.toIntExact(weights.size(1));
    int rows = tape.totalSteps() * tape.minibatch();
    int segmentRows = tape.steps() * tape.minibatch();
    INDArray w = CpuArrays.columnMajor(weights);
    INDArray dw = CpuArrays.columnMajor(gradients.w());
    Workers.run(
        parts,
        part -> {
          // dW is column-major: its column j is row j of delta^T x.
          int j = Workers.begin(part, parts, nOut);
          int columns = Workers.begin(part + 1, parts, nOut) - j;
          if (columns > 0) {
            FloatPointer delta = Pointers.floats(deltas).position(j);
            FloatPointer x = Pointers.floats(tape.input());
            FloatPointer to = Pointers.floats(dw).position((long) j * nIn);
            NativeMath.gemm(true, false, columns, nIn, rows, delta, nOut, x, nIn, 0, to, nIn);
          }
          if (gradients.input() == null) {
            return;
          }
          int first = Workers.begin(part, parts, segmentRows);
          int count = Workers.begin(part + 1, parts, segmentRows) - first;
          FloatPointer delta =
              Pointers.floats(deltas).position((long) (rows - segmentRows + first) * nOut);
          FloatPointer dx = Pointers.floats(gradients.input()).position((long) first * nIn);
          NativeMath.gemm(
              false, false, count, nIn, nOut, delta, nOut, Pointers.floats(w), nIn, 0, dx, nIn);
        });
    CpuArrays.copyBack(dw, gradients.w());
  }

  /** Each worker adds its columns, so that none waits for another. */
  private static void addRows(int[] symbols, INDArray deltas, RnnGradients gradients, int parts) {
    INDArray dw = gradients.w().ulike().dup('c').assign(0.0);
    int nOut = Math.toIntExact(dw.size(1));
    Workers.run(
        parts,
        part -> {
          int j = Workers.begin(part, parts, nOut);
          int columns = Workers.begin(part + 1, parts, nOut) - j;
          FloatPointer delta = Pointers.floats(deltas);
          FloatPointer to = Pointers.floats(dw);
          for (int row = 0; columns > 0 && row < symbols.length; row++) {
            NativeMath.add(
                columns,
                delta.position((long) row * nOut + j),
                to.position((long) symbols[row] * nOut + j));
          }
        });
    gradients.w().assign(dw);
  }

  /** Each worker adds its columns here, too. */
  private static void addToEach(
      Symbols symbols, INDArray deltas, RnnGradients gradients, int parts) {
    int nIn = Math.toIntExact(gradients.w().size(0));
    int nOut = Math.toIntExact(gradients.w().size(1));
    int perStep = symbols.perStep();
    int rows = symbols.numbers().length / perStep;
    float[] sums = new float[symbols.count(nIn) * nOut];
    INDArray dw = CpuArrays.columnMajor(gradients.w());
    Workers.run(
        parts,
        part -> {
          int from = Workers.begin(part, parts, nOut);
          int to = Workers.begin(part + 1, parts, nOut);
          FloatPointer source = Pointers.floats(deltas);
          float[] read = new float[ROWS * nOut];
          SymbolTable.Columns own = new SymbolTable.Columns(from, to);
          for (int row = 0; from < to && row < rows; row += ROWS) {
            int count = Math.min(ROWS, rows - row);
            source.position((long) row * nOut).get(read, 0, count * nOut);
            SymbolTable.addToEach(symbols, row, count, read, nOut, own, sums);
          }
          float[] column = new float[nIn];
          for (int j = from; j < to; j++) {
            SymbolTable.writeColumn(List.of(sums), symbols, j, column, dw);
          }
        });
    CpuArrays.copyBack(dw, gradients.w());
  }
}
