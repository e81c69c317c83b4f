package io.github.tbptt4j.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The CPU kernel for any Java: the products of the time steps by OpenBLAS, too. */
final class OpenBlasKernel extends CpuKernel {

  @Override
  public String name() {
    return "openblas";
  }

  @Override
  Recurrence recurrence(RnnWeights weights, INDArray rw, boolean transposed) {
    StepActivation f = StepActivation.of(weights.activation());
    int n = Math.toIntExact(rw.size(0));
    return rw.dataType() == DataType.FLOAT
        ? (rows, windows) ->
            new FloatSteps(
                f, weights.b().toFloatVector(), rows, windows, BlasProduct.ofFloats(rw, transposed))
        : (rows, windows) ->
            new DoubleSteps(
                f,
                weights.b().toDoubleVector(),
                rows,
                windows,
                BlasProduct.ofDoubles(rw, transposed));
  }
}
