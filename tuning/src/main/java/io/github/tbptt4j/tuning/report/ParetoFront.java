package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The candidates that are worth their training time. */
final class ParetoFront {
  private ParetoFront() {}

  /**
   * The numbers of the candidates than which none is better in as little training time, or as good
   * in less. Candidates without a score are never among them.
   */
  static Set<Integer> of(List<CandidateResult> candidates, boolean lowerIsBetter) {
    Comparator<CandidateResult> best = Comparator.comparing(CandidateResult::validationScore);
    List<CandidateResult> fastestFirst =
        candidates.stream()
            .filter(CandidateResult::hasScore)
            .sorted(
                Comparator.comparing(CandidateResult::trainingSeconds)
                    .thenComparing(lowerIsBetter ? best : best.reversed()))
            .toList();
    Set<Integer> front = new HashSet<>();
    double sign = lowerIsBetter ? 1 : -1;
    double bestSoFar = Double.POSITIVE_INFINITY;
    for (CandidateResult candidate : fastestFirst) {
      double score = sign * candidate.validationScore();
      if (score < bestSoFar) {
        bestSoFar = score;
        front.add(candidate.index());
      }
    }
    return front;
  }
}
