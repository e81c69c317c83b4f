package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.ConfigurationResult;
import io.github.tbptt4j.tuning.Outcome;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.arbiter.SearchMethod;
import io.github.tbptt4j.tuning.data.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep takes over from an older one. Where data, metric and limits are the same, scores are
 * comparable, and a search that learns is told them. Otherwise the best of the older one are tried
 * first, and speak for themselves.
 *
 * @param told trials with their scores; a score is null where there was none
 * @param first genes to try before all others, without scores
 */
record WarmStart(List<Trial> told, List<Trial> first) {
  static final WarmStart NONE = new WarmStart(List.of(), List.of());
  private static final int TRIED_FIRST = 5;

  /**
   * Something of the older sweep.
   *
   * @param genes in the coordinates of this sweep's space
   * @param score its mean score; null for none
   */
  record Trial(List<Double> genes, Double score) {
    double[] coordinates() {
      return genes.stream().mapToDouble(Double::doubleValue).toArray();
    }
  }

  /**
   * Reads an older sweep.
   *
   * @throws IllegalArgumentException if nothing in it could have been proposed by this one
   */
  static WarmStart of(Path older, SweepSettings sweep, Map<String, Object> configuration) {
    SweepResult result = SweepResult.read(older);
    Metric metric = sweep.data().metric();
    boolean learns = sweep.search() == SearchMethod.TPE || sweep.search() == SearchMethod.GENETIC;
    boolean comparable =
        learns
            && sweep.halving() == null // which tells searches the scores of rungs
            && SweepConfiguration.scoresCompare(result.configuration(), configuration);
    List<Trial> trials = new ArrayList<>();
    for (ConfigurationResult one : result.configurations()) {
      Optional<double[]> genes =
          GenesOf.of(sweep.space(), one.hyperparameters())
              .filter(found -> allowed(sweep, one.hyperparameters()));
      boolean whole = one.candidates().stream().noneMatch(WarmStart::wasStopped);
      if (genes.isPresent() && whole) {
        trials.add(
            new Trial(
                Arrays.stream(genes.get()).boxed().toList(),
                one.hasScore() ? one.meanScore() : null));
      }
    }
    if (result.configurations().isEmpty()) {
      throw new IllegalArgumentException(
          older + " has no candidate that has ended: there is nothing to begin with.");
    }
    if (trials.isEmpty()) {
      throw new IllegalArgumentException(
          older
              + " has nothing that this sweep could try: its hyperparameters are others, or their"
              + " values lie outside.");
    }
    if (comparable) {
      return new WarmStart(trials, List.of());
    }
    Comparator<Trial> byScore = Comparator.comparing(Trial::score);
    return new WarmStart(
        List.of(),
        trials.stream()
            .filter(trial -> trial.score != null)
            .sorted(metric.lowerIsBetter() ? byScore : byScore.reversed())
            .limit(TRIED_FIRST)
            .map(trial -> new Trial(trial.genes, null))
            .toList());
  }

  private static boolean allowed(SweepSettings sweep, Map<String, Object> hyperparameters) {
    return sweep.space().constraints().stream().allMatch(one -> one.allows(hyperparameters));
  }

  /** Its score is of less than a whole training. */
  private static boolean wasStopped(CandidateResult candidate) {
    return candidate.outcome() == Outcome.STOPPED;
  }

  /** {@return what an earlier run of the sweep has written down} */
  static WarmStart fromJson(Map<?, ?> json) {
    return new WarmStart(trials(json.get("told")), trials(json.get("first")));
  }

  private static List<Trial> trials(Object list) {
    return ((List<?>) list)
        .stream()
            .map(
                trial -> {
                  Map<?, ?> map = (Map<?, ?>) trial;
                  List<Double> genes =
                      ((List<?>) map.get("genes"))
                          .stream().map(gene -> ((Number) gene).doubleValue()).toList();
                  Number score = (Number) map.get("score");
                  return new Trial(genes, score == null ? null : score.doubleValue());
                })
            .toList();
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("told", told);
    json.put("first", first);
    return json;
  }
}
