package io.github.tbptt4j.internal.kernel;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel behind the {@link Gate}; {@link Kernels} hands out no other.
 *
 * @param kernel what does the work once a pass is known to be valid
 */
public record GatedKernel(RnnKernel kernel) implements RnnKernel {

  @Override
  public String name() {
    return kernel.name();
  }

  @Override
  public boolean runs(DataType type, StepActivation activation) {
    return kernel.runs(type, activation);
  }

  @Override
  public boolean pays() {
    return kernel.pays();
  }

  @Override
  public void forward(RnnWeights weights, Tape tape, boolean training) {
    Gate.forward(weights, tape);
    requireRuns(weights);
    kernel.forward(weights, tape, training);
  }

  @Override
  public void backward(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      RnnGradients gradients) {
    Gate.backward(weights, tape, error, windows, errorClip, gradients);
    requireRuns(weights);
    kernel.backward(weights, tape, error, windows, errorClip, gradients);
  }

  @Override
  public double backward(
      RnnWeights weights,
      Tape tape,
      INDArray error,
      List<Window> windows,
      double errorClip,
      double lambda,
      RnnGradients gradients) {
    Gate.backward(weights, tape, error, windows, errorClip, gradients);
    Gate.lambda(lambda);
    requireRuns(weights);
    return kernel.backward(weights, tape, error, windows, errorClip, lambda, gradients);
  }

  private void requireRuns(RnnWeights weights) {
    DataType type = weights.w().dataType();
    if (!kernel.runs(type, StepActivation.of(weights.activation()))) {
      throw new IllegalStateException(
          "The kernel \""
              + name()
              + "\" doesn't compute "
              + weights.activation()
              + " in "
              + type
              + " here: use Kernels.choose, or the kernel portable.");
    }
  }
}
