package io.github.tbptt4j.internal.kernel;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The layers that a {@link WindowKernel} trains.
 *
 * @param recurrent from the lowest up, at least one
 * @param indices how many indices a step the lowest takes; 0 where it takes numbers
 * @param output the softmax above them
 * @param dw overwritten with the gradient of the output's W
 * @param db overwritten with that of its bias, absent where it has none
 */
public record WindowLayers(
    List<Recurrent> recurrent,
    int indices,
    OutputWeights output,
    INDArray dw,
    Optional<INDArray> db) {

  /**
   * A recurrent layer.
   *
   * @param weights its weights
   * @param gradients overwritten with theirs; without one of the input
   * @param errorClip bound of each element of delta, positive infinity for none
   */
  public record Recurrent(RnnWeights weights, RnnGradients gradients, double errorClip) {}

  /** {@return whether the lowest takes indices} */
  public boolean indexed() {
    return indices > 0;
  }
}
