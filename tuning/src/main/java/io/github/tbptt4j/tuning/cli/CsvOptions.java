package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.data.Split;
import io.github.tbptt4j.tuning.forecast.Calendar;
import io.github.tbptt4j.tuning.forecast.Missing;
import io.github.tbptt4j.tuning.forecast.TableData;
import io.github.tbptt4j.tuning.table.ColumnType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to predict from a table, and from what. */
final class CsvOptions {
  private static final double TRAINING = 0.7;
  private static final double VALIDATION = 0.15;

  @Mixin private TableOptions table;

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
      names = "--horizon",
      paramLabel = "N",
      description =
          "Predict what is so many rows later (1 with --values, 0, the same row, with --classes).")
  private Integer horizon;

  @Option(
      names = "--inputs",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "Columns to predict from (all numbers and categories; at a horizon of 0 without what is"
              + " predicted).")
  private String[] inputs;

  @Option(
      names = "--categorical",
      paramLabel = "COLUMN",
      split = ",",
      description = "Input columns that are categories and no numbers (as found).")
  private String[] categorical;

  @Option(
      names = "--known",
      paramLabel = "COLUMN",
      split = ",",
      description = "Inputs that are known in advance: the predicted row's are used, too (none).")
  private String[] known;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The column with the time, which orders rows (the first with dates).")
  private String time;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "The column that says which series a row is of (one series).")
  private String group;

  @Option(
      names = "--calendar",
      paramLabel = "PART",
      split = ",",
      description = "Predict from the date, too: hour, weekday, monthday, yearday (none).")
  private Calendar[] calendar;

  @Option(
      names = "--if-missing",
      paramLabel = "POLICY",
      description =
          "mask takes a missing cell for the mean and says that it was missing, carry takes the"
              + " value before, refuse stops (mask).")
  private Missing missing;

  @Option(
      names = "--log",
      negatable = true,
      description =
          "Work with the logarithm of what is predicted, or not (where numbers are positive and"
              + " vary more the larger they are).")
  private Boolean log;

  @Option(
      names = "--own-scale",
      negatable = true,
      description =
          "Scale each series of --group by its own mean and deviation, or all of them alike (what"
              + " makes smaller errors on the validation part).")
  private Boolean ownScale;

  @Option(
      names = "--period",
      paramLabel = "N",
      description = "Rows after which values repeat themselves; 0 for never (found).")
  private Integer period;

  @Option(
      names = "--no-linear",
      description = "The network alone, not combined with a linear forecast.")
  private boolean noLinear;

  @Option(
      names = "--label-per-sequence",
      description = "One class for a whole series: that of its last row.")
  private boolean labelPerSequence;

  @Option(
      names = "--by-sequence",
      description = "Split whole series into training, validation and test, not by time.")
  private boolean bySequence;

  @Option(names = "--split-seed", paramLabel = "N", description = "Of the split by series (1).")
  private Long splitSeed;

  boolean isGiven() {
    return table.isGiven();
  }

  List<Path> files() {
    return table.files();
  }

  TableData data(Integer streams, CommandLine command) throws IOException {
    if ((classes == null) == (values == null)) {
      throw Errors.usage(command, "--csv needs either --classes COLUMN or --values COLUMN,..");
    }
    Errors.requireAtLeastZero(command, "--horizon", horizon);
    Errors.requireAtLeastZero(command, "--period", period);
    var reader = table.builder().progress(new ReadingProgress());
    if (classes != null) {
      reader.type(classes, ColumnType.CATEGORY);
    }
    for (String column : categorical == null ? new String[0] : categorical) {
      reader.type(column, ColumnType.CATEGORY);
    }
    if (time != null) {
      reader.type(time, ColumnType.DATE);
    }
    if (group != null) {
      reader.type(group, ColumnType.CATEGORY);
    }
    TableData.Builder data = TableData.of(reader.build().scan(table.files()));
    if (classes != null) {
      data.classes(classes);
    } else {
      data.values(values);
    }
    if (inputs != null) {
      data.inputs(inputs);
    }
    if (known != null) {
      data.known(known);
    }
    if (time != null) {
      data.time(time);
    }
    if (group != null) {
      data.group(group);
    }
    if (horizon != null) {
      data.horizon(horizon);
    }
    if (calendar != null) {
      data.calendar(calendar);
    }
    if (missing != null) {
      data.missing(missing);
    }
    if (log != null) {
      data.log(log);
    }
    if (period != null) {
      data.period(period);
    }
    if (labelPerSequence) {
      data.labelPerSequence();
    }
    if (streams != null) {
      data.streams(streams);
    }
    if (ownScale != null) {
      data.scalePerSeries(ownScale);
    }
    return data.linear(!noLinear).split(split()).build();
  }

  private Split split() {
    return bySequence
        ? Split.bySequence(TRAINING, VALIDATION, splitSeed == null ? 1 : splitSeed)
        : Split.byTime(TRAINING, VALIDATION);
  }

  /** Options for CSV without CSV are a mistake. */
  void requireNone(CommandLine command) {
    table.requireNoneWithoutFiles();
    boolean any =
        Stream.of(
                    classes,
                    values,
                    horizon,
                    inputs,
                    categorical,
                    known,
                    time,
                    group,
                    calendar,
                    missing,
                    log,
                    period,
                    splitSeed)
                .anyMatch(option -> option != null)
            || ownScale != null
            || noLinear
            || labelPerSequence
            || bySequence;
    if (any) {
      throw Errors.usage(
          command, "--classes, --values, --horizon, --inputs and the like are for --csv only.");
    }
  }
}
