package io.github.tbptt4j.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Memory: the peak beside SimpleRnn's, and whether calls leave something behind. */
final class MemoryReport {
  /** Compiled code and the allocator's arenas still grow a little; a leak of 1 KiB a call is 10. */
  private static final double GROWTH_ALLOWED_MIB = 6;

  private static final List<String> SOAKS =
      List.of("LAYER", "LANGUAGE_MODEL", "INFERENCE", "NETWORKS");

  private MemoryReport() {}

  static String create() throws IOException, InterruptedException {
    if (!ResidentMemory.isKnown()) {
      return "Memory: not measured, this system has no /proc/self/status.\n";
    }
    StringBuilder text = new StringBuilder();
    double ours = probe("peak", Family.OURS);
    double dl4j = probe("peak", Family.DL4J);
    text.append(
        String.format(
            Locale.ROOT,
            "Peak memory of the process at 32x64x256x1000, forward + backward: ours %.0f MiB,"
                + " SimpleRnn %.0f MiB. %s%n",
            ours,
            dl4j,
            verdict(ours <= dl4j, "not above SimpleRnn's")));
    for (String soak : SOAKS) {
      double growth = probe(soak, Family.OURS);
      text.append(
          String.format(
              Locale.ROOT,
              "Soak %-14s: resident memory grew by %.1f MiB. %s%n",
              soak,
              growth,
              verdict(growth <= GROWTH_ALLOWED_MIB, "no growth with the number of calls")));
    }
    return text.toString();
  }

  private static String verdict(boolean met, String target) {
    return (met ? "met: " : "NOT MET: ") + target;
  }

  private static double probe(String what, Family family) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        Jvm.options(
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            // The native memory that ND4J may use, the same for both.
            "-Dorg.bytedeco.javacpp.maxbytes=8g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=12g"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(MemoryProbe.class.getName(), what, family.name()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("OMP_NUM_THREADS", "1");
    Process process = builder.start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String answer =
          out.lines().filter(text -> text.startsWith(Peer.ANSWER)).findFirst().orElse(null);
      if (process.waitFor() != 0 || answer == null) {
        throw new IllegalStateException("The memory of " + what + " couldn't be measured.");
      }
      return Double.parseDouble(answer.substring(Peer.ANSWER.length()));
    }
  }
}
