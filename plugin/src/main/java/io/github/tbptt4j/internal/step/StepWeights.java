package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.Gate;
import io.github.tbptt4j.internal.kernel.cpu.StepMatrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer's own copy of z = x W + h RW + b, y = f(z) for one sequence, on the heap; immutable, so
 * that threads share it.
 *
 * @param <A> float[] or double[]
 */
public abstract class StepWeights<A> {
  private final int nIn;
  private final int nOut;
  private final A bias;
  private final StepMatrix<A> w;
  private final StepMatrix<A> rw;
  private final VectorActivation activation;

  StepWeights(INDArray w, INDArray rw, INDArray bias, VectorActivation activation) {
    this.nIn = Math.toIntExact(w.size(0));
    this.nOut = Math.toIntExact(w.size(1));
    this.w = matrix(w);
    this.rw = rw == null ? null : matrix(rw);
    this.bias = bias == null ? vector(nOut) : vector(bias.reshape(nOut));
    this.activation = activation;
  }

  /**
   * Copies weights.
   *
   * @param w input weights, [nIn, nOut], FLOAT or DOUBLE
   * @param rw recurrent weights, [nOut, nOut], or null for a layer without a state
   * @param bias [1, nOut], or null for none
   * @param activation f
   * @return the copy
   */
  public static StepWeights<?> copyOf(
      INDArray w, INDArray rw, INDArray bias, VectorActivation activation) {
    Gate.step(w, rw, bias);
    return w.dataType() == DataType.FLOAT
        ? new FloatStepWeights(w, rw, bias, activation)
        : new DoubleStepWeights(w, rw, bias, activation);
  }

  /** {@return the size of the input} */
  public int nIn() {
    return nIn;
  }

  /** {@return the size of the output} */
  public int nOut() {
    return nOut;
  }

  /** y = f(x W + h RW + b); without a state, h is ignored. */
  void step(A x, A h, A y) {
    copy(bias, y);
    w.addProduct(x, y);
    finish(h, y);
  }

  /** The same where x is one-hot: x W is a row of W. */
  void step(int symbol, A h, A y) {
    copy(bias, y);
    w.addRow(symbol, y);
    finish(h, y);
  }

  private void finish(A h, A y) {
    if (rw != null) {
      rw.addProduct(h, y);
    }
    activate(activation, y);
  }

  abstract A vector(int size);

  /** A copy of the values of an array. */
  abstract A vector(INDArray values);

  abstract void copy(A from, A to);

  abstract void activate(VectorActivation f, A y);

  /** A copy of a matrix. */
  abstract StepMatrix<A> matrix(INDArray matrix);
}
