package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What stopping losers early has saved: their trainings, as they would have gone on to the end.
 *
 * @param trained seconds
 * @param whole seconds that whole trainings would have taken
 * @param stopped how many were stopped at each rung
 */
record Savings(double trained, double whole, List<Integer> stopped) {

  /** {@return the savings; empty where nobody was stopped, or nobody has reached the end} */
  static Optional<Savings> of(Findings findings) {
    List<CandidateResult> all = findings.rows().stream().map(TradeOff::candidate).toList();
    ToDoubleFunction<CandidateResult> amount = amount(findings);
    double whole =
        all.stream()
            .filter(one -> one.outcome() == Outcome.COMPLETED)
            .mapToDouble(amount)
            .max()
            .orElse(0);
    if (whole == 0 || all.stream().noneMatch(one -> one.outcome() == Outcome.STOPPED)) {
      return Optional.empty();
    }
    double trained = 0;
    double saved = 0;
    List<Integer> stopped = new ArrayList<>();
    for (CandidateResult one : all) {
      double seconds = one.trainingSeconds() + one.evaluationSeconds();
      trained += seconds;
      if (one.outcome() == Outcome.STOPPED) {
        saved += seconds * Math.max(0, whole / Math.max(1e-9, amount.applyAsDouble(one)) - 1);
        int rung = one.rungs().size() - 1;
        while (stopped.size() <= rung) {
          stopped.add(0);
        }
        stopped.set(rung, stopped.get(rung) + 1);
      }
    }
    return Optional.of(new Savings(trained, trained + saved, stopped));
  }

  /**
   * What ends a training, by which rungs are measured: so many updates are few steps of small k1.
   */
  private static ToDoubleFunction<CandidateResult> amount(Findings findings) {
    Object unit =
        findings.configuration().get("halving") instanceof Map<?, ?> map ? map.get("unit") : null;
    return "UPDATES".equals(unit)
        ? CandidateResult::updates
        : "SECONDS".equals(unit) ? CandidateResult::trainingSeconds : CandidateResult::timeSteps;
  }
}
