package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.internal.files.AtomicFiles;
import io.github.tbptt4j.zoo.Prediction;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** From lines to labels, some hundred lines at a time: the memory doesn't grow with the files. */
final class LabelRun {
  private static final int MOST_LINES = 256;
  private static final int MOST_PREDICTIONS = 1_000_000;

  private final LabelOptions options;
  private final Labeller labeller;
  private final int mostLines;

  /** What says something of texts. */
  interface Labeller {
    /** {@return for each text all labels, the most probable first} */
    List<List<Prediction>> label(List<String> texts);
  }

  private LabelRun(LabelOptions options, int labels, Labeller labeller) {
    this.options = options;
    this.labeller = labeller;
    this.mostLines = Math.max(1, Math.min(MOST_LINES, MOST_PREDICTIONS / Math.max(1, labels)));
  }

  /**
   * Labels what the options name.
   *
   * @param labels how many the labeller has
   */
  static void run(LabelOptions options, int labels, Labeller labeller, CommandLine command)
      throws IOException {
    LabelRun run = new LabelRun(options, labels, labeller);
    long bytes = InputFiles.bytes(options.files());
    PrintWriter log = options.isQuiet() ? null : command.getErr();
    try (LabelProgress progress = LabelProgress.of(log, bytes, options.to() != null)) {
      if (options.to() == null) {
        PrintWriter out = command.getOut();
        run.write(out, () -> Errors.requireWritten(out), progress);
        return;
      }
      AtomicFiles.write(
          options.to(),
          out -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            run.write(writer, () -> {}, progress);
            writer.flush();
          });
    }
  }

  /** What is done after some lines. */
  private interface Check {
    void run() throws IOException;
  }

  private void write(Writer out, Check written, LabelProgress progress) throws IOException {
    LabelWriter writer = new LabelWriter(options, out);
    for (Path file : options.files()) {
      try (TextLines lines = InputFiles.open(file)) {
        Batch batch = new Batch(lines, writer, written, progress);
        batch.all();
      }
    }
  }

  /** Lines that get their labels together. */
  private final class Batch {
    private final TextLines lines;
    private final LabelWriter writer;
    private final Check written;
    private final LabelProgress progress;
    private final List<TextLines.Line> waiting = new ArrayList<>();
    private long told;

    Batch(TextLines lines, LabelWriter writer, Check written, LabelProgress progress) {
      this.lines = lines;
      this.writer = writer;
      this.written = written;
      this.progress = progress;
    }

    /** Lines before one that can't be read have their labels. */
    void all() throws IOException {
      try {
        for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
          waiting.add(line);
          if (waiting.size() >= mostLines || !lines.hasMoreNow()) {
            label();
          }
        }
      } catch (StandardOutput.ReaderLeftException e) {
        throw e;
      } catch (IOException e) {
        label();
        throw e;
      }
      label();
    }

    private void label() throws IOException {
      List<TextLines.Line> some = List.copyOf(waiting);
      waiting.clear();
      List<List<Prediction>> ranked =
          some.isEmpty()
              ? List.of()
              : labeller.label(some.stream().map(TextLines.Line::text).toList());
      for (int i = 0; i < some.size(); i++) {
        writer.write(lines.name(), some.get(i), ranked.get(i));
      }
      written.run();
      progress.advance(some.size(), lines.bytesRead() - told);
      told = lines.bytesRead();
    }
  }
}
