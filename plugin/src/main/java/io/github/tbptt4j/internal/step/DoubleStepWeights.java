package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.cpu.StepMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link StepWeights} in double precision. */
final class DoubleStepWeights extends StepWeights<double[]> {

  DoubleStepWeights(INDArray w, INDArray rw, INDArray bias, VectorActivation activation) {
    super(w, rw, bias, activation);
  }

  @Override
  double[] vector(int size) {
    return new double[size];
  }

  @Override
  double[] vector(INDArray values) {
    return values.toDoubleVector();
  }

  @Override
  void copy(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, from.length);
  }

  @Override
  void activate(VectorActivation f, double[] y) {
    f.apply(y);
  }

  @Override
  StepMatrix<double[]> matrix(INDArray matrix) {
    return new DoubleRows(matrix.toDoubleMatrix());
  }
}
