package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.data.CsvData;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.data.Split;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Sequences in CSV files. */
final class CsvOptions {
  private static final double TRAINING = 0.7;
  private static final double VALIDATION = 0.15;

  @Option(
      names = "--csv",
      paramLabel = "PATH",
      description =
          "A CSV file with a header, a row a time step; or a folder of such files, one a sequence."
              + " 70 %% are trained on, 15 %% select, 15 %% test the winner, in the order of time.")
  private Path csv;

  @Option(
      names = "--classes",
      paramLabel = "COLUMN",
      description = "Predict this column's classes.")
  private String classes;

  @Option(
      names = "--values",
      paramLabel = "COLUMN",
      split = ",",
      description = "Predict these columns' numbers.")
  private String[] values;

  @Option(
      names = "--inputs",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns to predict from (all that aren't predicted; with --horizon all).")
  private String[] inputs;

  @Option(
      names = "--categorical",
      paramLabel = "COLUMN",
      split = ",",
      description = "Input columns that are categories and no numbers (none).")
  private String[] categorical;

  @Option(
      names = "--horizon",
      paramLabel = "N",
      description = "Predict what is so many steps later (0, the same row).")
  private Integer horizon;

  @Option(names = "--label-per-sequence", description = "One class or value for a whole sequence.")
  private boolean labelPerSequence;

  @Option(
      names = "--by-sequence",
      description = "Split whole sequences into training, validation and test, not by time.")
  private boolean bySequence;

  @Option(names = "--split-seed", paramLabel = "N", description = "Of the split by sequence (1).")
  private Long splitSeed;

  boolean isGiven() {
    return csv != null;
  }

  SequenceData data(int streams, CommandLine command) {
    if ((classes == null) == (values == null)) {
      throw Errors.usage(command, "--csv needs either --classes COLUMN or --values COLUMN,..");
    }
    CsvData.Builder data = CsvData.of(csv).streams(streams);
    if (classes != null) {
      data.classes(classes);
    } else {
      data.values(values);
    }
    if (inputs != null) {
      data.inputs(inputs);
    }
    if (categorical != null) {
      data.categorical(categorical);
    }
    if (horizon != null) {
      data.horizon(horizon);
    }
    if (labelPerSequence) {
      data.labelPerSequence();
    }
    return data.split(split()).build();
  }

  private Split split() {
    return bySequence
        ? Split.bySequence(TRAINING, VALIDATION, splitSeed == null ? 1 : splitSeed)
        : Split.byTime(TRAINING, VALIDATION);
  }

  /** Options for CSV without CSV are a mistake. */
  void requireNone(CommandLine command) {
    boolean any =
        classes != null
            || values != null
            || inputs != null
            || categorical != null
            || horizon != null
            || labelPerSequence
            || bySequence
            || splitSeed != null;
    if (any) {
      throw Errors.usage(
          command,
          "--classes, --values, --inputs, --categorical, --horizon, --label-per-sequence,"
              + " --by-sequence and --split-seed are for --csv only.");
    }
  }
}
