package io.github.tbptt4j.tuning;

import io.github.tbptt4j.tuning.internal.sweep.Models;
import io.github.tbptt4j.tuning.internal.sweep.SweepFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;

/**
 * What a sweep has found so far, as it lies in the sweep's folder:
 *
 * <pre>
 * sweep.json                    what was asked for: data, space, search, seed, limits
 * candidates/000/candidate.json a {@link CandidateResult}; there once the candidate has ended, or
 *                               was stopped
 * candidates/000/curve.csv      its learning curve
 * candidates/000/model.zip      its model, for DL4J's ModelSerializer; the best one it had
 * scores.csv, scores.json       a line for each candidate that has ended
 * winner.json                   {@link Winner}; there once the sweep has ended
 * </pre>
 */
public final class SweepResult {
  private final SweepFolder folder;
  private final Map<String, Object> configuration;
  private final List<CandidateResult> candidates;
  private final Winner winner;

  private SweepResult(SweepFolder folder) {
    this.folder = folder;
    this.winner = folder.winner().orElse(null); // first: the candidates it is of are there
    this.configuration = folder.configuration();
    this.candidates = List.copyOf(folder.results());
  }

  /**
   * The candidate that is best on the validation data.
   *
   * @param index its number
   * @param validationScore what it was selected by
   * @param testScore its score on the test data, measured once, after all was decided; null where
   *     there are no test data
   */
  public record Winner(int index, double validationScore, Double testScore) {}

  /**
   * Reads a sweep's folder, be the sweep at its end or not.
   *
   * @param folder the folder
   * @return what is there
   * @throws IllegalArgumentException if it is no sweep's folder, or a file in it is damaged; the
   *     message names it
   */
  public static SweepResult read(Path folder) {
    return new SweepResult(SweepFolder.of(folder));
  }

  /** {@return where it lies} */
  public Path folder() {
    return folder.path();
  }

  /** {@return the content of sweep.json: maps, lists, strings, numbers, booleans} */
  public Map<String, Object> configuration() {
    return configuration;
  }

  /** {@return the name of what candidates are scored by, such as "bits per character"} */
  public String metric() {
    return (String) metricOf("name");
  }

  /** {@return whether a lower score is better} */
  public boolean lowerIsBetter() {
    return (Boolean) metricOf("lowerIsBetter");
  }

  private Object metricOf(String key) {
    return ((Map<?, ?>) configuration.get("metric")).get(key);
  }

  /** {@return how many candidates the sweep is to have: configurations times seeds} */
  public int plannedCandidates() {
    return (Integer) configuration.get("candidates") * repeats();
  }

  /** {@return with how many seeds each configuration is trained} */
  public int repeats() {
    return configuration.get("repeats") instanceof Integer seeds ? seeds : 1;
  }

  /** {@return the candidates that have ended, by number} */
  public List<CandidateResult> candidates() {
    return candidates;
  }

  /** {@return the candidate that is best on the validation data; empty while the sweep goes on} */
  public Optional<Winner> winner() {
    return Optional.ofNullable(winner);
  }

  /** {@return the candidate with the best validation score so far; of equal ones the first} */
  public Optional<CandidateResult> best() {
    CandidateResult best = null;
    for (CandidateResult candidate : candidates) {
      if (candidate.hasScore() && (best == null || isBetter(candidate, best))) {
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private boolean isBetter(CandidateResult candidate, CandidateResult other) {
    int order = Double.compare(candidate.validationScore(), other.validationScore());
    return lowerIsBetter() ? order < 0 : order > 0;
  }

  /**
   * A candidate's learning curve.
   *
   * @param index its number
   * @return the points, in order of time; none if it was never evaluated
   */
  public List<CurvePoint> learningCurve(int index) {
    return folder.learningCurve(index);
  }

  /**
   * A candidate's model.
   *
   * @param index its number
   * @return the file, for DL4J's ModelSerializer; it may not exist if the candidate failed
   */
  public Path modelFile(int index) {
    return folder.modelFile(index);
  }

  /**
   * A candidate's model, read from its file.
   *
   * @param index its number
   * @return a MultiLayerNetwork or ComputationGraph, without the updater's state
   * @throws IllegalArgumentException if there is none, or it is damaged
   */
  public Model loadModel(int index) {
    return Models.read(folder.modelFile(index));
  }
}
