package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stopping losers early has saved: their trainings, as they would have gone on to the end. */
final class Savings {
  private Savings() {}

  /**
   * The savings.
   *
   * @return seconds trained, seconds that whole trainings would have taken, and how many were
   *     stopped at each rung; null where nobody was stopped
   */
  static Map<String, Object> of(Findings findings) {
    List<CandidateResult> all = findings.rows().stream().map(TradeOff::candidate).toList();
    long whole =
        all.stream()
            .filter(one -> one.outcome() == Outcome.COMPLETED)
            .mapToLong(CandidateResult::timeSteps)
            .max()
            .orElse(0);
    if (whole == 0 || all.stream().noneMatch(one -> one.outcome() == Outcome.STOPPED)) {
      return null;
    }
    double trained = 0;
    double saved = 0;
    List<Integer> stopped = new ArrayList<>();
    for (CandidateResult one : all) {
      double seconds = one.trainingSeconds() + one.evaluationSeconds();
      trained += seconds;
      if (one.outcome() == Outcome.STOPPED) {
        saved += seconds * Math.max(0, (double) whole / one.timeSteps() - 1);
        int rung = one.rungs().size() - 1;
        while (stopped.size() <= rung) {
          stopped.add(0);
        }
        stopped.set(rung, stopped.get(rung) + 1);
      }
    }
    Map<String, Object> savings = new LinkedHashMap<>();
    savings.put("trained", trained);
    savings.put("whole", trained + saved);
    savings.put("stopped", stopped);
    return savings;
  }
}
