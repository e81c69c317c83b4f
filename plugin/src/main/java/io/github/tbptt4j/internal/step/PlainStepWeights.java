package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.Symbols;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link StepWeights} in double precision: the equation as it is written. */
final class PlainStepWeights implements StepWeights<double[]> {
  private final double[][] w;
  private final double[][] rw;
  private final double[] bias;
  private final VectorActivation f;

  PlainStepWeights(INDArray w, INDArray rw, INDArray bias, VectorActivation f) {
    this.w = w.toDoubleMatrix();
    this.rw = rw == null ? new double[0][] : rw.toDoubleMatrix();
    this.bias =
        bias == null ? new double[this.w[0].length] : bias.reshape(bias.length()).toDoubleVector();
    this.f = f;
  }

  @Override
  public int nIn() {
    return w.length;
  }

  @Override
  public boolean isRecurrent() {
    return rw.length > 0;
  }

  @Override
  public int nOut() {
    return bias.length;
  }

  @Override
  public double[] zeros() {
    return new double[nOut()];
  }

  @Override
  public double[] vector(INDArray numbers) {
    return numbers.toDoubleMatrix()[0];
  }

  @Override
  public INDArray array(double[] vector) {
    return Nd4j.createFromArray(new double[][] {vector});
  }

  @Override
  public void step(double[] x, double[] h, double[] y) {
    System.arraycopy(bias, 0, y, 0, y.length);
    for (int i = 0; i < w.length; i++) {
      add(x[i], w[i], y);
    }
    finish(h, y);
  }

  @Override
  public void step(int symbol, double[] h, double[] y) {
    System.arraycopy(bias, 0, y, 0, y.length);
    add(1, w[symbol], y);
    finish(h, y);
  }

  @Override
  public void step(int[] symbols, double[] h, double[] y) {
    System.arraycopy(bias, 0, y, 0, y.length);
    for (int symbol : symbols) {
      if (symbol != Symbols.NONE) {
        add(1, w[symbol], y);
      }
    }
    finish(h, y);
  }

  private void finish(double[] h, double[] y) {
    for (int i = 0; i < rw.length; i++) {
      add(h[i], rw[i], y);
    }
    f.apply(y);
  }

  /** y += factor row. */
  private static void add(double factor, double[] row, double[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] += factor * row[j];
    }
  }
}
