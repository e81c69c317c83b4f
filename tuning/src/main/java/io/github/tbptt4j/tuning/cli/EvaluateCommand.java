package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.ForecastOptions;
import io.github.tbptt4j.tuning.forecast.ForecastState;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.forecast.TableScores;
import io.github.tbptt4j.tuning.table.TableSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a model on a table. */
@Command(
    name = "evaluate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Scores a model of train --csv on a table, beside what anybody would try first: the last"
          + " value, that of a period before, the drift, a moving average, an autoregression; the"
          + " commonest class. The scores are those of what predict writes.",
      "",
      "A table that goes on by its dates where the training table ended is predicted from there;"
          + " any other from nothing."
    },
    footer = {
      "",
      "@|bold Example|@",
      "  java -jar tbptt4j.jar evaluate --model load.model --csv next-year.csv --interval 90"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelOnTable subject;

  @Option(
      names = "--interval",
      paramLabel = "PERCENT",
      description = "Score intervals that promise to cover so many percent, too (none).")
  private Double interval;

  @Option(
      names = "--last",
      paramLabel = "N",
      description = "Score the last N rows of each series only (all).")
  private Integer last;

  @Option(
      names = "--state-in",
      paramLabel = "FILE",
      description = "Go on from where predict --state-out ended.")
  private Path stateIn;

  @Option(names = "--json", description = "JSON for programs.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Errors.requirePositive(spec.commandLine(), "--last", last);
    Double level = Intervals.level(interval, spec.commandLine());
    subject.requireSense("evaluate on");
    TableModel loaded = subject.load();
    if (level != null && !loaded.isOfValues()) {
      throw Errors.usage(spec.commandLine(), "--interval is for numbers; the model has classes.");
    }
    ForecastState state = stateIn == null ? null : ForecastState.load(stateIn);
    TableSource source = subject.scan(loaded);
    TableForecast forecast = loaded.forecast(source, new ForecastOptions(level, 0, state));
    int rows = last == null ? Integer.MAX_VALUE : last;
    TableScores scores = forecast.scores(rows);
    if (subject.report() != null) {
      ForecastPages.evaluation(subject.title(), loaded, forecast, scores, rows)
          .write(subject.report());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("model", subject.model().toString());
      tree.put("horizon", loaded.horizon());
      tree.put("continued", !forecast.continued().isEmpty());
      tree.putAll(ScoreText.tree(scores));
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree));
    } else {
      out.print(ScoreText.text(scores));
      if (!forecast.continued().isEmpty()) {
        out.println("The table goes on where the training table, or the state, ended.");
      }
      if (last == null && loaded.isMadeFrom(source)) {
        out.println(
            "The model was trained on most of these rows, which flatters it: --last N scores the"
                + " last N of each series only.");
      }
    }
    out.flush();
    return 0;
  }
}
