package io.github.tbptt4j.internal.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel of an output layer behind the {@link Gate}; {@link OutputKernels} hands out no other.
 *
 * @param kernel what does the work once a pass is known to be valid
 */
public record GatedOutputKernel(OutputKernel kernel) implements OutputKernel {

  @Override
  public String name() {
    return kernel.name();
  }

  @Override
  public boolean runs(DataType type) {
    return kernel.runs(type);
  }

  @Override
  public boolean pays() {
    return kernel.pays();
  }

  @Override
  public void probabilities(OutputWeights weights, INDArray x, INDArray p) {
    Gate.probabilities(weights, x, p);
    kernel.probabilities(weights, x, p);
  }

  @Override
  public double[] losses(OutputWeights weights, INDArray x, Targets targets) {
    Gate.losses(weights, x, targets);
    return kernel.losses(weights, x, targets);
  }

  @Override
  public double[] gradients(
      OutputWeights weights,
      INDArray x,
      Targets targets,
      OutputGradients gradients,
      Scratch scratch) {
    Gate.gradients(weights, x, targets, gradients);
    return kernel.gradients(weights, x, targets, gradients, scratch);
  }
}
