package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.GradientFlowRecord;
import io.github.tbptt4j.diagnostics.LayerFlow;
import java.util.List;
import java.util.OptionalInt;

/**
 * How much of the gradient of the parameters each k2 keeps: 1 less its relative bias. Below 0 the
 * truncated gradient is farther off than none at all.
 *
 * @param depths k2s, ascending; the last one is all that was measured, and keeps it all
 * @param shares of each; NaN where there is no gradient
 */
public record KeptGradient(List<Integer> depths, List<Double> shares) {

  /**
   * Of a measurement.
   *
   * @param flow the measurement
   * @param layer one of its layers, or all together
   * @return the shares
   */
  public static KeptGradient of(GradientFlow flow, LayerFlow layer) {
    return new KeptGradient(
        flow.depths(), flow.depths().stream().map(k2 -> 1 - layer.relativeBias(k2)).toList());
  }

  static KeptGradient of(GradientFlowRecord record, GradientFlowRecord.Layer layer) {
    return new KeptGradient(
        record.depths(), layer.relativeBias().stream().map(bias -> 1 - bias).toList());
  }

  /**
   * Which k2 is enough.
   *
   * @param share to keep, in (0, 1)
   * @return the smallest k2 from which on all keep as much; empty if only the whole does
   */
  public OptionalInt depthFor(double share) {
    int enough = depths.size();
    while (enough > 0 && shares.get(enough - 1) >= share) {
      enough--;
    }
    return enough < depths.size() - 1 ? OptionalInt.of(depths.get(enough)) : OptionalInt.empty();
  }
}
