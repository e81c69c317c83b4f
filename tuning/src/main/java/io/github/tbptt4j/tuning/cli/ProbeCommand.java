package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how far truncations learn. */
@Command(
    name = "probe",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measures how far a truncation learns, without data of yours.",
      "",
      "A small network is to recall a symbol after a lag among noise. The largest lag that it"
          + " learns to answer (95 %% right on sequences it never saw) is printed: the median over"
          + " the seeds, the smallest and the largest. No gradient goes farther than k2 - 1 steps;"
          + " with k1 well below k2 nearly all of that is learned, with k1 = k2 less. Some seconds"
          + " to a minute for each pair."
    },
    footer = {
      "",
      "@|bold Example|@",
      "  java -jar tbptt4j.jar probe --k1 5,20 --k2 20,40 > lags.txt"
    })
final class ProbeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private LengthOptions lengths;
  @Mixin private ProbeOptions options;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "The same seed gives the same result (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep results in DIR/probe.json too; what is there isn't measured again.")
  private Path out;

  @Override
  public Integer call() throws IOException {
    var probe = options.probe(seed);
    var truncations = lengths.truncations();
    Path folder = out == null ? Files.createTempDirectory("tbptt4j-probe") : out;
    Files.createDirectories(folder);
    Path file = folder.resolve(ProbeRun.FILE);
    List<LagProbeResult> results =
        ProbeRun.run(probe, truncations, file, spec.commandLine().getErr()).stream()
            .filter(result -> truncations.contains(result.truncation()))
            .toList();
    if (out == null) {
      Files.delete(file);
      Files.delete(folder);
    }
    spec.commandLine().getOut().print(TextTable.of(lines(results)));
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static List<List<String>> lines(List<LagProbeResult> results) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("k1", "k2", "sure", "solved", "smallest", "largest", "seconds"));
    for (LagProbeResult result : results) {
      TruncatedBptt truncation = result.truncation();
      lines.add(
          List.of(
              Integer.toString(truncation.k1()),
              Integer.toString(truncation.k2()),
              Integer.toString(truncation.guaranteedDepth()),
              (result.isOpenEnded() ? ">=" : "") + result.solvedLag(),
              Integer.toString(result.smallest()),
              Integer.toString(result.largest()),
              Long.toString(Math.round(result.seconds()))));
    }
    return lines;
  }
}
