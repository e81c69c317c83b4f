package io.github.tbptt4j.tuning;

import io.github.tbptt4j.tuning.arbiter.CandidateConfiguration;
import io.github.tbptt4j.tuning.data.SequenceData;
import io.github.tbptt4j.tuning.internal.sweep.Models;
import io.github.tbptt4j.tuning.internal.sweep.Retraining;
import io.github.tbptt4j.tuning.internal.sweep.SweepFolder;
import java.nio.file.Path;
import java.util.Comparator;
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
 * baselines.json                what anybody would try first, a {@link BaselineResult} each
 * winner.json                   {@link Winner}; there once the sweep has ended
 * </pre>
 */
public final class SweepResult {
  private final SweepFolder folder;
  private final Map<String, Object> configuration;
  private final List<CandidateResult> candidates;
  private final Winner winner;
  private final Ranking ranking;

  private SweepResult(SweepFolder folder) {
    this.folder = folder;
    this.winner = folder.winner().orElse(null); // first: the candidates it is of are there
    this.configuration = folder.configuration();
    this.candidates = List.copyOf(folder.results());
    this.ranking = new Ranking(candidates, lowerIsBetter());
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

  /** {@return the candidates that have ended or were stopped, by number} */
  public List<CandidateResult> candidates() {
    return candidates;
  }

  /** {@return the candidate that is best on the validation data; empty while the sweep goes on} */
  public Optional<Winner> winner() {
    return Optional.ofNullable(winner);
  }

  /** {@return what anybody would try first, scored as the candidates; none of a single training} */
  public List<BaselineResult> baselines() {
    return folder.baselines();
  }

  /** {@return choices of hyperparameters of which a candidate has ended, by number} */
  public List<ConfigurationResult> configurations() {
    return ranking.all();
  }

  /**
   * The best candidate so far: of the configuration with the best mean validation score over its
   * seeds, the candidate with the best one.
   *
   * @return of equal ones the first; empty while none has a score
   */
  public Optional<CandidateResult> best() {
    List<CandidateResult> seeds =
        ranking.bestFirst().stream()
            .findFirst()
            .map(ConfigurationResult::candidates)
            .orElse(candidates);
    Comparator<CandidateResult> byScore = Comparator.comparing(CandidateResult::validationScore);
    return seeds.stream()
        .filter(CandidateResult::hasScore)
        .min(lowerIsBetter() ? byScore : byScore.reversed());
  }

  /**
   * The configurations that the seeds can't tell from the best, the cheapest first: what to take
   * where time counts. Those whose mean score is no worse by Welch's one-sided test at 5 %; with
   * one seed, which says nothing of noise, those within 1 % of the best score. Those that halving
   * stopped aren't compared with a best that has reached the end.
   *
   * @return at least the best; empty while none has a score
   */
  public List<ConfigurationResult> withinNoise() {
    return ranking.withinNoise();
  }

  /**
   * The configurations than which none is as good in all of score, training time and memory of
   * states, and better in one.
   *
   * @return the fastest first; those of which a seed has no score aren't among them, nor those that
   *     halving stopped, once one has reached the end
   */
  public List<ConfigurationResult> paretoSet() {
    return ranking.paretoSet();
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

  /**
   * What a candidate was: its network, and how it was trained. Of the classes that sweep.json names
   * only those are made that {@link io.github.tbptt4j.tuning.arbiter.ArbiterJson} knows, so that a
   * stranger's folder runs no code.
   *
   * @param index its number
   * @return the choice
   * @throws IllegalArgumentException if there is no such candidate, or sweep.json can't be read
   */
  public CandidateConfiguration configurationOf(int index) {
    double[] genes = candidate(index).genes().stream().mapToDouble(Double::doubleValue).toArray();
    return folder.space(configuration).getValue(genes);
  }

  /** {@return when the training of a candidate ended} */
  public TrainingLimits limits() {
    return Retraining.limits(configuration);
  }

  private CandidateResult candidate(int index) {
    return candidates.stream()
        .filter(one -> one.index() == index)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    folder.path() + " has no candidate " + index + " that has ended."));
  }

  /**
   * Trains a candidate once more, from its beginning to its end: one that the sweep stopped goes on
   * past that. With the data, the seed, the limits and the rungs of the sweep its scores are those
   * of the sweep, to the last bit. The space is read as by {@link #configurationOf}.
   *
   * @param index its number
   * @param data the sweep's data
   * @return a sweep of this candidate that lacks a folder; its candidate has the number 0
   * @throws IllegalArgumentException if there is no such candidate, if the data are others (the
   *     message says what differs), or if sweep.json can't be read
   */
  public TruncationSweep.Builder retraining(int index, SequenceData data) {
    CandidateResult candidate = candidate(index);
    Retraining retraining =
        Retraining.of(candidate, folder.space(configuration), configuration, data);
    return TruncationSweep.builder()
        .data(data)
        .space(retraining.space())
        .limits(retraining.limits())
        .seed(candidate.seed())
        .parallel(1)
        .retraining(retraining);
  }
}
