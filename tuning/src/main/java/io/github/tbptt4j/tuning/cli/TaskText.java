package io.github.tbptt4j.tuning.cli;

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

  private TaskText() {}

  static String text(SyntheticTask task, TaskSettings settings, List<TaskRow> rows) {
    return String.join(
        System.lineSeparator(),
        introduction(task, settings),
        TextTable.of(table(task.measure(), rows)),
        "Median " + task.measure().name() + " after so many time steps:",
        TextTable.of(course(task, settings, rows)));
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
    tree.put("rows", rows.stream().map(TaskRow::tree).toList());
    return tree;
  }
}
