package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A model of {@code train --csv}, the table that it meets, and a page of what came of it. */
final class ModelOnTable {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "A file that train --csv wrote.")
  private Path model;

  @Mixin private TableOptions table;

  @Option(
      names = "--report",
      paramLabel = "PAGE.html",
      description = "Write a page with pictures, too; it needs nothing else.")
  private Path report;

  /** Before the work: there is a table, and the page can be written over nothing that is read. */
  void requireSense(String purpose) throws IOException {
    if (!table.isGiven()) {
      throw Errors.usage(spec.commandLine(), "Give --csv FILE: what to " + purpose + ".");
    }
    OutputFile.requireWritable(report);
    OutputFile.requireApart(spec.commandLine(), "--report", report, read());
  }

  /** {@return the files that are read} */
  List<Path> read() {
    List<Path> read = new ArrayList<>(table.files());
    read.add(model);
    return read;
  }

  Path model() {
    return model;
  }

  /** {@return where the page goes; null for none} */
  Path report() {
    return report;
  }

  TableModel load() throws IOException {
    return TableModel.load(model);
  }

  /** {@return the table, its columns read as what they were in training} */
  TableSource scan(TableModel loaded) throws IOException {
    return table.reader(loaded).scan(table.files());
  }

  /** {@return the table for a model that knows no columns yet} */
  ZeroShot zeroShot(String time, String group, String target) throws IOException {
    return ZeroShot.of(
        ZeroShotRun.model(model),
        table.builder().progress(new ReadingProgress()),
        table.files(),
        time,
        group,
        target);
  }

  String title() {
    return ForecastPages.title(model, table.files());
  }
}
