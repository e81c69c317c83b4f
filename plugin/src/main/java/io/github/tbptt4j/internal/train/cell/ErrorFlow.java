package io.github.tbptt4j.internal.train.cell;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a backward pass does with errors beside taking them back.
 *
 * @param carry what an error is multiplied by that arrives at step t from step t+1, for all steps
 *     but the last; null for ones
 * @param observer who sees the errors; null for nobody
 */
public record ErrorFlow(double[] carry, Observer observer) {
  /** Nothing. */
  public static final ErrorFlow PLAIN = new ErrorFlow(null, null);

  /** Sees errors on their way back. */
  @FunctionalInterface
  public interface Observer {
    /**
     * The error of a layer's output at a step, before it goes through mask and activation: from
     * above and from the step after. Of an LSTM it is that of h alone: what goes back through the
     * memory enters h's error a step later.
     *
     * @param layer which recurrent layer, counted as states are
     * @param step t
     * @param error dL/dh_t, [B, n]; no longer valid after the call
     * @param later the gradient of the steps after t with respect to the layer's parameters,
     *     flattened; no longer valid after the call
     */
    void error(int layer, int step, INDArray error, INDArray later);
  }

  double carry(int step) {
    return carry == null ? 1 : carry[step];
  }
}
