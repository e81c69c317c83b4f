package io.github.tbptt4j.internal.kernel.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * x y + z in one instruction, as nearly every processor has since 2013. Without it Java works out
 * each one in BigDecimal, some 300 times slower.
 */
final class FusedMultiplyAdd {
  private FusedMultiplyAdd() {}

  /** {@return whether Java has the instruction here; true where it can't be asked} */
  static boolean isInstruction() {
    return ModuleLayer.boot().findModule("jdk.management").isEmpty() || HotSpot.usesFma();
  }

  /** Loaded only where there is jdk.management. */
  private static final class HotSpot {

    static boolean usesFma() {
      try {
        HotSpotDiagnosticMXBean options =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return options == null || Boolean.parseBoolean(options.getVMOption("UseFMA").getValue());
      } catch (IllegalArgumentException e) {
        return true; // another Java, without this bean or this option
      }
    }
  }
}
