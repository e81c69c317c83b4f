package io.github.tbptt4j.zoo.training.classify;

import io.github.tbptt4j.zoo.ModelCard.Baseline;
import io.github.tbptt4j.zoo.ModelCard.Score;
import java.util.List;
import java.util.Map;

/** Scores in percent, rounded to what a card shows. */
public final class Percent {
  private static final String UNIT = "%";

  private Percent() {}

  /**
   * A score with nothing beside it.
   *
   * @param data what it was measured on
   * @param metric what was measured
   * @param part the value, from 0 to 1
   * @return the score
   */
  public static Score score(String data, String metric, double part) {
    return score(data, metric, part, Map.of());
  }

  /**
   * A score.
   *
   * @param data what it was measured on
   * @param metric what was measured
   * @param part the value, from 0 to 1
   * @param baselines what others reach, from 0 to 1, by their names
   * @return the score
   */
  public static Score score(
      String data, String metric, double part, Map<String, Double> baselines) {
    List<Baseline> beside =
        baselines.entrySet().stream()
            .map(baseline -> new Baseline(baseline.getKey(), rounded(baseline.getValue())))
            .toList();
    return new Score(data, metric, UNIT, rounded(part), beside);
  }

  /**
   * In percent, to two digits behind the point.
   *
   * @param part from 0 to 1
   * @return from 0 to 100
   */
  public static double rounded(double part) {
    return Math.round(part * 10_000) / 100.0;
  }
}
