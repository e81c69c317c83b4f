package io.github.tbptt4j.internal.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A kernel of windows behind the {@link Gate}.
 *
 * @param layers what it trains
 * @param kernel what does the work once a window is known to be valid
 */
public record GatedWindowKernel(WindowLayers layers, WindowKernel kernel) implements WindowKernel {

  @Override
  public long floats(long steps, long examples) {
    return kernel.floats(steps, examples);
  }

  @Override
  public double train(Window window) {
    Gate.window(layers, window);
    return kernel.train(window);
  }

  @Override
  public INDArray outputs(int layer) {
    return kernel.outputs(layer);
  }

  @Override
  public INDArray leaving(int layer) {
    return kernel.leaving(layer);
  }
}
