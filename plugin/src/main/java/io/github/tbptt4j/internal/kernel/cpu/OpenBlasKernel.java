package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.NativeMath;
import io.github.tbptt4j.internal.threads.Workers;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The CPU kernel for any Java: all products by OpenBLAS. What belongs to no step, the input
 * projections before the recurrence and the weight and input gradients after it, are single
 * products that the workers share out.
 */
public final class OpenBlasKernel extends CpuKernel {
  /** OpenBLAS packs RW in each product: enough rows for its speed, and few enough for L2. */
  private static final int ROWS_TOGETHER = 256;

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  protected Pass forwardPass(RnnWeights weights, Tape tape, int workers) {
    INDArray rw = CpuArrays.columnMajor(weights.rw());
    StepActivation f = StepActivation.of(weights.activation());
    int n = weights.nOut();
    InputProducts.project(weights.w(), tape, workers);
    if (rw.dataType() == DataType.FLOAT) {
      float[] bias = weights.b().toFloatVector();
      return (rows, windows) ->
          FloatSteps.forward(
              f, FloatInput.computed(bias, rows), rows, n, BlasProduct.ofFloats(rw, false));
    }
    double[] bias = weights.b().toDoubleVector();
    return (rows, windows) ->
        new DoubleSteps(f, bias, rows, windows, BlasProduct.ofDoubles(rw, false));
  }

  @Override
  protected Pass backwardPass(
      RnnWeights weights, Tape tape, INDArray deltas, RnnGradients gradients, int workers) {
    INDArray rw = CpuArrays.columnMajor(weights.rw());
    StepActivation f = StepActivation.of(weights.activation());
    int n = weights.nOut();
    return new Pass() {
      @Override
      public Steps steps(int rows, int windows) {
        return rw.dataType() == DataType.FLOAT
            ? FloatSteps.backward(f, rows, n, windows, BlasProduct.ofFloats(rw, true))
            : new DoubleSteps(f, new double[n], rows, windows, BlasProduct.ofDoubles(rw, true));
      }

      @Override
      public int rowsTogether() {
        return ROWS_TOGETHER;
      }

      @Override
      public void finish() {
        recurrentGradients(tape, deltas, gradients, workers);
        InputProducts.gradients(weights.w(), tape, deltas, gradients, workers);
      }
    };
  }

  /** dRW and db, which are linear in the deltas, in products that are shared out by columns. */
  private static void recurrentGradients(
      Tape tape, INDArray deltas, RnnGradients gradients, int parts) {
    int nOut = Math.toIntExact(deltas.size(2));
    int minibatch = tape.minibatch();
    int rows = tape.totalSteps() * minibatch;
    INDArray drw = CpuArrays.columnMajor(gradients.rw());
    INDArray db = gradients.b().dup();

    Workers.run(
        parts,
        part -> {
          NativeMath math = NativeMath.of(deltas.dataType());
          // dRW is column-major: its column j is row j of delta^T h.
          int j = Workers.begin(part, parts, nOut);
          int columns = Workers.begin(part + 1, parts, nOut) - j;
          if (columns == 0) {
            return;
          }
          Pointer delta = math.at(deltas).position(j);
          Pointer to = math.at(drw).position((long) j * nOut);
          // h_{t-1} beside delta_t: the entering state beside the first step.
          Pointer entering = math.at(tape.entering());
          math.gemm(
              true, false, columns, nOut, minibatch, delta, nOut, entering, nOut, 0.0, to, nOut);
          if (rows > minibatch) {
            Pointer later = math.at(deltas).position((long) minibatch * nOut + j);
            Pointer h = math.at(tape.state());
            int others = rows - minibatch;
            math.gemm(true, false, columns, nOut, others, later, nOut, h, nOut, 1.0, to, nOut);
          }
          try (Pointer ones = math.allocate(rows)) {
            math.fill(ones, rows, 1.0);
            math.gemv(true, rows, columns, delta, nOut, ones, 0.0, math.at(db).position(j));
          }
        });

    CpuArrays.copyBack(drw, gradients.rw());
    gradients.b().assign(db);
  }
}
