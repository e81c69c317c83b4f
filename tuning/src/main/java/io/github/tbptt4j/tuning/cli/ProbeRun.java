package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.probe.LagProbe;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import io.github.tbptt4j.tuning.probe.LagProbeResults;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Probes truncations; where there is a file, keeps each result at once and repeats nothing. */
final class ProbeRun {
  static final String FILE = "probe.json";

  private ProbeRun() {}

  static List<LagProbeResult> read(Path file) throws IOException {
    return Files.exists(file) ? LagProbeResults.read(file) : List.of();
  }

  static List<LagProbeResult> run(
      LagProbe probe, Collection<TruncatedBptt> truncations, Path file, PrintWriter progress)
      throws IOException {
    List<LagProbeResult> results = new ArrayList<>(read(file));
    List<TruncatedBptt> missing = new ArrayList<>(truncations);
    results.forEach(result -> missing.remove(result.truncation()));
    int done = 0;
    for (TruncatedBptt truncation : missing) {
      LagProbeResult result = probe.run(truncation);
      results.add(result);
      LagProbeResults.write(results, file);
      done++;
      progress.printf(
          "Probe %d of %d: %s recalls a symbol over up to %d steps (%.0f s)%n",
          done, missing.size(), truncation, result.solvedLag(), result.seconds());
      progress.flush();
    }
    return results;
  }
}
