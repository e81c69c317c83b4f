package io.github.tbptt4j.tuning.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which texts get labels, and how these are written. */
final class LabelOptions {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Texts in UTF-8, one a line; - or none for standard input.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "tsv",
      description =
          "tsv (the line's number, label and confidence, between tabs) or jsonl (a JSON object a"
              + " line) (${DEFAULT-VALUE}).")
  private LabelFormat format;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "1",
      description = "The K most probable labels, each with its confidence (${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--text",
      description =
          "Write the text, too, at the end; in tsv with tab, backslash and control characters as"
              + " \\t, \\\\ and \\u001b. Of a line its first 65,536 bytes.")
  private boolean text;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Where to write, whole or not at all (standard output, while texts come in).")
  private Path to;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  void requireSense(CommandLine command) throws IOException {
    Errors.requirePositive(command, "--top", top);
    InputFiles.requireReadable(files());
    OutputFile.requireWritable(to);
    OutputFile.requireApart(command, "--to", to, files());
  }

  /** {@return at least one} */
  List<Path> files() {
    return files.isEmpty() ? List.of(Path.of("-")) : files;
  }

  LabelFormat format() {
    return format;
  }

  int top() {
    return top;
  }

  boolean withText() {
    return text;
  }

  /** {@return null for standard output} */
  Path to() {
    return to;
  }

  boolean isQuiet() {
    return quiet;
  }
}
