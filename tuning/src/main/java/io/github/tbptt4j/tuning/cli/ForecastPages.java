package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.Backtest;
import io.github.tbptt4j.tuning.forecast.ForecastTrack;
import io.github.tbptt4j.tuning.forecast.TableForecast;
import io.github.tbptt4j.tuning.forecast.TableModel;
import io.github.tbptt4j.tuning.forecast.TableScores;
import io.github.tbptt4j.tuning.report.ForecastPage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Pages of what commands say as text. */
final class ForecastPages {
  private static final int MOST_COLUMNS = 3;
  private static final int MOST_FUTURE_ROWS = 60;
  private static final int MOST_LEADS = 200;

  private ForecastPages() {}

  /** {@return what the page is of} */
  static String title(Path model, List<Path> files) {
    String table =
        files.size() == 1 ? files.get(0).getFileName().toString() : files.size() + " files";
    return model.getFileName() + " on " + table;
  }

  static ForecastPage evaluation(
      String title, TableModel model, TableForecast forecast, TableScores scores, int last) {
    ForecastPage page =
        new ForecastPage(
            title,
            "Scores of %s, beside what anybody would try first."
                .formatted(String.join(", ", model.predicted())));
    if (scores.classes() != null) {
      TableScores.OfClasses classes = scores.classes();
      page.findings(classFindings(classes));
      page.table(
          "Scores",
          ScoreText.lines(classes),
          String.format(Locale.ROOT, "%,d rows.", classes.metrics().n()));
      return page.confusion(classes.metrics().classes(), classes.metrics().confusion());
    }
    page.findings(findings(scores));
    scores
        .values()
        .forEach(
            (column, ofColumn) ->
                page.table(
                    "Scores of " + column, ScoreText.lines(column, ofColumn), rows(ofColumn)));
    for (int j = 0; j < Math.min(MOST_COLUMNS, model.predicted().size()); j++) {
      List<ForecastTrack> tracks =
          forecast.tracks(j).stream().map(track -> track.tail(last)).toList();
      page.forecasts(model.predicted().get(j), tracks);
      page.residuals(model.predicted().get(j), tracks);
    }
    return leftOut(page, model);
  }

  private static List<String> findings(TableScores scores) {
    List<String> findings = new ArrayList<>();
    scores
        .values()
        .forEach(
            (column, ofColumn) ->
                findings.add(ScoreText.verdict(column, ofColumn).orElse(wins(" of " + column))));
    return findings;
  }

  private static List<String> classFindings(TableScores.OfClasses scores) {
    return List.of(ScoreText.verdict(scores).orElse(wins("")));
  }

  private static String wins(String column) {
    return "The model%s loses to no baseline.".formatted(column);
  }

  private static String rows(TableScores.OfValues scores) {
    String rows = String.format(Locale.ROOT, "%,d rows.", scores.metrics().n());
    return scores.intervals() == null ? rows : rows + " " + ScoreText.intervals(scores) + ".";
  }

  private static ForecastPage leftOut(ForecastPage page, TableModel model) {
    return model.predicted().size() <= MOST_COLUMNS
        ? page
        : page.note(
            "The first %d of %d columns are drawn."
                .formatted(MOST_COLUMNS, model.predicted().size()));
  }

  static ForecastPage prediction(
      String title, TableModel model, TableForecast forecast, Double level) {
    ForecastPage page =
        new ForecastPage(
            title,
            "What is forecast of "
                + String.join(", ", model.predicted())
                + (level == null
                    ? "."
                    : ", with intervals of %s %%.".formatted(ScoreText.percent(level))));
    if (!model.isOfValues()) {
      return page.table("Rows by the class that is forecast", classes(model, forecast), null);
    }
    for (int j = 0; j < Math.min(MOST_COLUMNS, model.predicted().size()); j++) {
      page.forecasts(model.predicted().get(j), forecast.tracks(j));
    }
    leftOut(page, model);
    if (!forecast.future().isEmpty()) {
      List<List<String>> lines = future(model, forecast);
      int rows = lines.size() - 1;
      page.table(
          "Beyond the end",
          lines.subList(0, Math.min(lines.size(), 1 + MOST_FUTURE_ROWS)),
          rows > MOST_FUTURE_ROWS
              ? String.format(Locale.ROOT, "The first %d of %,d rows.", MOST_FUTURE_ROWS, rows)
              : null);
    }
    return page;
  }

  private static List<List<String>> classes(TableModel model, TableForecast forecast) {
    int[] counts = new int[model.classes().size()];
    for (double[] row : forecast.probabilities()) {
      int best = 0;
      for (int label = 1; label < row.length; label++) {
        best = row[label] > row[best] ? label : best;
      }
      counts[best]++;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of(model.predicted().get(0), "rows"));
    for (int label = 0; label < counts.length; label++) {
      lines.add(
          List.of(model.classes().get(label), String.format(Locale.ROOT, "%,d", counts[label])));
    }
    return lines;
  }

  private static List<List<String>> future(TableModel model, TableForecast forecast) {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>();
    header.add(model.time() == null ? "row" : model.time());
    for (String name : model.predicted()) {
      header.add(name);
      if (forecast.future().get(0).columns().get(0).lower() != null) {
        header.add("from");
        header.add("to");
      }
    }
    lines.add(header);
    for (TableForecast.Future future : forecast.future()) {
      for (int step = 0; step < future.columns().get(0).values().length; step++) {
        List<String> line = new ArrayList<>();
        String row = future.dates() == null ? "+" + (step + 1) : future.dates()[step];
        line.add(future.series().isEmpty() ? row : future.series() + ", " + row);
        for (TableForecast.Column column : future.columns()) {
          line.add(ScoreText.number(column.values()[step]));
          if (column.lower() != null) {
            line.add(ScoreText.number(column.lower()[step]));
            line.add(ScoreText.number(column.upper()[step]));
          }
        }
        lines.add(line);
      }
    }
    return lines;
  }

  static ForecastPage backtest(String title, Backtest test) {
    ForecastPage page =
        new ForecastPage(
            title,
            "Forecasts of %s as they were made from many rows, up to +%,d."
                .formatted(
                    test.columns().stream()
                        .map(Backtest.Column::name)
                        .collect(Collectors.joining(", ")),
                    test.options().ahead()));
    page.findings(test.columns().stream().map(BacktestText::verdict).toList());
    for (int j = 0; j < test.columns().size(); j++) {
      Backtest.Column column = test.columns().get(j);
      page.table(
          "Scores of " + column.name() + " by rows ahead",
          BacktestText.lines(column, MOST_LEADS),
          BacktestText.about(test));
      if (j < MOST_COLUMNS) {
        page.leads(column, test.options().level());
        page.forecasts(column.name(), test.tracks(j));
      }
    }
    return test.columns().size() <= MOST_COLUMNS
        ? page
        : page.note(
            "The first %d of %d columns are drawn.".formatted(MOST_COLUMNS, test.columns().size()));
  }
}
