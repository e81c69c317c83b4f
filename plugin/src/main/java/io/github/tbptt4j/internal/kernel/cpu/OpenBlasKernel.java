package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.RnnGradients;
import io.github.tbptt4j.internal.kernel.RnnWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.NativeMath;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Workers;
import org.bytedeco.javacpp.FloatPointer;
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
  protected boolean usesBlas() {
    return true;
  }

  @Override
  protected Pass forwardPass(RnnWeights weights, Tape tape, Scratch scratch, int workers) {
    INDArray rw = CpuArrays.columnMajor(weights.rw());
    StepActivation f = StepActivation.of(weights.activation());
    int n = weights.nOut();
    InputProducts.project(weights.w(), tape, workers);
    float[] bias = weights.b().toFloatVector();
    return (rows, windows) ->
        Steps.forward(
            f,
            FloatInput.computed(bias, rows, scratch),
            rows,
            n,
            new BlasProduct(rw, false),
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
    INDArray rw = CpuArrays.columnMajor(weights.rw());
    StepActivation f = StepActivation.of(weights.activation());
    int n = weights.nOut();
    return new Pass() {
      @Override
      public Steps steps(int rows, int windows) {
        return Steps.backward(f, rows, n, windows, new BlasProduct(rw, true), scratch);
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
          // dRW is column-major: its column j is row j of delta^T h.
          int j = Workers.begin(part, parts, nOut);
          int columns = Workers.begin(part + 1, parts, nOut) - j;
          if (columns == 0) {
            return;
          }
          FloatPointer delta = Pointers.floats(deltas).position(j);
          FloatPointer to = Pointers.floats(drw).position((long) j * nOut);
          // h_{t-1} beside delta_t: the entering state beside the first step.
          FloatPointer entering = Pointers.floats(tape.entering());
          NativeMath.gemm(
              true, false, columns, nOut, minibatch, delta, nOut, entering, nOut, 0, to, nOut);
          if (rows > minibatch) {
            FloatPointer later = Pointers.floats(deltas).position((long) minibatch * nOut + j);
            FloatPointer h = Pointers.floats(tape.state());
            int others = rows - minibatch;
            NativeMath.gemm(true, false, columns, nOut, others, later, nOut, h, nOut, 1, to, nOut);
          }
          try (FloatPointer ones = new FloatPointer(rows)) {
            NativeMath.fill(ones, rows, 1);
            NativeMath.gemv(
                true, rows, columns, delta, nOut, ones, 0, Pointers.floats(db).position(j));
          }
        });

    CpuArrays.copyBack(drw, gradients.rw());
    gradients.b().assign(db);
  }
}
