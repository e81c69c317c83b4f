package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.tuning.tasks.TaskResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What came of one truncation. A median is the lower one of an even number; what isn't a number
 * counts as the largest.
 *
 * @param truncation as it was asked for
 * @param results one for each seed
 */
record TaskRow(String truncation, List<TaskResult> results) {
  double median(ToDoubleFunction<TaskResult> value) {
    double[] sorted = sorted(value);
    return sorted[(sorted.length - 1) / 2];
  }

  double smallest() {
    return sorted(TaskResult::score)[0];
  }

  double largest() {
    return sorted(TaskResult::score)[results.size() - 1];
  }

  private double[] sorted(ToDoubleFunction<TaskResult> value) {
    return results.stream().mapToDouble(value).sorted().toArray();
  }

  long solved() {
    return results.stream().filter(TaskResult::solved).count();
  }

  long diverged() {
    return results.stream().filter(TaskResult::diverged).count();
  }

  boolean isAdaptive() {
    return results.stream().anyMatch(result -> !result.choices().isEmpty());
  }

  /** {@return K at first, its median and the last, of the first seed that has any} */
  List<String> chosen() {
    for (TaskResult result : results) {
      int[] ks = result.choices().stream().mapToInt(TruncationChoice::k).toArray();
      if (ks.length > 0) {
        int[] sorted = ks.clone();
        Arrays.sort(sorted);
        return List.of(
            Integer.toString(ks[0]),
            Integer.toString(sorted[(sorted.length - 1) / 2]),
            Integer.toString(ks[ks.length - 1]));
      }
    }
    return List.of("", "", "");
  }

  /** {@return the median of the last scores until then} */
  double scoreAt(long timeSteps) {
    return median(
        result -> {
          double score = Double.NaN;
          for (TaskResult.Point point : result.curve()) {
            score = point.timeSteps() <= timeSteps ? point.score() : score;
          }
          return score;
        });
  }

  /** {@return a tree for JSON} */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("truncation", truncation);
    List<Map<String, Object>> trainings = new ArrayList<>();
    for (TaskResult result : results) {
      Map<String, Object> training = new LinkedHashMap<>();
      training.put("seed", result.seed());
      training.put("score", finite(result.score()));
      training.put("solved", result.solved());
      training.put("diverged", result.diverged());
      training.put("updates", result.updates());
      training.put("meanDepth", finite(result.meanDepth()));
      training.put("seconds", result.seconds());
      training.put("curve", result.curve().stream().map(TaskRow::pair).toList());
      training.put(
          "choices",
          result.choices().stream()
              .map(choice -> List.of(choice.iteration(), choice.k()))
              .toList());
      trainings.add(training);
    }
    tree.put("trainings", trainings);
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
