package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.BaselineResult;
import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.ConfigurationResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.SweepResult;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a report is made from.
 *
 * @param metric name of the score
 * @param lowerIsBetter which direction is better
 * @param planned how many candidates the sweep is to have
 * @param rows one a candidate, by number
 * @param curves learning curves by the candidates' numbers
 * @param lags how far truncations learn
 * @param baselines what anybody would try first
 * @param configurations the candidates by hyperparameters, all seeds together
 * @param bestIndex the number of the candidate to take; -1 for none
 * @param withinNoise the configurations that seeds can't tell from the best, the cheapest first
 * @param winner the candidate selected at the sweep's end
 * @param configuration what was asked for
 */
record Findings(
    String metric,
    boolean lowerIsBetter,
    int planned,
    List<TradeOff> rows,
    Map<Integer, List<CurvePoint>> curves,
    List<LagProbeResult> lags,
    List<BaselineResult> baselines,
    List<ConfigurationResult> configurations,
    int bestIndex,
    List<ConfigurationResult> withinNoise,
    Optional<SweepResult.Winner> winner,
    Map<String, Object> configuration) {

  static Findings of(SweepResult sweep, List<LagProbeResult> lags) {
    List<CandidateResult> candidates = sweep.candidates();
    Set<Integer> front =
        sweep.paretoSet().stream().map(ConfigurationResult::index).collect(Collectors.toSet());
    Set<String> searched = searched(candidates);
    Map<TruncatedBptt, LagProbeResult> lagOf =
        lags.stream().collect(Collectors.toMap(LagProbeResult::truncation, lag -> lag));
    List<TradeOff> rows = new ArrayList<>();
    Map<Integer, List<CurvePoint>> curves = new LinkedHashMap<>();
    for (CandidateResult candidate : candidates) {
      rows.add(
          new TradeOff(
              candidate,
              "#" + candidate.index(),
              choice(candidate, searched),
              others(candidate, searched),
              isOfAnotherKind(candidate)
                  ? Optional.empty()
                  : Optional.ofNullable(lagOf.get(truncation(candidate))),
              front.contains(candidate.configuration())));
      curves.put(candidate.index(), sweep.learningCurve(candidate.index()));
    }
    return new Findings(
        sweep.metric(),
        sweep.lowerIsBetter(),
        sweep.plannedCandidates(),
        rows,
        curves,
        lags,
        sweep.baselines(),
        sweep.configurations(),
        sweep.best().map(CandidateResult::index).orElse(-1),
        sweep.withinNoise(),
        sweep.winner(),
        sweep.configuration());
  }

  /** {@return whether it is neither a pair of lengths nor full BPTT} */
  static boolean isOfAnotherKind(CandidateResult candidate) {
    return candidate.truncation() != null
        && !(Truncation.parse(candidate.truncation()) instanceof TruncatedBptt);
  }

  static TruncatedBptt truncation(CandidateResult candidate) {
    if (candidate.k2() == null) {
      return TruncatedBptt.full();
    }
    return candidate.k1() == null
        ? TruncatedBptt.backward(candidate.k2())
        : TruncatedBptt.of(candidate.k1(), candidate.k2());
  }

  /** {@return hyperparameters besides k1 and k2 in which the candidates differ} */
  private static Set<String> searched(List<CandidateResult> candidates) {
    Set<String> names = new TreeSet<>();
    candidates.forEach(candidate -> names.addAll(candidate.hyperparameters().keySet()));
    names.removeAll(Set.of("k1", "k2", "truncation"));
    names.removeIf(
        name ->
            candidates.stream()
                    .map(candidate -> String.valueOf(candidate.hyperparameters().get(name)))
                    .distinct()
                    .count()
                < 2);
    return names;
  }

  private static String choice(CandidateResult candidate, Set<String> searched) {
    String lengths =
        candidate.k2() != null
            ? "k1 = " + Format.steps(candidate.k1()) + ", k2 = " + candidate.k2()
            : isOfAnotherKind(candidate) ? candidate.truncation() : "full BPTT";
    String others = others(candidate, searched);
    return others.isEmpty() ? lengths : lengths + ", " + others;
  }

  private static String others(CandidateResult candidate, Set<String> searched) {
    List<String> parts = new ArrayList<>();
    for (String name : searched) {
      Object value = candidate.hyperparameters().get(name);
      parts.add(name + " = " + Format.value(value));
    }
    return String.join(", ", parts);
  }

  /** {@return the columns that say something of this sweep} */
  List<Column> columns() {
    boolean others = rows.stream().anyMatch(row -> !row.others().isEmpty());
    boolean lag = rows.stream().anyMatch(row -> row.lag().isPresent());
    boolean skipped = rows.stream().anyMatch(row -> row.candidate().nonFiniteUpdates() > 0);
    return Column.ALL.stream()
        .filter(column -> others || !column.id().equals("others"))
        .filter(column -> lag || !column.id().equals("solvedLag"))
        .filter(column -> skipped || !column.id().equals("nonFiniteUpdates"))
        .toList();
  }

  List<CurvePoint> curve(TradeOff row) {
    return curves.getOrDefault(row.candidate().index(), List.of());
  }

  /** {@return the candidates that have a score, the best first; of equal ones the first} */
  List<TradeOff> bestFirst() {
    Comparator<TradeOff> byScore = Comparator.comparing(TradeOff::score);
    return rows.stream()
        .filter(TradeOff::hasScore)
        .sorted(lowerIsBetter ? byScore : byScore.reversed())
        .toList();
  }

  /** {@return the configurations that have a score, the best mean first} */
  List<ConfigurationResult> configurationsBestFirst() {
    Comparator<ConfigurationResult> byScore =
        Comparator.comparingDouble(ConfigurationResult::meanScore);
    return configurations.stream()
        .filter(ConfigurationResult::hasScore)
        .sorted(lowerIsBetter ? byScore : byScore.reversed())
        .toList();
  }

  /** {@return what the search chose, such as "k1 = 5, k2 = 20"} */
  String choice(ConfigurationResult configuration) {
    return rows.stream()
        .filter(row -> row.candidate().configuration() == configuration.index())
        .map(TradeOff::choice)
        .findFirst()
        .orElseThrow();
  }

  /** {@return all candidates: those without a score at the end} */
  List<TradeOff> bestFirstThenOthers() {
    return Stream.concat(
            bestFirst().stream(), rows.stream().filter(Predicate.not(TradeOff::hasScore)))
        .toList();
  }

  /** {@return the best seed of the best configuration} */
  Optional<TradeOff> best() {
    return rows.stream().filter(row -> row.candidate().index() == bestIndex).findFirst();
  }
}
