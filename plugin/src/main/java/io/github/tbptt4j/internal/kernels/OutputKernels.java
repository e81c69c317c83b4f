package io.github.tbptt4j.internal.kernels;

import io.github.tbptt4j.internal.kernel.ForcedKernel;
import io.github.tbptt4j.internal.kernel.GatedOutputKernel;
import io.github.tbptt4j.internal.kernel.OutputKernel;
import io.github.tbptt4j.internal.kernel.ReferenceOutputKernel;
import io.github.tbptt4j.internal.kernel.cpu.OpenBlasOutputKernel;
import io.github.tbptt4j.internal.kernel.vector.VectorOutputKernel;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The one place where the kernel of an output layer is chosen, by the same property as {@link
 * Kernels}: the fastest for FLOAT, the reference for DOUBLE. There is no portable one: where
 * nothing else runs, DL4J's own layer does the work.
 */
public final class OutputKernels {
  private static final List<OutputKernel> ALL =
      List.of(
          new GatedOutputKernel(new VectorOutputKernel()),
          new GatedOutputKernel(new OpenBlasOutputKernel()),
          new GatedOutputKernel(new ReferenceOutputKernel()));

  private OutputKernels() {}

  /**
   * The kernel to use now.
   *
   * @param type data type of the layer
   * @return the forced kernel, else the fastest one that runs here; empty for DL4J's own arithmetic
   * @throws IllegalArgumentException if the forced kernel does not exist
   * @throws IllegalStateException if the forced kernel can't do this work here
   */
  public static Optional<OutputKernel> choose(DataType type) {
    String forced = ForcedKernel.name();
    if (forced == null) {
      return ALL.stream().filter(kernel -> kernel.runs(type) && kernel.pays()).findFirst();
    }
    Kernels.byName(forced); // fails for a name that nobody has
    Optional<OutputKernel> named = byName(forced);
    if (named.isPresent() && !named.get().runs(type)) {
      throw new IllegalStateException(
          "The forced kernel \""
              + forced
              + "\" can't run here: output layer of data type "
              + type
              + ", backend "
              + Nd4j.getBackend().getClass().getSimpleName()
              + ". The kernels vector and openblas need float data and arrays on the CPU. Remove "
              + Kernels.PROPERTY
              + ", or set it to portable.");
    }
    return named;
  }

  /**
   * A kernel by its name.
   *
   * @param name its name
   * @return the kernel, empty if no kernel for output layers has this name
   */
  public static Optional<OutputKernel> byName(String name) {
    return ALL.stream().filter(kernel -> kernel.name().equals(name)).findFirst();
  }
}
