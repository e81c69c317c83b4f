package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.cpu.StepMatrix;
import io.github.tbptt4j.internal.kernel.vector.VectorKernel;
import io.github.tbptt4j.internal.kernel.vector.VectorPanels;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link StepWeights} in single precision. */
final class FloatStepWeights extends StepWeights<float[]> {

  FloatStepWeights(INDArray w, INDArray rw, INDArray bias, VectorActivation activation) {
    super(w, rw, bias, activation);
  }

  @Override
  float[] vector(int size) {
    return new float[size];
  }

  @Override
  float[] vector(INDArray values) {
    return values.toFloatVector();
  }

  @Override
  void copy(float[] from, float[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  @Override
  void activate(VectorActivation f, float[] y) {
    f.apply(y);
  }

  @Override
  StepMatrix<float[]> matrix(INDArray matrix) {
    boolean wide = matrix.size(1) >= VectorKernel.smallestWidth();
    return wide ? VectorPanels.of(matrix) : new FloatRows(matrix.toFloatMatrix());
  }
}
