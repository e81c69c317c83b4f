package io.github.tbptt4j.tuning;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.distribution.TDistribution;

/** Configurations, compared. */
final class Ranking {
  /** Chance that the best's advantage over an equal is taken for one. */
  private static final double LEVEL = 0.05;

  /** Where one seed says nothing of noise, scores that differ by less are taken as equal. */
  private static final double TOLERANCE = 0.01;

  private final List<ConfigurationResult> all;
  private final boolean lowerIsBetter;

  Ranking(List<CandidateResult> candidates, boolean lowerIsBetter) {
    this.lowerIsBetter = lowerIsBetter;
    Map<Integer, List<CandidateResult>> byConfiguration = new TreeMap<>();
    candidates.forEach(
        candidate ->
            byConfiguration
                .computeIfAbsent(candidate.configuration(), index -> new ArrayList<>())
                .add(candidate));
    all =
        byConfiguration.entrySet().stream()
            .map(
                one ->
                    new ConfigurationResult(
                        one.getKey(), one.getValue().get(0).hyperparameters(), one.getValue()))
            .toList();
  }

  List<ConfigurationResult> all() {
    return all;
  }

  /** {@return those with a score, the best first; of equal ones the first} */
  List<ConfigurationResult> bestFirst() {
    Comparator<ConfigurationResult> byScore =
        Comparator.comparingDouble(ConfigurationResult::meanScore);
    return all.stream()
        .filter(ConfigurationResult::hasScore)
        .sorted(lowerIsBetter ? byScore : byScore.reversed())
        .toList();
  }

  List<ConfigurationResult> withinNoise() {
    List<ConfigurationResult> ranked = bestFirst();
    return ranked.stream()
        .filter(one -> one == ranked.get(0) || isAsFarAs(one, ranked.get(0)))
        .filter(one -> one == ranked.get(0) || isNoWorse(one, ranked.get(0)))
        .sorted(
            Comparator.comparingDouble(ConfigurationResult::trainingSeconds)
                .thenComparingLong(ConfigurationResult::stateBytes))
        .toList();
  }

  /** What was stopped is cheap because it was stopped, and says nothing of a whole training. */
  private static boolean isAsFarAs(ConfigurationResult one, ConfigurationResult best) {
    return best.isStopped() || !one.isStopped();
  }

  /** Welch's test, one-sided. */
  private static boolean isNoWorse(ConfigurationResult one, ConfigurationResult best) {
    double gap = Math.abs(one.meanScore() - best.meanScore());
    double a = square(one.standardError());
    double b = square(best.standardError());
    if (Double.isNaN(a + b)) {
      return gap <= TOLERANCE * Math.abs(best.meanScore());
    }
    if (a + b == 0) {
      return gap == 0;
    }
    double freedom =
        square(a + b)
            / (square(a) / (one.candidates().size() - 1)
                + square(b) / (best.candidates().size() - 1));
    return gap / Math.sqrt(a + b)
        <= new TDistribution(freedom).inverseCumulativeProbability(1 - LEVEL);
  }

  private static double square(double value) {
    return value * value;
  }

  List<ConfigurationResult> paretoSet() {
    List<ConfigurationResult> whole = bestFirst().stream().filter(one -> !one.isStopped()).toList();
    List<ConfigurationResult> scored = whole.isEmpty() ? bestFirst() : whole;
    return scored.stream()
        .filter(one -> scored.stream().noneMatch(other -> dominates(other, one)))
        .sorted(Comparator.comparingDouble(ConfigurationResult::trainingSeconds))
        .toList();
  }

  private boolean dominates(ConfigurationResult a, ConfigurationResult b) {
    double gain = (lowerIsBetter ? 1 : -1) * (b.meanScore() - a.meanScore());
    double time = b.trainingSeconds() - a.trainingSeconds();
    long memory = b.stateBytes() - a.stateBytes();
    return gain >= 0 && time >= 0 && memory >= 0 && (gain > 0 || time > 0 || memory > 0);
  }
}
