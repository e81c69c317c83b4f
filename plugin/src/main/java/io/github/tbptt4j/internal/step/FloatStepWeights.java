package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.kernel.cpu.StepMatrix;
import io.github.tbptt4j.internal.kernel.vector.VectorKernel;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link StepWeights} in single precision, by the Vector API where it pays. */
final class FloatStepWeights implements StepWeights<float[]> {
  private final int nIn;
  private final int nOut;
  private final StepMatrix w;
  private final StepMatrix rw;
  private final float[] bias;
  private final VectorActivation f;

  FloatStepWeights(INDArray w, INDArray rw, INDArray bias, VectorActivation f) {
    this.nIn = Math.toIntExact(w.size(0));
    this.nOut = Math.toIntExact(w.size(1));
    this.w = matrix(w);
    this.rw = rw == null ? null : matrix(rw);
    this.bias = bias == null ? zeros() : bias.reshape(nOut).toFloatVector();
    this.f = f;
  }

  private static StepMatrix matrix(INDArray matrix) {
    return VectorKernel.panels(matrix).orElseGet(() -> new FloatRows(matrix.toFloatMatrix()));
  }

  @Override
  public int nIn() {
    return nIn;
  }

  @Override
  public boolean isRecurrent() {
    return rw != null;
  }

  @Override
  public int nOut() {
    return nOut;
  }

  @Override
  public float[] zeros() {
    return new float[nOut];
  }

  @Override
  public float[] vector(INDArray numbers) {
    return numbers.toFloatMatrix()[0];
  }

  @Override
  public INDArray array(float[] vector) {
    return Nd4j.createFromArray(new float[][] {vector});
  }

  @Override
  public void step(float[] x, float[] h, float[] y) {
    System.arraycopy(bias, 0, y, 0, nOut);
    w.addProduct(x, y);
    finish(h, y);
  }

  @Override
  public void step(int symbol, float[] h, float[] y) {
    System.arraycopy(bias, 0, y, 0, nOut);
    w.addRow(symbol, y);
    finish(h, y);
  }

  @Override
  public void step(int[] symbols, float[] h, float[] y) {
    System.arraycopy(bias, 0, y, 0, nOut);
    for (int symbol : symbols) {
      if (symbol != Symbols.NONE) {
        w.addRow(symbol, y);
      }
    }
    finish(h, y);
  }

  private void finish(float[] h, float[] y) {
    if (rw != null) {
      rw.addProduct(h, y);
    }
    f.apply(y);
  }
}
