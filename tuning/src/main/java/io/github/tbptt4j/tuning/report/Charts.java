package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The page's charts, in words and numbers; those that have nothing to show are left out. */
final class Charts {
  private static final int MOST_ROWS = 1_000;
  private static final int QUARTER = 4;

  private final Findings findings;
  private final List<TradeOff> scored;

  private Charts(Findings findings) {
    this.findings = findings;
    scored = findings.bestFirst();
  }

  static List<Chart> of(
      Findings findings,
      Response response,
      List<Importance.Share> importance,
      Optional<Savings> savings) {
    Charts charts = new Charts(findings);
    ChoiceCharts choices = new ChoiceCharts(findings);
    return Stream.of(
            charts.curves(),
            charts.parallel(),
            choices.tradeOff(),
            charts.response(response),
            importance.isEmpty() ? null : importance(importance),
            choices.seeds(),
            savings.map(Charts::savings).orElse(null))
        .filter(chart -> chart != null)
        .toList();
  }

  private Chart curves() {
    List<List<String>> rows = new ArrayList<>();
    int all = scored.stream().mapToInt(row -> findings.curve(row).size()).sum();
    int stride = Math.max(1, (all + MOST_ROWS - 1) / MOST_ROWS);
    for (TradeOff row : scored) {
      List<CurvePoint> curve = curve(row);
      for (int i = 0; i < curve.size(); i++) {
        if (i % stride == 0 || i == curve.size() - 1) {
          CurvePoint point = curve.get(i);
          rows.add(
              List.of(
                  row.name(),
                  row.choice(),
                  whole(point.timeSteps()),
                  Format.seconds(point.trainingSeconds()),
                  Format.score(point.validationScore())));
        }
      }
    }
    Optional<TradeOff> best = findings.best().filter(row -> !curve(row).isEmpty());
    if (best.isEmpty()) {
      return null;
    }
    return new Chart(
        "curves",
        "Learning curves",
        curvesSay(best.get()),
        "Each line is a candidate, the better the stronger; the best is bold, those that were"
            + " stopped are faded and dashed.",
        true,
        List.of("candidate", "choice", "time steps", "training time", findings.metric()),
        rows);
  }

  private String curvesSay(TradeOff best) {
    List<CurvePoint> curve = curve(best);
    CurvePoint last = curve.get(curve.size() - 1);
    long stopped = scored.stream().filter(Charts::isStopped).count();
    return "The best, %s (%s), goes from %s to %s %s in %s time steps%s."
        .formatted(
            best.name(),
            best.choice(),
            Format.score(curve.get(0).validationScore()),
            Format.score(best.score()),
            findings.metric(),
            whole(last.timeSteps()),
            stopped == 0 ? "" : "; %d of %d were stopped".formatted(stopped, scored.size()));
  }

  private List<CurvePoint> curve(TradeOff row) {
    return findings.curve(row).stream().filter(p -> p.validationScore() != null).toList();
  }

  private Chart parallel() {
    List<String> searched = PageData.searched(findings);
    if (scored.size() < 2 || searched.isEmpty()) {
      return null;
    }
    List<String> head = new ArrayList<>(List.of("candidate"));
    head.addAll(searched);
    head.addAll(List.of("training time", findings.metric()));
    int few = Math.max(1, scored.size() / QUARTER);
    String common =
        searched.stream()
            .map(name -> name + " " + range(scored.subList(0, few), name))
            .collect(Collectors.joining(", "));
    return new Chart(
        "parallel",
        "All choices at once",
        few == 1
            ? "The best has %s.".formatted(common)
            : "The best quarter (%d of %d) has %s.".formatted(few, scored.size(), common),
        "Each line is a candidate, the better the stronger.",
        true,
        head,
        scored.stream().map(row -> choices(row, searched)).toList());
  }

  private static List<String> choices(TradeOff row, List<String> searched) {
    List<String> cells = new ArrayList<>(List.of(row.name()));
    searched.forEach(name -> cells.add(Format.value(hyperparameter(row, name))));
    cells.add(Format.seconds(row.trainingSeconds()));
    cells.add(Format.score(row.score()));
    return cells;
  }

  private static Object hyperparameter(TradeOff row, String name) {
    return row.candidate().hyperparameters().get(name);
  }

