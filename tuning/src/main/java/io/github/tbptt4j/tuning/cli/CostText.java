package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.diagnostics.TruncationCost;
import io.github.tbptt4j.tuning.report.CostRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Truncation length against memory, long-range learning and speed: the tutorials' table, filled.
 */
final class CostText {
  private static final double MEGA = 1e6;

  private CostText() {}

  /**
   * The table.
   *
   * @param rows the truncations, full BPTT last
   */
  static List<List<String>> lines(List<CostRow> rows) {
    CostRow any = rows.get(0);
    List<List<String>> lines = new ArrayList<>();
    List<String> header =
        new ArrayList<>(List.of("k1", "k2", "reach", "MB by k2", "other MB", "M madd/update"));
    header.add("M madd/step");
    if (any.isPredicted()) {
      header.addAll(List.of("ms/update", "ms/step"));
    }
    if (any.isMeasured()) {
      header.addAll(List.of("measured", "measured/step"));
    }
    lines.add(header);
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private static List<String> line(CostRow row) {
    TruncationCost cost = row.cost();
    List<String> line = new ArrayList<>();
    line.add(row.full() ? "full" : Integer.toString(cost.k1()));
    line.add(Integer.toString(cost.k2()));
    line.add(reach(row));
    line.add(number(cost.growingBytes() / MEGA));
    line.add(number(cost.otherBytes() / MEGA));
    line.add(number(cost.multiplyAdds() / MEGA));
    line.add(number(cost.multiplyAddsPerStep() / MEGA));
    if (row.isPredicted()) {
      line.add(number(1e3 * row.predicted()));
      line.add(number(1e3 * row.predicted() / cost.k1()));
    }
    if (row.isMeasured()) {
      line.add(number(1e3 * row.measured()));
      line.add(number(1e3 * row.measured() / cost.k1()));
    }
    return line;
  }

  /** Steps that a loss goes back over: each at least, the best placed one at most. */
  private static String reach(CostRow row) {
    TruncationCost cost = row.cost();
    if (row.full()) {
      return "all";
    }
    TruncatedBptt truncation = TruncatedBptt.of(cost.k1(), cost.k2());
    return truncation.guaranteedDepth() == truncation.maxDepth()
        ? Integer.toString(truncation.maxDepth())
        : truncation.guaranteedDepth() + ".." + truncation.maxDepth();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value >= 1000 ? "%.0f" : "%.3g", value);
  }

  /** What the truncation that goes back farthest saves beside full BPTT. */
  static List<String> findings(List<CostRow> rows) {
    CostRow full = rows.get(rows.size() - 1);
    CostRow longest = rows.get(0);
    for (CostRow row : rows.subList(0, rows.size() - 1)) {
      boolean longer = row.cost().k2() > longest.cost().k2();
      boolean cheaper =
          row.cost().k2() == longest.cost().k2() && row.cost().k1() > longest.cost().k1();
      longest = longer || cheaper ? row : longest;
    }
    List<String> findings = new ArrayList<>();
    findings.add(
        String.format(
            Locale.ROOT,
            "k1 %d, k2 %d holds %s MB of a window where full BPTT over %,d steps holds %s MB, and"
                + " updates the weights %s times as often.",
            longest.cost().k1(),
            longest.cost().k2(),
            number(longest.cost().growingBytes() / MEGA),
            full.cost().k2(),
            number(full.cost().growingBytes() / MEGA),
            number((double) full.cost().k2() / longest.cost().k1())));
    findings.add(
        String.format(
            Locale.ROOT,
            "A step of the data costs it %.3g times the multiply-adds%s.",
            longest.cost().multiplyAddsPerStep() / full.cost().multiplyAddsPerStep(),
            longest.isPredicted()
                ? String.format(
                    Locale.ROOT,
                    " and %.3g times the time",
                    longest.stepSeconds() / full.stepSeconds())
                : ""));
    return findings;
  }

  static String meaning(boolean timed) {
    return "reach: steps that a loss goes back over, its own included: each at least .. the last of"
        + " a window; MB by k2: inputs, states and errors of a window; other MB: outputs,"
        + " parameters, gradient, updater; M madd: millions of multiply-adds of matrix"
        + " products; step: a time step of the data, k1 of which an update takes in."
        + (timed
            ? " Times are of this machine now, with one thread as train and sweep have, of a"
                + " network and data made up for it."
            : "");
  }

  /** All numbers, for programs. */
  static List<Map<String, Object>> tree(List<CostRow> rows) {
    return rows.stream().map(CostText::tree).toList();
  }

  private static Map<String, Object> tree(CostRow row) {
    TruncationCost cost = row.cost();
    TruncatedBptt truncation = TruncatedBptt.of(cost.k1(), cost.k2());
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("full", row.full());
    tree.put("k1", cost.k1());
    tree.put("k2", cost.k2());
    tree.put("guaranteedDepth", row.full() ? null : truncation.guaranteedDepth());
    tree.put("maxDepth", cost.k2());
    tree.put("growingBytes", cost.growingBytes());
    tree.put("otherBytes", cost.otherBytes());
    tree.put("multiplyAdds", cost.multiplyAdds());
    tree.put("multiplyAddsPerStep", cost.multiplyAddsPerStep());
    tree.put("predictedSeconds", row.isPredicted() ? row.predicted() : null);
    tree.put("measuredSeconds", row.isMeasured() ? row.measured() : null);
    return tree;
  }
}
