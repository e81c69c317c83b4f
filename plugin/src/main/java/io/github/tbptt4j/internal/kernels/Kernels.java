package io.github.tbptt4j.internal.kernels;

import io.github.tbptt4j.internal.kernel.ForcedKernel;
import io.github.tbptt4j.internal.kernel.GatedKernel;
import io.github.tbptt4j.internal.kernel.PortableKernel;
import io.github.tbptt4j.internal.kernel.ReferenceKernel;
import io.github.tbptt4j.internal.kernel.RnnKernel;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernel.cpu.OpenBlasKernel;
import io.github.tbptt4j.internal.kernel.vector.VectorKernel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a kernel is chosen.
 *
 * <p>The system property {@value #PROPERTY} forces one by its name; a name that is unknown is an
 * error, never a fallback. All of them, a forced one too, stand behind the {@link
 * io.github.tbptt4j.internal.kernel.Gate}.
 */
public final class Kernels {
  /** See {@link ForcedKernel}. */
  public static final String PROPERTY = ForcedKernel.PROPERTY;

  private static final Logger log = LoggerFactory.getLogger(Kernels.class);

  private static final VectorKernel VECTOR = new VectorKernel();

  /** In the order of preference. */
  private static final List<RnnKernel> ALL =
      Stream.of(VECTOR, new OpenBlasKernel(), new PortableKernel(), new ReferenceKernel())
          .<RnnKernel>map(GatedKernel::new)
          .toList();

  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  private Kernels() {}

  /**
   * The kernel to use now.
   *
   * @param type data type of the layer
   * @param activation its activation
   * @return the forced kernel, else the fastest one that runs here
   * @throws IllegalArgumentException if the forced kernel does not exist
   * @throws IllegalStateException if the forced kernel can't do this work here
   */
  public static RnnKernel choose(DataType type, IActivation activation) {
    String forced = ForcedKernel.name();
    StepActivation f = StepActivation.of(activation);
    RnnKernel chosen =
        forced == null
            ? ALL.stream()
                .filter(kernel -> kernel.runs(type, f) && kernel.pays())
                .findFirst()
                .orElseThrow()
            : byName(forced);
    if (!chosen.runs(type, f)) {
      throw new IllegalStateException(
          "The forced kernel \""
              + forced
              + "\" can't run here: activation "
              + activation
              + ", data type "
              + type
              + ", backend "
              + Nd4j.getBackend().getClass().getSimpleName()
              + ". The kernels vector and openblas need float data, arrays on the CPU and tanh,"
              + " sigmoid, relu or identity; vector a Java started with --add-modules"
              + " jdk.incubator.vector, too, on a processor with fused multiply-add. Remove "
              + PROPERTY
              + ", or set it to portable.");
    }
    VECTOR.tellIfMissed(type, f);
    if (LOGGED.add(chosen.name())) {
      log.debug("RNN kernel: {}{}", chosen.name(), forced == null ? "" : " (forced)");
    }
    return chosen;
  }

  /**
   * A kernel by its name.
   *
   * @param name its name
   * @return the kernel
   * @throws IllegalArgumentException if there is none of this name
   */
  public static RnnKernel byName(String name) {
    return ALL.stream()
        .filter(kernel -> kernel.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no RNN kernel \""
                        + name
                        + "\": set "
                        + PROPERTY
                        + " to one of "
                        + names()
                        + "."));
  }

  /** {@return the names of all kernels, the preferred one first} */
  public static List<String> names() {
    return ALL.stream().map(RnnKernel::name).collect(Collectors.toUnmodifiableList());
  }
}
