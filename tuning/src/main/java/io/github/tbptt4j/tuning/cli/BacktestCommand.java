package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.Backtest;
import io.github.tbptt4j.tuning.forecast.BacktestOptions;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores how far a model sees ahead. */
@Command(
    name = "backtest",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Lets a model of train --csv go on by itself from many rows in the last part of a table, each"
          + " time as predict --ahead would if the table ended there, and scores what it says 1 row"
          + " ahead, 2, 3 .. Beside it: persistence, the value of a period before, and a"
          + " least-squares autoregression of each lead, fitted to what comes before the first"
          + " origin."
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  java -jar tbptt4j.jar backtest --model load.model --csv load.csv --ahead 48",
      "  java -jar tbptt4j.jar backtest --model load.model --csv load.csv --refit 3 --report p.html"
    })
final class BacktestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOnTable subject;

  @Option(
      names = "--ahead",
      paramLabel = "N",
      description =
          "Rows ahead to forecast from each origin (the horizon, or a period of at most 24 rows).")
  private Integer ahead;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "Forecast the last N rows of each series (its last 15 %%).")
  private Integer last;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "Rows from one origin to the next (1; in long tables for some 1,000 origins).")
  private Integer step;

  @Option(
      names = "--interval",
      paramLabel = "PERCENT",
      defaultValue = "90",
      description = "Intervals that promise to cover so many percent (${DEFAULT-VALUE}).")
  private Double interval;

  @Option(
      names = "--refit",
      paramLabel = "K",
      defaultValue = "0",
      description =
          "Train again at K of the origins, evenly spread, with what comes before each only, as the"
              + " model was trained (the model as it is).")
  private int refits;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    CommandLine command = spec.commandLine();
    Errors.requirePositive(command, "--ahead", ahead);
    Errors.requirePositive(command, "--last", last);
    Errors.requirePositive(command, "--step", step);
    if (last != null && ahead != null && ahead > last) {
      throw Errors.usage(
          command, "--ahead (%d) must be at most --last (%d).".formatted(ahead, last));
    }
    if (refits < 0) {
      throw Errors.usage(command, "--refit (" + refits + ") must be at least 0.");
    }
    double level = Intervals.level(interval, command);
    subject.requireSense("test on");
    TableModel loaded = subject.load();
    if (!loaded.isOfValues()) {
      throw Errors.usage(command, "backtest is for numbers; the model has classes: use evaluate.");
    }
    TableSource source = subject.scan(loaded);
    BacktestOptions options = new BacktestOptions(last, step, ahead, level, refits, !quiet);
    Backtest test = Backtest.of(loaded, source, options);
    if (subject.report() != null) {
      ForecastPages.backtest(subject.title(), test).write(subject.report());
    }
    PrintWriter out = command.getOut();
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("model", subject.model().toString());
      tree.putAll(test.tree());
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
    } else {
      out.print(BacktestText.text(test));
      if (loaded.horizon() > 1) {
        out.printf(
            "The model's horizon is %1$d: of rows nearer than +%1$d it says what it said before the"
                + " origin. Train with --horizon 1 to foresee those.%n",
            loaded.horizon());
      }
    }
    out.flush();
    return 0;
  }
}
