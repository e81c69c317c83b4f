package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.kernel.OutputGradients;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.OutputWeights;
import io.github.tbptt4j.internal.kernel.Scratch;
import io.github.tbptt4j.internal.kernel.WindowKernel;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.kernels.WindowKernels;
import io.github.tbptt4j.internal.nativemem.Doubles;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax with cross entropy, by an {@link OutputKernel}. */
final class SoftmaxHead implements Head {
  private final OutputKernel kernel;
  private final OutputWeights weights;
  private final INDArray dw;
  private final Optional<INDArray> db;
  private final double clipping;
  private final Scratch scratch = new Scratch();

  /**
   * The output of a chain.
   *
   * @param clipping c: the loss cuts probabilities to [c, 1 - c]
   */
  SoftmaxHead(
      OutputKernel kernel,
      OutputWeights weights,
      INDArray dw,
      Optional<INDArray> db,
      double clipping) {
    this.kernel = kernel;
    this.weights = weights;
    this.dw = dw;
    this.db = db;
    this.clipping = clipping;
  }

  @Override
  public double backward(INDArray x, Targets targets, INDArray dx) {
    OutputGradients gradients = new OutputGradients(dw, db, Rows.of(dx));
    double[] losses = kernel.gradients(weights, Rows.of(x), rows(targets), gradients, scratch);
    return Arrays.stream(losses).sum();
  }

  /** The targets as a kernel takes them. */
  io.github.tbptt4j.internal.kernel.Targets rows(Targets targets) {
    INDArray labels = targets.labels().permute(1, 2, 0); // [B, n, S]
    double[] rows = weightsOfRows(targets.mask());
    int nOut = Math.toIntExact(weights.w().size(1));
    return labels.size(1) == 1 && nOut > 1
        ? io.github.tbptt4j.internal.kernel.Targets.ofIndices(labels, nOut, rows, clipping)
        : io.github.tbptt4j.internal.kernel.Targets.ofDistributions(labels, rows, clipping);
  }

  /** A kernel that runs this output and the layers below it together; empty where there is none. */
  Optional<WindowKernel> with(List<Recurrent> layers) {
    return WindowKernels.choose(
        new WindowLayers(
            layers.stream().map(Recurrent::ofWindow).toList(),
            layers.get(0).indicesPerStep(),
            weights,
            dw,
            db));
  }

  private static double[] weightsOfRows(INDArray mask) {
    return mask == null ? null : Doubles.of(mask);
  }
}
