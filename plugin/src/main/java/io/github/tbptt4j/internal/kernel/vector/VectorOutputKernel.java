package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.Targets;
import io.github.tbptt4j.internal.kernel.cpu.OpenBlasOutputKernel;
import io.github.tbptt4j.internal.threads.Workers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The output layer's pass of training by the Vector API: the minibatches of truncated windows are
 * so small that what OpenBLAS does around its products weighs as much as they do. Where no gradient
 * is asked for, or there are so few classes that a tile would be empty for the most part, OpenBLAS
 * does the work.
 */
public final class VectorOutputKernel implements OutputKernel {
  /** Multiply-adds below which a second thread costs more than it brings. */
  private static final long WORTH_A_WORKER = 1_000_000;

  private final VectorKernel layers = new VectorKernel();
  private final OpenBlasOutputKernel openBlas = new OpenBlasOutputKernel();

  @Override
  public String name() {
    return layers.name();
  }

  @Override
  public boolean runs(DataType type) {
    return layers.runs(type, StepActivation.IDENTITY);
  }

  @Override
  public boolean pays() {
    return layers.pays();
  }

  @Override
  public void probabilities(OutputWeights weights, INDArray x, INDArray p) {
    openBlas.probabilities(weights, x, p);
  }

  @Override
  public double[] losses(OutputWeights weights, INDArray x, Targets targets) {
    return openBlas.losses(weights, x, targets);
  }

  @Override
  public double[] gradients(
      OutputWeights weights,
      INDArray x,
      Targets targets,
      OutputGradients gradients,
      Scratch scratch) {
    if (weights.nOut() < VectorTile.COLUMNS / 2) {
      return openBlas.gradients(weights, x, targets, gradients, scratch);
    }
    long work = 3L * targets.rows() * weights.nIn() * weights.nOut();
    int workers = (int) Math.max(1, Math.min(Workers.count(), work / WORTH_A_WORKER));
    return new VectorOutputPass(weights, x, targets, gradients, scratch.begin(), workers).run();
  }
}
