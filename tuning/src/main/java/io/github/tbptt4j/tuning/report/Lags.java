package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.probe.LagProbeResult;

/** Solved lags as text. */
final class Lags {
  private Lags() {}

  /** The median over the seeds; "at least" where the search ended before. */
  static String text(LagProbeResult lag) {
    return (lag.isOpenEnded() ? "at least " : "") + lag.solvedLag();
  }

  /** With the range over the seeds where they differ. */
  static String withRange(LagProbeResult lag) {
    String median = (lag.isOpenEnded() ? "\u2265 " : "") + lag.solvedLag();
    return lag.smallest() == lag.largest()
        ? median
        : "%s (%d\u2013%d)".formatted(median, lag.smallest(), lag.largest());
  }
}
