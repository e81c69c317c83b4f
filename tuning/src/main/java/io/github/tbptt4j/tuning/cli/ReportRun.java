package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.probe.LagProbe;
import io.github.tbptt4j.tuning.report.SweepReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine;

/** From a sweep's folder to its report. */
final class ReportRun {
  private ReportRun() {}

  static long seed(SweepResult sweep) {
    return ((Number) sweep.configuration().get("seed")).longValue();
  }

  static void probe(SweepResult sweep, LagProbe probe, PrintWriter progress) throws IOException {
    List<TruncatedBptt> truncations = SweepReport.of(sweep, List.of()).truncations();
    ProbeRun.run(probe, truncations, probeFile(sweep), progress);
  }

  private static Path probeFile(SweepResult sweep) {
    return sweep.folder().resolve(ProbeRun.FILE);
  }

  static SweepReport write(SweepResult sweep) throws IOException {
    SweepReport report = SweepReport.of(sweep, ProbeRun.read(probeFile(sweep)));
    try {
      report.write(sweep.folder());
    } catch (IOException e) {
      throw new IOException(
          "The report can't be written into "
              + sweep.folder()
              + " ("
              + Errors.message(e)
              + "). The candidates are safe: make room or the folder writable, then run report.",
          e);
    }
    return report;
  }

  /**
   * Writes the report of a sweep that was interrupted, if anything of it has ended. What fails then
   * hides nothing: {@code report} can do it later.
   *
   * @return what there is to say of it, in front a space
   */
  static String writeSoFar(Path folder) {
    try {
      SweepResult sweep = SweepResult.read(folder);
      if (sweep.candidates().isEmpty()) {
        return "";
      }
      write(sweep);
      return " Report so far: " + folder.resolve(SweepReport.HTML);
    } catch (IOException | RuntimeException e) {
      return " There is no report so far: " + Errors.message(e);
    }
  }

  /** The table and the advice on standard output, where the page is on standard error. */
  static void print(SweepResult sweep, SweepReport report, CommandLine command) {
    PrintWriter out = command.getOut();
    out.print(TextTable.of(report.table()));
    out.println();
    report.advice().forEach(out::println);
    out.flush();
    command
        .getErr()
        .println(
            command.getColorScheme().ansi().string("@|bold Report|@: ")
                + sweep.folder().resolve(SweepReport.HTML));
    command.getErr().flush();
  }
}
