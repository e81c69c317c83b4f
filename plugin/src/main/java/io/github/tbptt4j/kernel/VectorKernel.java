package io.github.tbptt4j.kernel;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The CPU kernel for single precision where Java is started with {@code --add-modules
 * jdk.incubator.vector}: RW is packed once a pass, and the products of the time steps are tiles in
 * registers.
 */
final class VectorKernel extends CpuKernel {

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return type == DataType.FLOAT && super.runs(type, activation) && Module.PAYS;
  }

  /** Looked for once, when first asked. */
  private static final class Module {
    static final boolean PAYS =
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && VectorProduct.pays();
  }

  @Override
  Recurrence recurrence(RnnWeights weights, INDArray rw, boolean transposed) {
    StepActivation f = StepActivation.of(weights.activation());
    int n = Math.toIntExact(rw.size(0));
    float[] columnMajor = new float[Math.multiplyExact(n, n)];
    new FloatPointer(rw.data().addressPointer()).get(columnMajor);
    // Column-major RW is RW^T by rows.
    float[] packed = VectorProduct.packed(columnMajor, n, !transposed);
    return (rows, windows) ->
        new FloatSteps(f, weights.b().toFloatVector(), rows, windows, VectorProduct.of(packed, n));
  }
}
