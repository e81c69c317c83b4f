package io.github.tbptt4j.tuning.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sends signals, as the terminal and the system do. */
enum Signal {
  HUP(1),
  INT(2),
  KILL(9),
  TERM(15);

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /** {@return how a process ends that heeds it} */
  int exitCode() {
    return 128 + number;
  }

  void send(long... processes) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + number));
    Arrays.stream(processes).mapToObj(Long::toString).forEach(command::add);
    assertEquals(0, new ProcessBuilder(command).start().waitFor());
  }

  /** Leaves the test out where it's ignored, as Ctrl-C is behind {@code &} in a script. */
  void assumeHeeded() throws IOException {
    assumeFalse(isIgnored(), this + " is ignored here.");
  }

  /** By this process, and so by those it starts. */
  private boolean isIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(ignored -> (ignored >> (number - 1) & 1) == 1);
  }
}
