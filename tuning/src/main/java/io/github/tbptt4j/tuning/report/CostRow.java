package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.diagnostics.TruncationCost;

/**
 * What a truncation costs.
 *
 * @param cost counted
 * @param full whether it is full BPTT, over sequences of k2 steps
 * @param predicted seconds of an update; NaN for none
 * @param measured seconds of an update; NaN for none
 */
public record CostRow(TruncationCost cost, boolean full, double predicted, double measured) {

  /** {@return whether times were predicted} */
  public boolean isPredicted() {
    return !Double.isNaN(predicted);
  }

  /** {@return whether times were measured} */
  public boolean isMeasured() {
    return !Double.isNaN(measured);
  }

  /** {@return seconds for each time step of the data: measured, or else predicted} */
  public double stepSeconds() {
    return (isMeasured() ? measured : predicted) / cost.k1();
  }
}
