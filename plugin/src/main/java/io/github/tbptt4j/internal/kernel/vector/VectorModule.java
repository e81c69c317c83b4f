package io.github.tbptt4j.internal.kernel.vector;

import io.github.tbptt4j.internal.kernel.ForcedKernel;
import java.lang.module.ModuleFinder;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/** The Vector API's module: Java has it, but loads it only where it is started with an option. */
public final class VectorModule {
  /** Its name, the argument of {@code --add-modules}. */
  public static final String NAME = "jdk.incubator.vector";

  private static final boolean MISSED =
      !isThere()
          && ModuleFinder.ofSystem().find(NAME).isPresent()
          && FusedMultiplyAdd.isInstruction();

  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private VectorModule() {}

  /** {@return whether Java was started with it} */
  public static boolean isThere() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }

  /** {@return whether Java would be faster here, had it been started with the module} */
  public static boolean isMissed() {
    return MISSED;
  }

  /**
   * Says once in a process that it is missed, to be called where float arithmetic would use it; a
   * kernel that is forced is meant to be slow.
   */
  public static void tellIfMissed() {
    if (MISSED && ForcedKernel.name() == null && !TOLD.getAndSet(true)) {
      // No logger before: who asks only whether it's missed may want to set up the logging after.
      LoggerFactory.getLogger(VectorModule.class)
          .warn(
              "Start Java with --add-modules {}: training in float is about twice as fast then.",
              NAME);
    }
  }
}
