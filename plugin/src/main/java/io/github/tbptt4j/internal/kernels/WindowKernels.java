package io.github.tbptt4j.internal.kernels;

import io.github.tbptt4j.internal.kernel.GatedWindowKernel;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.WindowKernel;
import io.github.tbptt4j.internal.kernel.WindowLayers;
import io.github.tbptt4j.internal.kernel.vector.VectorKernel;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** The one place where a kernel of whole windows is chosen: where each layer's would be its. */
public final class WindowKernels {
  private static final String VECTOR = new VectorKernel().name();

  private WindowKernels() {}

  /**
   * The kernel to use now.
   *
   * @param layers what it is to train
   * @return empty where the layers are to run one after the other
   */
  public static Optional<WindowKernel> choose(WindowLayers layers) {
    DataType type = layers.output().w().dataType();
    boolean ofLayers =
        layers.recurrent().stream()
            .allMatch(
                layer -> Kernels.choose(type, layer.weights().activation()).name().equals(VECTOR));
    boolean ofOutput =
        OutputKernels.choose(type).map(OutputKernel::name).filter(VECTOR::equals).isPresent();
    return ofLayers && ofOutput
        ? VectorKernel.window(layers).map(kernel -> new GatedWindowKernel(layers, kernel))
        : Optional.empty();
  }
}
