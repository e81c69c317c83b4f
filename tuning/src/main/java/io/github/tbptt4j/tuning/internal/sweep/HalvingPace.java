package io.github.tbptt4j.tuning.internal.sweep;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.Outcome;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a sweep is whose losers are stopped, estimated: as much is trained as if one in {@code
 * factor} went on from each rung. It may be more, as ASHA promotes before it knows all.
 */
final class HalvingPace {
  /** Until the sweep ends, nobody knows that it does. */
  private static final double MOST = 0.99;

  private final Rungs rungs;
  private final double expected;
  private final Map<Integer, Double> trained = new HashMap<>();

  HalvingPace(Rungs rungs, int planned) {
    this.rungs = rungs;
    double sum = 0;
    double going = planned;
    double from = 0;
    for (int rung = 0; rung <= rungs.count(); rung++) {
      sum += going * (amount(rung) - from);
      from = amount(rung);
      going = Math.max(1, going / rungs.factor());
    }
    expected = sum;
  }

  /** Of a rung, or of the end, whose number is that of the rungs. */
  private double amount(int rung) {
    return rung < rungs.count()
        ? rungs.amounts().get(rung)
        : rungs.amounts().get(rung - 1) * rungs.factor();
  }

  void add(CandidateResult result) {
    trained.put(result.index(), amount(isStopped(result) ? rung(result) - 1 : rungs.count()));
  }

  /** {@return which part of the sweep is done, 0 to 1} */
  double share() {
    double sum = trained.values().stream().mapToDouble(amount -> amount).sum();
    return Math.min(MOST, sum / expected);
  }

  /** {@return where the candidate stands, such as "rung 2 of 4", or at its end} */
  String place(CandidateResult result) {
    return isStopped(result) ? "rung " + rung(result) + " of " + rungs.count() : "its end";
  }

  private static boolean isStopped(CandidateResult result) {
    return result.outcome() == Outcome.STOPPED && !result.rungs().isEmpty();
  }

  /** From 1. */
  private int rung(CandidateResult result) {
    return Math.min(result.rungs().size(), rungs.count());
  }
}
