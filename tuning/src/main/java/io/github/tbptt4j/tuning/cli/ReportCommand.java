package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.report.SweepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of a sweep, be it at its end or not. */
@Command(
    name = "report",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes the report of a sweep from its folder: report.html (one page that needs nothing"
          + " else), report.png and report.csv. Works while the sweep runs, too.",
      "The table and the advice go to standard output."
    },
    footer = {"", "@|bold Example|@", "  java -jar tbptt4j.jar report sweep"})
final class ReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder that sweep --out has filled.")
  private Path folder;

  @Option(
      names = "--probe",
      description = "Measure how far it learns for each k1 and k2 that has no such figure yet.")
  private boolean probe;

  @Mixin private ProbeOptions options;

  @Override
  public Integer call() throws IOException {
    SweepResult sweep = SweepResult.read(folder);
    if (probe) {
      ReportRun.probe(sweep, options.probe(ReportRun.seed(sweep)), spec.commandLine().getErr());
    }
    SweepReport report = ReportRun.write(sweep);
    ReportRun.print(sweep, report, spec.commandLine());
    return 0;
  }
}
