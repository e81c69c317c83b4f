package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.TruncationSweep;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.report.SweepReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The options of {@code sweep}, for programs that train its candidates on several machines. */
public final class SweepArguments {
  /** What makes sense on one machine only. */
  private static final List<String> LOCAL = List.of("--resume", "--serve", "--warm-start");

  private final SweepCommand command;
  private final SequenceData data;

  private SweepArguments(SweepCommand command, SequenceData data) {
    this.command = command;
    this.data = data;
  }

  /**
   * Reads options and the data that they name.
   *
   * @param options as of {@code sweep}, without {@code --out}, {@code --resume}, {@code --serve}
   *     and {@code --warm-start}
   * @return what they describe
   * @throws IOException if reading the data fails
   * @throws IllegalArgumentException if an option is wrong; the message says which
   */
  public static SweepArguments of(List<String> options) throws IOException {
    SweepCommand command = new SweepCommand();
    CommandLine line =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setAbbreviatedOptionsAllowed(true);
    List<String> words = new ArrayList<>(options);
    words.add("--out=elsewhere");
    try {
      CommandLine.ParseResult parsed = line.parseArgs(words.toArray(String[]::new));
      for (String local : LOCAL) {
        if (parsed.hasMatchedOption(local)) {
          throw new IllegalArgumentException(
              local + " is for sweeps on one machine: leave it out.");
        }
      }
      return new SweepArguments(command, command.read());
    } catch (CommandLine.ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * The sweep.
   *
   * @param folder that it has
   * @return the same sweep each time
   * @throws IllegalArgumentException if an option is wrong; the message says which
   */
  public TruncationSweep in(Path folder) {
    try {
      return command.sweep(data, folder);
    } catch (CommandLine.ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Writes the report of a sweep into its folder.
   *
   * @param result of a sweep
   * @return the table of its candidates and the advice, in lines
   * @throws IOException if the report can't be written
   */
  public static String report(SweepResult result) throws IOException {
    SweepReport report = ReportRun.write(result);
    return TextTable.of(report.table())
        + System.lineSeparator()
        + String.join(System.lineSeparator(), report.advice());
  }
}
