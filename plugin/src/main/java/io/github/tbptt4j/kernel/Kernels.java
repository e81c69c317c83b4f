package io.github.tbptt4j.kernel;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a kernel is chosen.
 *
 * <p>The system property {@value #PROPERTY} forces one by its name; a name that is unknown is an
 * error, never a fallback.
 */
public final class Kernels {
  /** The system property that forces a kernel: {@code portable} or {@code reference}. */
  public static final String PROPERTY = "tbptt4j.kernel";

  private static final Logger log = LoggerFactory.getLogger(Kernels.class);

  /** In the order of preference. */
  private static final List<RnnKernel> ALL = List.of(new PortableKernel(), new ReferenceKernel());

  private static volatile RnnKernel lastLogged;

  private Kernels() {}

  /**
   * The kernel to use now.
   *
   * @return the forced kernel, else the fastest one that runs here
   * @throws IllegalArgumentException if the forced kernel does not exist
   */
  public static RnnKernel choose() {
    String forced = System.getProperty(PROPERTY);
    RnnKernel chosen = forced == null ? ALL.get(0) : byName(forced);
    if (chosen != lastLogged) {
      log.debug("RNN kernel: {}{}", chosen.name(), forced == null ? "" : " (forced)");
      lastLogged = chosen;
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
