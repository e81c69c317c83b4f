package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.probe.LagProbe;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How to measure how far a truncation learns. */
final class ProbeOptions {
  static final int MAX_LAG = 64;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--max-lag",
      paramLabel = "N",
      defaultValue = "" + MAX_LAG,
      description = "Largest lag that the probe tries (${DEFAULT-VALUE}).")
  private int maxLag;

  @Option(
      names = "--probe-seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Networks probed for each k1 and k2; their median counts (${DEFAULT-VALUE}).")
  private int seeds;

  LagProbe probe(long seed) {
    if (maxLag < 1 || seeds < 1) {
      throw Errors.usage(
          spec.commandLine(),
          "--max-lag (%d) and --probe-seeds (%d) must be at least 1.".formatted(maxLag, seeds));
    }
    return new LagProbe(maxLag, seeds, seed);
  }
}
