package io.github.tbptt4j.internal.step;

import io.github.tbptt4j.internal.kernel.Gate;
import io.github.tbptt4j.internal.kernel.Symbols;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One layer's own copy of z = x W + h RW + b, y = f(z) for one sequence, on the heap; immutable, so
 * that threads share it.
 *
 * @param <A> float[] or double[]
 */
public sealed interface StepWeights<A> permits FloatStepWeights, PlainStepWeights {

  /**
   * Copies weights.
   *
   * @param w input weights, [nIn, nOut], FLOAT or DOUBLE
   * @param rw recurrent weights, [nOut, nOut], or null for a layer without a state
   * @param bias [1, nOut], or null for none
   * @param activation f
   * @return the copy
   */
  static StepWeights<?> copyOf(
      INDArray w, INDArray rw, INDArray bias, VectorActivation activation) {
    Gate.step(w, rw, bias);
    return w.dataType() == DataType.FLOAT
        ? new FloatStepWeights(w, rw, bias, activation)
        : new PlainStepWeights(w, rw, bias, activation);
  }

  /** {@return the size of the input} */
  int nIn();

  /** {@return the size of the output} */
  int nOut();

  /** {@return whether it has a state} */
  boolean isRecurrent();

  /** {@return nOut zeros} */
  A zeros();

  /** {@return a copy of nOut numbers, [1, nOut]} */
  A vector(INDArray numbers);

  /** {@return a copy as [1, nOut]} */
  INDArray array(A vector);

  /** y = f(x W + h RW + b); without a state, h is ignored. */
  void step(A x, A h, A y);

  /** The same where x is one-hot: x W is a row of W. */
  void step(int symbol, A h, A y);

  /** The same where x is a sum of one-hot inputs, those that aren't {@link Symbols#NONE}. */
  void step(int[] symbols, A h, A y);
}
