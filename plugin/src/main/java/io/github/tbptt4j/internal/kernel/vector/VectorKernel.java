package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.kernel.WindowKernel;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.kernel.cpu.CpuKernel;
import io.github.tbptt4j.internal.kernel.cpu.FloatInput;
import io.github.tbptt4j.internal.kernel.cpu.Pass;
import io.github.tbptt4j.internal.kernel.cpu.StepMatrix;
import io.github.tbptt4j.internal.kernel.cpu.Steps;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.Layout;
import io.github.tbptt4j.internal.nativemem.Pointers;
import java.util.Optional;
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
    if (super.runs(type, activation)) {
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

  /** {@return a matrix that single steps multiply with; empty where vectors don't pay for it} */
  public static Optional<StepMatrix> panels(INDArray matrix) {
    VectorModule.tellIfMissed();
    return Module.PAYS && matrix.size(1) >= VectorTile.COLUMNS
        ? Optional.of(VectorPanels.of(matrix))
        : Optional.empty();
  }

  /**
   * A kernel of whole windows.
   *
   * @param layers what it trains
   * @return the kernel; empty where it doesn't run, or for so few classes that tiles would be empty
   *     for the most part
   */
  public static Optional<WindowKernel> window(WindowLayers layers) {
    return Module.RUNS && layers.output().nOut() >= VectorTile.COLUMNS / 2
        ? Optional.of(new VectorWindow(layers))
        : Optional.empty();
  }

  @Override
  protected boolean usesBlas() {
    return false;
  }

  @Override
  protected Pass forwardPass(RnnWeights weights, Tape tape, Scratch scratch, int workers) {
    StepActivation f = StepActivation.of(weights.activation());
    int nIn = weights.nIn();
    int n = weights.nOut();
    float[] bias = vectorFloats(weights.b());
    VectorPacking packing = new VectorPacking(scratch);
    float[] rw = packing.straight(weights.rw());
    if (tape.indexed()) {
      Symbols symbols = tape.symbols(nIn);
      float[] table = packing.table(weights.w(), bias, symbols);
      packing.run(workers);
      return (rows, windows) ->
          Steps.forward(
              f,
              symbols.areSingle()
                  ? FloatInput.symbols(symbols.numbers(), table, n, rows)
                  : sums(symbols, table, bias, rows),
              rows,
              n,
              VectorProduct.of(rw, n, n, rows, scratch),
              scratch);
    }
    float[] w = packing.straight(weights.w());
    packing.run(workers);
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

  /** Indices of which a step has several: x_t W + b is a sum of rows of the table, and b. */
  private static FloatInput sums(Symbols symbols, float[] table, float[] bias, int rows) {
    return (row, product, z) -> VectorRows.sumOf(symbols, row, rows, table, bias, z, 0);
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

  /** ND4J's own way takes as long for each element as 100 additions. */
  static float[] vectorFloats(INDArray vector) {
    return Layout.isDense(vector, 'c') ? CpuArrays.floats(vector) : vector.toFloatVector();
  }
}
