package io.github.tbptt4j.tuning.forecast;

import io.github.tbptt4j.tuning.internal.forecast.Evaluation;
import io.github.tbptt4j.tuning.internal.forecast.Fitted;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Scores of a model, in the data's own units, and of its baselines on the same rows.
 *
 * @param values by predicted column of numbers; empty for classes
 * @param classes of the predicted classes; null for numbers
 */
public record TableScores(Map<String, OfValues> values, OfClasses classes) {
  /**
   * Scores of one column of numbers, in its unit.
   *
   * @param metrics of the model
   * @param intervals of the model; null where none were asked for
   * @param baselines by key
   * @param titles of the baselines, for people, by key
   */
  public record OfValues(
      ValueScores metrics,
      IntervalScores intervals,
      Map<String, ValueScores> baselines,
      Map<String, String> titles) {}

  /**
   * Scores of classes.
   *
   * @param metrics of the model
   * @param baselines by key
   * @param titles of the baselines, for people, by key
   */
  public record OfClasses(
      ClassScores metrics, Map<String, ClassScores> baselines, Map<String, String> titles) {}

  static TableScores of(Fitted fitted, Evaluation evaluation, Double level) {
    if (!fitted.encoder().roles().isOfValues()) {
      return new TableScores(Map.of(), evaluation.classes());
    }
    Map<String, OfValues> values = new LinkedHashMap<>();
    for (int j = 0; j < fitted.encoder().targets().size(); j++) {
      values.put(fitted.encoder().roles().targets().get(j), evaluation.values(j, level));
    }
    return new TableScores(values, null);
  }
}
