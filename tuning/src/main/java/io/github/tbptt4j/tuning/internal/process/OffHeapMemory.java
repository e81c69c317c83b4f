package io.github.tbptt4j.tuning.internal.process;

import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/**
 * Keeps the memory outside of Java's heap level. ND4J frees an array there when Java collects the
 * array, which is tiny inside of the heap, so that Java by itself sees no need to for minutes.
 */
public final class OffHeapMemory {
  private static final String LIMIT_OF_JAVACPP = "org.bytedeco.javacpp.maxPhysicalBytes";
  private static final long BETWEEN_LOOKS_NANOS = 2_000_000_000L;
  private static final long GROWTH_BYTES = 512L << 20;

  private static long lastLook = System.nanoTime();
  private static long level = Long.MAX_VALUE;

  private OffHeapMemory() {}

  /**
   * Has JavaCPP leave the matter to {@link #keepLevel}, unless the user has set its limit. JavaCPP
   * asks the system for the memory of the process at each of the thousands of pointers that DL4J
   * makes in a second: 11 to 15 % of the time of a small network, and more where several are
   * trained side by side. Without effect once a class of JavaCPP or ND4J is in use.
   */
  public static void takeOver() {
    if (System.getProperty(LIMIT_OF_JAVACPP) == null
        && System.getProperty(LIMIT_OF_JAVACPP.toLowerCase(Locale.ROOT)) == null) {
      System.setProperty(LIMIT_OF_JAVACPP, "0");
    }
  }

  /** Has Java collect if the process has grown much since it last did; looks now and then. */
  public static synchronized void keepLevel() {
    long now = System.nanoTime();
    if (now - lastLook < BETWEEN_LOOKS_NANOS) {
      return;
    }
    lastLook = now;
    long physical = Pointer.physicalBytes();
    level = Math.min(level, physical);
    if (physical - level > GROWTH_BYTES) {
      System.gc();
      level = Pointer.physicalBytes();
    }
  }
}
