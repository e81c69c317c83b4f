package io.github.tbptt4j.internal.kernel;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic of a vanilla RNN over one segment. With m_t the mask and f the activation:
 *
 * <pre>
 *   forward    z_t     = x_t W + h_{t-1} RW + b
 *              h_t     = m_t f(z_t)
 *   backward   delta_t = clip(m_t f'(z_t) (e_t + rho_t delta_{t+1} RW^T))   within each window
 *              dW = sum_t x_t^T delta_t    dRW = sum_t h_{t-1}^T delta_t    db = sum_t delta_t
 *              dx_t = delta_t W^T
 * </pre>
 *
 * <p>where e_t is the error that comes from the layer above; it enters at the steps that a window
 * both owns and covers. rho_t is the window's {@link Window#carry(int)}, 1 but for random cuts.
 * Implementations have no state and may be called by several threads at once.
 */
public interface RnnKernel {

  /** {@return the name that chooses this kernel, see {@link Kernels}} */
  String name();

  /**
   * Tells whether this kernel can do the work here.
   *
   * @param type data type of the layer
   * @param activation the activation
   * @return whether it runs
   */
  boolean runs(DataType type, StepActivation activation);

  /** {@return whether it is fast enough here to be chosen where none is forced} */
  default boolean pays() {
    return true;
  }

  /**
   * Computes the states (and pre-activations, where the tape keeps them) of the tape's segment.
   *
   * @param weights the weights
   * @param tape input, entering state and mask are read, the segment's states written
   * @param training whether the activation function is told that this is training
   */
  void forward(RnnWeights weights, Tape tape, boolean training);

  /**
   * Computes the gradients of the losses that the windows cover.
   *
   * @param weights the weights of the forward pass
   * @param tape what the forward pass left
   * @param error dLoss/dh from above for the segment, [steps, minibatch, nOut] in c order
   * @param windows the windows, in the tape's steps
   * @param errorClip each element of delta_t is cut to [-errorClip, errorClip] (Graves 2013);
   *     positive infinity for no clipping
   * @param gradients overwritten with the results
   */
  void backward(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      RnnGradients gradients);

  /**
   * The same with lambda Omega added to the losses, see {@link VanishingPenalty}.
   *
   * @param weights the weights of the forward pass
   * @param tape what the forward pass left
   * @param error dLoss/dh from above for the segment, [steps, minibatch, nOut] in c order
   * @param windows the windows, oldest first, in the tape's steps; each has its own Omega
   * @param errorClip bound of each element of delta_t, positive infinity for no clipping
   * @param lambda factor of Omega, not negative
   * @param gradients overwritten with the results
   * @return Omega, summed over windows and minibatch
   */
  default double backward(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      double lambda,
      RnnGradients gradients) {
    backward(weights, tape, error, windows, errorClip, gradients);
    return VanishingPenalty.add(weights, tape, error, windows, errorClip, lambda, gradients.rw());
  }
}
