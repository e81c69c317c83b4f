package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.ForecastOptions;
import io.github.tbptt4j.tuning.forecast.ForecastState;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes what a model says of a table's rows. */
@Command(
    name = "predict",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes a table's own columns, and what a model of train --csv predicts: for a horizon of H,"
          + " row t says what comes in row t + H. --ahead adds rows beyond the end, each with what"
          + " is forecast of itself.",
      "",
      "With --model daily-forecaster, a model of the zoo, nothing needs to be trained: it forecasts"
          + " a column of numbers of any daily table, and writes the rows to come.",
      "",
      "--state-out keeps where the forecast stands; with --state-in the rows of tomorrow alone give"
          + " the numbers that all rows would."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar predict --model load.model --csv load.csv --ahead 24 --interval 90"
          + " \\",
      "      --out forecast.csv",
      "  java -jar tbptt4j.jar predict --model daily-forecaster --csv sales.csv --target units"
          + " --out f.csv",
      "  java -jar tbptt4j.jar predict --model load.model --csv today.csv --state-in s --state-out"
          + " s"
    })
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOnTable subject;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write; JSON Lines if it ends in .jsonl (CSV to standard output).")
  private Path out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "csv or jsonl (by the name of --out; csv).")
  private PredictionFormat format;

  @Option(
      names = "--ahead",
      paramLabel = "N",
      description =
          "Rows beyond the end to forecast, from the forecasts of those before (none; 28 with"
              + " daily-forecaster).")
  private Integer ahead;

  @Option(
      names = "--interval",
      paramLabel = "PERCENT",
      description =
          "Add the ends of intervals that cover so many percent: predicted_.._lower and _upper"
              + " (none; 80 with daily-forecaster).")
  private Double interval;

  @Option(
      names = "--target",
      paramLabel = "COLUMN",
      description = "For daily-forecaster: the numbers to forecast (the only ones there are).")
  private String target;

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "For daily-forecaster: the column with the days (the first with dates).")
  private String time;

  @Option(
      names = "--group",
      paramLabel = "COLUMN",
      description = "For daily-forecaster: the column that tells series apart (one series).")
  private String group;

  @Option(
      names = "--state-in",
      paramLabel = "FILE",
      description = "Go on from where an earlier forecast ended (--state-out).")
  private Path stateIn;

  @Option(
      names = "--state-out",
      paramLabel = "FILE",
      description = "Keep where this forecast ends.")
  private Path stateOut;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    Errors.requireAtLeastZero(command, "--ahead", ahead);
    Double level = Intervals.level(interval, command);
    subject.requireSense("predict from");
    OutputFile.requireWritable(out);
    OutputFile.requireWritable(stateOut);
    List<Path> read = subject.read();
    OutputFile.requireApart(command, "--state-out", stateOut, read);
    if (stateIn != null) {
      read.add(stateIn);
    }
    OutputFile.requireApart(command, "--out", out, read);
    if (ZeroShotRun.isMeant(subject.model())) {
      return zeroShot(level);
    }
    if (target != null || time != null || group != null) {
      throw Errors.usage(
          command,
          "--target, --time and --group are for daily-forecaster: a model of train --csv knows"
              + " its columns.");
    }
    if (out != null && stateOut != null && out.normalize().equals(stateOut.normalize())) {
      throw Errors.usage(command, "--out and --state-out are the same file: give two.");
    }
    TableModel loaded = subject.load();
    if (level != null && !loaded.isOfValues()) {
      throw Errors.usage(command, "--interval is for numbers; the model has classes.");
    }
    int rows = ahead == null ? 0 : ahead;
    if (rows > 0 && !loaded.goesOn()) {
      throw Errors.usage(
          command, "--ahead is for models of numbers with a horizon of at least 1: train one.");
    }
    ForecastState state = stateIn == null ? null : ForecastState.load(stateIn);
    TableSource source = subject.scan(loaded);
    TableForecast forecast = loaded.forecast(source, new ForecastOptions(level, rows, state));
    PredictionWriter.write(out, chosenFormat(), loaded, source, forecast, command.getOut());
    if (subject.report() != null) {
      String title = subject.title();
      ForecastPages.prediction(title, loaded, forecast, level).write(subject.report());
    }
    if (stateOut != null) {
      forecast.state().save(stateOut);
    }
    return 0;
  }

  private int zeroShot(Double level) throws IOException {
    CommandLine command = spec.commandLine();
    if (stateIn != null || stateOut != null) {
      throw Errors.usage(
          command, "--state-in and --state-out are for models of train --csv: give all rows.");
    }
    int rows = ahead == null ? ZeroShotRun.AHEAD : ahead;
    if (rows < 1 || rows > ZeroShotRun.FARTHEST) {
      throw Errors.usage(
          command,
          "--ahead (%d) must be from 1 to %d with this model."
              .formatted(rows, ZeroShotRun.FARTHEST));
    }
    if (level != null && (level < 0.02 || level > 0.98)) {
      throw Errors.usage(
          command,
          "--interval must be from 2 to 98 with this model: what is rarer, it doesn't know.");
    }
    ZeroShot series = subject.zeroShot(time, group, target);
    ZeroShotRun run = new ZeroShotRun(series, rows, level);
    run.write(out, chosenFormat(), command.getOut());
    series.findings().forEach(command.getErr()::println);
    command.getErr().flush();
    if (subject.report() != null) {
      run.page(subject.title()).write(subject.report());
    }
    return 0;
  }

  private PredictionFormat chosenFormat() {
    if (format != null) {
      return format;
    }
    boolean lines = out != null && out.toString().toLowerCase(Locale.ROOT).endsWith(".jsonl");
    return lines ? PredictionFormat.JSONL : PredictionFormat.CSV;
  }
}
