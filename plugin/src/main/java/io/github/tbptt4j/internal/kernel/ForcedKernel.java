package io.github.tbptt4j.internal.kernel;

/** The kernel that the user wants, whatever is fastest. */
public final class ForcedKernel {
  /**
   * The system property that forces a kernel: {@code vector}, {@code openblas}, {@code portable} or
   * {@code reference}.
   */
  public static final String PROPERTY = "tbptt4j.kernel";

  private ForcedKernel() {}

  /** {@return its name; null where none is forced} */
  public static String name() {
    return System.getProperty(PROPERTY);
  }
}
