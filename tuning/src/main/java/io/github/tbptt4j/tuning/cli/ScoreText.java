package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.tuning.forecast.ClassScores;
import io.github.tbptt4j.tuning.forecast.IntervalScores;
import io.github.tbptt4j.tuning.forecast.TableScores;
import io.github.tbptt4j.tuning.forecast.ValueScores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Scores of a model beside its baselines, for people and for programs. */
final class ScoreText {
  /** Less than this apart, relatively, two scores are the same. */
  private static final double SAME = 1e-3;

  private ScoreText() {}

  /** Lines for people; the first says it where the model loses to a baseline. */
  static String text(TableScores scores) {
    StringBuilder text = new StringBuilder();
    scores.values().forEach((column, ofColumn) -> append(text, column, ofColumn));
    if (scores.classes() != null) {
      append(text, scores.classes());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String column, TableScores.OfValues scores) {
    verdict(column, scores).ifPresent(line -> text.append(line).append(System.lineSeparator()));
    text.append(TextTable.of(lines(column, scores)));
    text.append(String.format(Locale.ROOT, "%,d rows scored%n", scores.metrics().n()));
    if (scores.intervals() != null) {
      text.append(intervals(scores)).append(System.lineSeparator());
    }
  }

  /** {@return a sentence where the model loses to a baseline} */
  static Optional<String> verdict(String column, TableScores.OfValues scores) {
    Map<String, Double> squared = new LinkedHashMap<>();
    Map<String, Double> absolute = new LinkedHashMap<>();
    scores
        .baselines()
        .forEach(
            (key, peer) -> {
              squared.put(scores.titles().get(key), peer.mse());
              absolute.put(scores.titles().get(key), peer.mae());
            });
    Optional<String> bySquares =
        verdict(column, "mean squared error", scores.metrics().mse(), squared);
    Optional<String> bySize =
        verdict(column, "mean absolute error", scores.metrics().mae(), absolute);
    if (bySquares.isPresent() && bySize.isPresent()) {
      return bySquares;
    }
    return bySquares
        .map(line -> butNot(line, "mean absolute error"))
        .or(() -> bySize.map(line -> butNot(line, "mean squared error")));
  }

  private static String butNot(String verdict, String what) {
    return verdict.replaceFirst("\\.$", ", but not by " + what + ".");
  }

  /** {@return a line for the model and each baseline, the headings first} */
  static List<List<String>> lines(String column, TableScores.OfValues scores) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of(column, "MAE", "RMSE", "MSE", "MASE", "R2"));
    lines.add(line("model", scores.metrics()));
    scores.baselines().forEach((key, peer) -> lines.add(line(scores.titles().get(key), peer)));
    return lines;
  }

  static String intervals(TableScores.OfValues scores) {
    IntervalScores intervals = scores.intervals();
    return String.format(
        Locale.ROOT,
        "%s %% intervals cover %.1f %% of the rows; mean width %s, pinball loss %s",
        percent(intervals.level()),
        100 * intervals.coverage(),
        number(intervals.meanWidth()),
        number(scores.metrics().pinball()));
  }

  static String percent(double part) {
    return String.format(Locale.ROOT, "%.3g", 100 * part).replaceFirst("\\.0*$", "");
  }

  private static List<String> line(String name, ValueScores scores) {
    return List.of(
        name,
        number(scores.mae()),
        number(scores.rmse()),
        number(scores.mse()),
        number(scores.mase()),
        scores.r2() == null ? "" : String.format(Locale.ROOT, "%.3f", scores.r2()));
  }

  private static void append(StringBuilder text, TableScores.OfClasses scores) {
    verdict(scores).ifPresent(line -> text.append(line).append(System.lineSeparator()));
    text.append(TextTable.of(lines(scores)));
    text.append(String.format(Locale.ROOT, "%,d rows scored%n%n", scores.metrics().n()));
    text.append(confusion(scores.metrics()));
  }

  /** {@return a sentence where the model loses to a baseline} */
  static Optional<String> verdict(TableScores.OfClasses scores) {
    Map<String, Double> losses = new LinkedHashMap<>();
    scores
        .baselines()
        .forEach((key, peer) -> losses.put(scores.titles().get(key), 1 - peer.accuracy()));
    return verdict("", "error rate", 1 - scores.metrics().accuracy(), losses);
  }

  /** {@return a line for the model and each baseline, the headings first} */
  static List<List<String>> lines(TableScores.OfClasses scores) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("", "accuracy", "macro-F1", "log loss"));
    lines.add(line("model", scores.metrics()));
    scores.baselines().forEach((key, peer) -> lines.add(line(scores.titles().get(key), peer)));
    return lines;
  }

  private static List<String> line(String name, ClassScores scores) {
    return List.of(
        name,
        String.format(Locale.ROOT, "%.2f %%", 100 * scores.accuracy()),
        String.format(Locale.ROOT, "%.4f", scores.macroF1()),
        scores.logLoss() == null ? "" : String.format(Locale.ROOT, "%.4f", scores.logLoss()));
  }

  private static String confusion(ClassScores scores) {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("actual \\ predicted"));
    header.addAll(scores.classes());
    lines.add(header);
    for (int actual = 0; actual < scores.confusion().length; actual++) {
      List<String> line = new ArrayList<>(List.of(scores.classes().get(actual)));
      for (int count : scores.confusion()[actual]) {
        line.add(Integer.toString(count));
      }
      lines.add(line);
    }
    return TextTable.of(lines);
  }

  /** Nothing where the model wins. */
  private static Optional<String> verdict(
      String column, String what, double own, Map<String, Double> peers) {
    Map.Entry<String, Double> best =
        Collections.min(peers.entrySet(), Map.Entry.comparingByValue());
    return !isWorse(own, best.getValue())
        ? Optional.empty()
        : Optional.of(
            "The model%s loses to %s: %s %s against %s."
                .formatted(
                    column.isEmpty() ? "" : " of " + column,
                    best.getKey(),
                    what,
                    number(own),
                    number(best.getValue())));
  }

  /** Of errors; less than a thousandth apart they are the same. */
  static boolean isWorse(double own, double peer) {
    return own > peer * (1 + SAME);
  }

  static String number(double value) {
    boolean large = Math.abs(value) >= 1e5 && Math.abs(value) < 1e15;
    return String.format(Locale.ROOT, large ? "%.0f" : "%.5g", value);
  }

  /** {@return a tree for JSON: of the first column at the top, of all below targets} */
  static Map<String, Object> tree(TableScores scores) {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (scores.classes() != null) {
      tree.put("metrics", scores.classes().metrics());
      tree.put("baselines", scores.classes().baselines());
      return tree;
    }
    Map<String, Object> targets = new LinkedHashMap<>();
    scores
        .values()
        .forEach(
            (column, ofColumn) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("metrics", ofColumn.metrics());
              if (ofColumn.intervals() != null) {
                one.put("intervals", ofColumn.intervals());
              }
              one.put("baselines", ofColumn.baselines());
              targets.put(column, one);
              if (tree.isEmpty()) {
                tree.putAll(one);
              }
            });
    tree.put("targets", targets);
    return tree;
  }
}
