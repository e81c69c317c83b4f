package io.github.tbptt4j.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux says of this process's memory. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KIB_PER_MIB = 1024;

  private ResidentMemory() {}

  static boolean isKnown() {
    return Files.isReadable(STATUS);
  }

  /** {@return MiB at the highest so far} */
  static double peak() {
    return mib("VmHWM:");
  }

  /**
   * {@return MiB after what can be freed was freed: ND4J frees arrays after they were collected}
   */
  static double settled() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return mib("VmRSS:");
  }

  private static double mib(String key) {
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / KIB_PER_MIB)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
