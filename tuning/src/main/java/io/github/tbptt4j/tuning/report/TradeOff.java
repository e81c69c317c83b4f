package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import java.util.Optional;

/**
 * A line of the trade-off table.
 *
 * @param candidate what was trained and measured
 * @param name short and unique, such as "#3"
 * @param choice what the search chose, such as "k1 = 5, k2 = 20"
 * @param others what the search chose besides k1 and k2; empty where nothing
 * @param lag how far its truncation learns; empty where it wasn't probed
 * @param onFront whether its configuration is in the Pareto set of score, time and memory
 */
record TradeOff(
    CandidateResult candidate,
    String name,
    String choice,
    String others,
    Optional<LagProbeResult> lag,
    boolean onFront) {

  boolean hasScore() {
    return candidate.hasScore();
  }

  double score() {
    return candidate.validationScore();
  }

  double trainingSeconds() {
    return candidate.trainingSeconds();
  }
}