  /** Of numbers the first and the last, of others all. */
  private static String range(List<TradeOff> rows, String name) {
    List<Object> values = rows.stream().map(row -> hyperparameter(row, name)).distinct().toList();
    if (!values.stream().allMatch(Number.class::isInstance)) {
      return values.stream().map(Format::value).collect(Collectors.joining(" or "));
    }
    List<Object> sorted =
        values.stream()
            .sorted(
                (a, b) -> Double.compare(((Number) a).doubleValue(), ((Number) b).doubleValue()))
            .toList();
    String low = Format.value(sorted.get(0));
    String high = Format.value(sorted.get(sorted.size() - 1));
    return low.equals(high) ? low : low + " to " + high;
  }

  private Chart response(Response response) {
    if (response.cells().size() < 2) {
      return null;
    }
    List<Response.Cell> cells = response.bestFirst(findings.lowerIsBetter());
    Function<Response.Cell, String> name =
        cell ->
            "k1 %s, k2 %s"
                .formatted(response.k1().get(cell.row()), response.k2().get(cell.column()));
    Response.Cell best = cells.get(0);
    Response.Cell next = cells.get(1);
    return new Chart(
        "response",
        "Scores over k1 and k2",
        "Best at %s: %s%s; next at %s: %s%s."
            .formatted(
                name.apply(best),
                Format.score(best.best()),
                uncertainty(best),
                name.apply(next),
                Format.score(next.best()),
                uncertainty(next)),
        "Of the candidates in each cell the best or the mean score; \u00b1 is the standard"
            + " deviation, over seeds and what else was searched, n the number of scores.",
        false,
        List.of("k1", "k2", "best", "mean", "deviation", "n", "stopped"),
        cells.stream()
            .map(
                cell ->
                    List.of(
                        response.k1().get(cell.row()),
                        response.k2().get(cell.column()),
                        Format.score(cell.best()),
                        Format.score(cell.mean()),
                        cell.deviation() == null
                            ? Format.NONE
                            : Format.significant(cell.deviation()),
                        String.valueOf(cell.count()),
                        cell.stopped() ? "yes" : "no"))
            .toList());
  }

  private static String uncertainty(Response.Cell cell) {
    return cell.deviation() == null
        ? " (one score" + (cell.stopped() ? ", stopped)" : ")")
        : " (mean %s \u00b1 %s, n %d%s)"
            .formatted(
                Format.score(cell.mean()),
                Format.significant(cell.deviation()),
                cell.count(),
                cell.stopped() ? ", stopped" : "");
  }

  private static Chart importance(List<Importance.Share> shares) {
    Importance.Share first = shares.get(0);
    Importance.Share second = shares.get(1);
    return new Chart(
        "importance",
        "What decides",
        first.importance() <= first.deviation()
            ? "Nothing that was searched clearly decides the score."
            : "%s decides most (%s \u00b1 %s), then %s (%s \u00b1 %s)."
                .formatted(
                    first.name(),
                    Format.significant(first.importance()),
                    Format.significant(first.deviation()),
                    second.name(),
                    Format.significant(second.importance()),
                    Format.significant(second.deviation())),
        "Permutation importance over a random forest of the scores: how much worse it predicts when"
            + " a hyperparameter's values are mixed up, in variances of the score. Whiskers are the"
            + " standard deviation over folds and mixes.",
        false,
        List.of("hyperparameter", "importance", "deviation"),
        shares.stream()
            .map(
                one ->
                    List.of(
                        one.name(),
                        Format.significant(one.importance()),
                        Format.significant(one.deviation())))
            .toList());
  }

  private static Chart savings(Savings savings) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("trained", Format.seconds(savings.trained())));
    rows.add(List.of("without stopping, estimated", Format.seconds(savings.whole())));
    for (int rung = 0; rung < savings.stopped().size(); rung++) {
      rows.add(
          List.of("stopped at rung " + (rung + 1), savings.stopped().get(rung) + " candidates"));
    }
    return new Chart(
        "savings",
        "What stopping early saved",
        "%s of training and evaluation in place of about %s: %.0f %% saved."
            .formatted(
                Format.seconds(savings.trained()),
                Format.seconds(savings.whole()),
                100 * (1 - savings.trained() / savings.whole())),
        "Time of all trainings, and what it would have been had each gone on to its end, estimated"
            + " from its own speed.",
        false,
        List.of("what", "how much"),
        rows);
  }

  private static boolean isStopped(TradeOff row) {
    return row.candidate().outcome() == Outcome.STOPPED;
  }

  private static String whole(long number) {
    return Format.significant(number);
  }
}
