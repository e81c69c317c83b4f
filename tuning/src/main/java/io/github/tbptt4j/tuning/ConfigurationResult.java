package io.github.tbptt4j.tuning;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * What is known of a choice of hyperparameters, which is trained with one seed or several.
 *
 * @param index its number in the sweep, from 0
 * @param hyperparameters what the search chose, by name
 * @param candidates those that have ended or were stopped, by seed; at least one
 */
public record ConfigurationResult(
    int index, Map<String, Object> hyperparameters, List<CandidateResult> candidates) {

  /**
   * An interval for the mean score over all seeds.
   *
   * @param low its lower end
   * @param high its upper end
   */
  public record Interval(double low, double high) {}

  /**
   * Copies the list.
   *
   * @param index its number
   * @param hyperparameters by name
   * @param candidates by seed
   */
  public ConfigurationResult {
    candidates = List.copyOf(candidates);
  }

  /** {@return whether each of its candidates has a score} */
  public boolean hasScore() {
    return candidates.stream().allMatch(CandidateResult::hasScore);
  }

  /** {@return the mean validation score over its seeds; NaN if one has none} */
  public double meanScore() {
    return hasScore() ? scores().getMean() : Double.NaN;
  }

  /** {@return the standard error of the mean score; NaN with one seed, or if one has no score} */
  public double standardError() {
    return hasScore() && candidates.size() > 1
        ? scores().getStandardDeviation() / Math.sqrt(candidates.size())
        : Double.NaN;
  }

  /**
   * Student's interval for the mean score over all seeds.
   *
   * @param level such as 0.95
   * @return empty with one seed, or if one has no score
   */
  public Optional<Interval> interval(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level (" + level + ") must be above 0 and below 1.");
    }
    double error = standardError();
    if (Double.isNaN(error)) {
      return Optional.empty();
    }
    double t =
        new TDistribution(candidates.size() - 1).inverseCumulativeProbability((1 + level) / 2);
    return Optional.of(new Interval(meanScore() - t * error, meanScore() + t * error));
  }

  /** {@return mean wall-clock time of a training, evaluations left out} */
  public double trainingSeconds() {
    return candidates.stream()
        .mapToDouble(CandidateResult::trainingSeconds)
        .average()
        .orElse(Double.NaN);
  }

  /** {@return memory of states, computed, of the candidate that needs most} */
  public long stateBytes() {
    return candidates.stream().mapToLong(CandidateResult::stateBytes).max().orElse(0);
  }

  /** {@return whether one of its candidates was stopped before the end of its training} */
  public boolean isStopped() {
    return candidates.stream().anyMatch(one -> one.outcome() == Outcome.STOPPED);
  }

  private SummaryStatistics scores() {
    SummaryStatistics scores = new SummaryStatistics();
    candidates.forEach(candidate -> scores.addValue(candidate.validationScore()));
    return scores;
  }
}
