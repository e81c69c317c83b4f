package io.github.tbptt4j.tuning.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether processes that this one starts can be interrupted. */
final class Interrupts {
  private static final int SIGINT = 2;

  private Interrupts() {}

  /** Of this process, and so of those it starts: such as behind {@code &} in a script. */
  static boolean areIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(ignored -> (ignored >> (SIGINT - 1) & 1) == 1);
  }
}
