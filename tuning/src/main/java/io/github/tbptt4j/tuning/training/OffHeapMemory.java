package io.github.tbptt4j.tuning.training;

import org.bytedeco.javacpp.Pointer;

/**
 * Keeps the memory outside of Java's heap level. ND4J frees an array there when Java collects the
 * array, which is tiny inside of the heap, so that Java by itself sees no need to for minutes.
 */
final class OffHeapMemory {
  private static final long BETWEEN_LOOKS_NANOS = 2_000_000_000L;
  private static final long GROWTH_BYTES = 512L << 20;

  private static long lastLook = System.nanoTime();
  private static long level = Long.MAX_VALUE;

  private OffHeapMemory() {}

  /** Has Java collect if the process has grown much since it last did; looks now and then. */
  static synchronized void keepLevel() {
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
