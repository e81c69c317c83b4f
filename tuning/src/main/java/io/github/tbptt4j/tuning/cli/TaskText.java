package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.tuning.report.DiagnosticsPage;
import io.github.tbptt4j.tuning.report.TaskRow;
import io.github.tbptt4j.tuning.tasks.SyntheticTask;
import io.github.tbptt4j.tuning.tasks.TaskMeasure;
import io.github.tbptt4j.tuning.tasks.TaskResult;
import io.github.tbptt4j.tuning.tasks.TaskSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A task's results, for people and for programs. */
final class TaskText {
  /** Columns of the table over time. */
  private static final int COLUMNS = 6;

  private static final String NATS = "nats";

  private static final String MEDIANS =
      "Numbers are medians over the seeds; smallest and largest are those of the score.";

  private TaskText() {}

  static String text(SyntheticTask task, TaskSettings settings, List<TaskRow> rows) {
    return String.join(
        System.lineSeparator(),
        introduction(task, settings),
        TextTable.of(table(task.measure(), rows)),
        courseHeading(task) + ":",
        TextTable.of(course(task, settings, rows)));
  }

  private static String courseHeading(SyntheticTask task) {
    return "Median " + task.measure().name() + " after so many time steps";
  }

  static DiagnosticsPage page(SyntheticTask task, TaskSettings settings, List<TaskRow> rows) {
    return new DiagnosticsPage("Truncations compared: " + task.name(), introduction(task, settings))
        .table("What came of each truncation", table(task.measure(), rows), MEDIANS)
        .table(courseHeading(task), course(task, settings, rows), null)
        .tasks(task.measure(), rows);
  }

  private static String introduction(SyntheticTask task, TaskSettings settings) {
    TaskMeasure measure = task.measure();
    return String.format(
        Locale.ROOT,
        "%s: %d %s layer%s of %d units, learning rate %s, %s;%n%d minibatches of %d steps each at"
            + " most. To beat: %s %s; solved at %s.",
        task.name(),
        settings.layers(),
        settings.cell().name().toLowerCase(Locale.ROOT),
        settings.layers() == 1 ? "" : "s",
        settings.units(),
        settings.learningRate(),
        Double.isFinite(settings.clip()) ? "norm clipped at " + settings.clip() : "no clipping",
        settings.minibatches(),
        task.timeSteps(),
        number(measure.guess()),
        measure.name(),
        number(measure.solved()));
  }

  private static List<List<String>> table(TaskMeasure measure, List<TaskRow> rows) {
    boolean nats = measure.name().equals(NATS);
    boolean adaptive = rows.stream().anyMatch(TaskRow::isAdaptive);
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("truncation", "depth", "updates", measure.name()));
    head.addAll(List.of("smallest", "largest"));
    head.addAll(nats ? List.of("perplexity") : List.of());
    head.addAll(adaptive ? List.of("first K", "median K", "last K") : List.of());
    head.addAll(List.of("solved", "diverged", "seconds"));
    lines.add(head);
    for (TaskRow row : rows) {
      List<String> line = new ArrayList<>();
      line.add(row.truncation());
      line.add(String.format(Locale.ROOT, "%.1f", row.median(TaskResult::meanDepth)));
      line.add(Long.toString(Math.round(row.median(TaskResult::updates))));
      double median = row.median(TaskResult::score);
      line.addAll(List.of(number(median), number(row.smallest()), number(row.largest())));
      line.addAll(nats ? List.of(String.format(Locale.ROOT, "%.3f", Math.exp(median))) : List.of());
      line.addAll(adaptive ? row.chosen() : List.of());
      line.add(row.solved() + " of " + row.results().size());
      line.add(row.diverged() + " of " + row.results().size());
      line.add(String.format(Locale.ROOT, "%.1f", row.median(TaskResult::seconds)));
      lines.add(line);
    }
    return lines;
  }

  private static List<List<String>> course(
      SyntheticTask task, TaskSettings settings, List<TaskRow> rows) {
    long[] columns =
        LongStream.rangeClosed(0, COLUMNS)
            .map(column -> settings.minibatches() * column / COLUMNS)
            .distinct()
            .map(minibatches -> minibatches * task.timeSteps())
            .toArray();
    List<List<String>> lines = new ArrayList<>();
    lines.add(line("truncation", columns, Long::toString));
    for (TaskRow row : rows) {
      lines.add(line(row.truncation(), columns, timeSteps -> number(row.scoreAt(timeSteps))));
    }
    return lines;
  }

  private static List<String> line(String first, long[] columns, LongFunction<String> field) {
    return Stream.concat(Stream.of(first), LongStream.of(columns).mapToObj(field)).toList();
  }

  static String number(double value) {
    return value != 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  static Map<String, Object> tree(SyntheticTask task, TaskSettings settings, List<TaskRow> rows) {
    TaskMeasure measure = task.measure();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("task", task.name());
    tree.put("measure", measure.name());
    tree.put("guess", measure.guess());
    tree.put("solvedAt", measure.solved());
    tree.put("cell", settings.cell().name().toLowerCase(Locale.ROOT));
    tree.put("layers", settings.layers());
    tree.put("units", settings.units());
    tree.put("learningRate", settings.learningRate());
    tree.put("clip", Double.isFinite(settings.clip()) ? settings.clip() : null);
    tree.put("minibatches", settings.minibatches());
    tree.put("rows", rows.stream().map(TaskText::tree).toList());
    return tree;
  }

  private static Map<String, Object> tree(TaskRow row) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("truncation", row.truncation());
    List<Map<String, Object>> trainings = new ArrayList<>();
    for (TaskResult result : row.results()) {
      Map<String, Object> training = new LinkedHashMap<>();
      training.put("seed", result.seed());
      training.put("score", finite(result.score()));
      training.put("solved", result.solved());
      training.put("diverged", result.diverged());
      training.put("updates", result.updates());
      training.put("meanDepth", finite(result.meanDepth()));
      training.put("seconds", result.seconds());
      training.put("curve", result.curve().stream().map(TaskText::pair).toList());
      training.put("choices", result.choices().stream().map(TaskText::choice).toList());
      trainings.add(training);
    }
    tree.put("trainings", trainings);
    return tree;
  }

  private static Map<String, Object> choice(TruncationChoice choice) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("iteration", choice.iteration());
    tree.put("k", choice.k());
    tree.put("relativeBias", finite(choice.relativeBias()));
    tree.put("decay", finite(choice.decay()));
    return tree;
  }

  private static List<Object> pair(TaskResult.Point point) {
    List<Object> pair = new ArrayList<>();
    pair.add(point.timeSteps());
    pair.add(finite(point.score()));
    return pair;
  }

  /** JSON has no others. */
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
