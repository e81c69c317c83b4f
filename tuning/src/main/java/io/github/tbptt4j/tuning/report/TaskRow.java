package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.tuning.tasks.TaskResult;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What came of one truncation. A median is the lower one of an even number; what isn't a number
 * counts as the largest.
 *
 * @param truncation as it was asked for
 * @param results one for each seed
 */
public record TaskRow(String truncation, List<TaskResult> results) {
  /**
   * The median of a number over the seeds.
   *
   * @param value what is asked of each training
   * @return its median
   */
  public double median(ToDoubleFunction<TaskResult> value) {
    double[] sorted = sorted(value);
    return sorted[(sorted.length - 1) / 2];
  }

  /** {@return the best score, if less is better} */
  public double smallest() {
    return sorted(TaskResult::score)[0];
  }

  /** {@return the worst score, if less is better} */
  public double largest() {
    return sorted(TaskResult::score)[results.size() - 1];
  }

  private double[] sorted(ToDoubleFunction<TaskResult> value) {
    return results.stream().mapToDouble(value).sorted().toArray();
  }

  /** {@return how many trainings solved the task} */
  public long solved() {
    return results.stream().filter(TaskResult::solved).count();
  }

  /** {@return how many trainings diverged} */
  public long diverged() {
    return results.stream().filter(TaskResult::diverged).count();
  }

  /** {@return whether any training has chosen how far to go back} */
  public boolean isAdaptive() {
    return results.stream().anyMatch(result -> !result.choices().isEmpty());
  }

  /**
   * {@return K at first, its median and the last, of the first seed that has any; or empty cells}
   */
  public List<String> chosen() {
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

  /**
   * The score as it was during the training.
   *
   * @param timeSteps trained on until then
   * @return the median of the last scores until then
   */
  public double scoreAt(long timeSteps) {
    return median(
        result -> {
          double score = Double.NaN;
          for (TaskResult.Point point : result.curve()) {
            score = point.timeSteps() <= timeSteps ? point.score() : score;
          }
          return score;
        });
  }
}
