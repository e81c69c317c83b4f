package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.cpu.CpuKernel;
import io.github.tbptt4j.internal.kernel.cpu.FloatInput;
import io.github.tbptt4j.internal.kernel.cpu.Pass;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Layout;
import io.github.tbptt4j.internal.nativemem.Pointers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The CPU kernel for single precision where Java is started with {@code --add-modules
 * jdk.incubator.vector}: all products are tiles in registers. Each worker does everything for its
 * rows, so that the workers meet once a pass: the input's products with each step, the gradients in
 * blocks of steps after its walk.
 */
public final class VectorKernel extends CpuKernel {

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return super.runs(type, activation) && Module.RUNS;
  }

  /** Says so, once, if this kernel would do the work, had Java been started with its module. */
  public void tellIfMissed(DataType type, StepActivation activation) {
    if (type == DataType.FLOAT && super.runs(type, activation)) {
      VectorModule.tellIfMissed();
    }
  }

  @Override
  public boolean pays() {
    return Module.PAYS;
  }

  /** Looked for once, when first asked. */
  private static final class Module {
    static final boolean RUNS = VectorModule.isThere() && FusedMultiplyAdd.isInstruction();
    static final boolean PAYS = RUNS && VectorTile.pays();
  }

  /** {@return the smallest width of a matrix that products by vectors pay for here} */
  public static int smallestWidth() {
    VectorModule.tellIfMissed();
    return Module.PAYS ? VectorTile.COLUMNS : Integer.MAX_VALUE;
  }

  @Override
  protected Pass forwardPass(RnnWeights weights, Tape tape, Scratch scratch, int workers) {
    StepActivation f = StepActivation.of(weights.activation());
    int nIn = weights.nIn();
    int n = weights.nOut();
    float[] bias = vectorFloats(weights.b());
    float[] rw = packed(weights.rw(), scratch, workers);
    if (tape.indexed()) {
      int[] symbols = tape.symbols(nIn);
      float[] table = rowsWithBias(columnMajor(weights.w(), scratch), bias, nIn, scratch);
      return (rows, windows) ->
          Steps.forward(
              f,
              FloatInput.symbols(symbols, table, n, rows),
              rows,
              n,
              VectorProduct.of(rw, n, n, rows, scratch),
              scratch);
    }
    float[] w = packed(weights.w(), scratch, workers);
    INDArray x = tape.input();
    return (rows, windows) ->
        Steps.forward(
            f,
            FloatInput.dense(
                Pointers.floats(x),
                nIn,
                VectorProduct.of(w, nIn, n, rows, scratch),
                bias,
                rows,
                scratch),
            rows,
            n,
            VectorProduct.of(rw, n, n, rows, scratch),
            scratch);
  }

  @Override
  protected Pass backwardPass(
      RnnWeights weights,
      Tape tape,
      INDArray deltas,
      RnnGradients gradients,
      Scratch scratch,
      int workers) {
    return new VectorBackwardPass(weights, tape, deltas, gradients, scratch, workers);
  }

  /** W [nIn, n] in column-major order -> W + b by rows. */
  private static float[] rowsWithBias(float[] columns, float[] bias, int nIn, Scratch scratch) {
    int n = bias.length;
    float[] rows = scratch.floats(columns.length);
    for (int i = 0; i < nIn; i++) {
      for (int j = 0; j < n; j++) {
        rows[i * n + j] = columns[j * nIn + i] + bias[j];
      }
    }
    return rows;
  }

  /** For products by the matrix. */
  private static float[] packed(INDArray matrix, Scratch scratch, int workers) {
    int depth = Math.toIntExact(matrix.size(0));
    int n = Math.toIntExact(matrix.size(1));
    float[] columns = columnMajor(matrix, scratch);
    return VectorProduct.packedColumns(columns, depth, n, scratch, workers);
  }

  /** For products by the transposed matrix: its rows are the matrix's columns. */
  static float[] packedTransposed(INDArray matrix, Scratch scratch, int workers) {
    int n = Math.toIntExact(matrix.size(0));
    int depth = Math.toIntExact(matrix.size(1));
    float[] rows = columnMajor(matrix, scratch);
    return VectorProduct.packedRows(rows, depth, n, scratch, workers);
  }

  /** ND4J's own way takes as long for each element as 100 additions. */
  static float[] vectorFloats(INDArray vector) {
    return Layout.isDense(vector, 'c') ? CpuArrays.floats(vector) : vector.toFloatVector();
  }

  static float[] columnMajor(INDArray matrix, Scratch scratch) {
    INDArray columns = CpuArrays.columnMajor(matrix);
    float[] values = scratch.floats(Math.toIntExact(columns.length()));
    CpuArrays.read(columns, values);
    return values;
  }
}
