package io.github.tbptt4j.tuning.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;

/** Time and memory by k2, beside full BPTT. */
final class CostFigures {
  private static final double MEGA = 1e6;
  private static final String K2 = "k2, steps that each run goes back";

  private CostFigures() {}

  /**
   * Figures.
   *
   * @param rows the truncations, full BPTT last
   */
  static List<Figure> of(List<CostRow> rows) {
    CostRow full = rows.get(rows.size() - 1);
    List<Figure> figures = new ArrayList<>();
    if (full.isPredicted()) {
      figures.add(
          new Figure(
              "Time a step of the data",
              ("Overlap costs: with k1 below k2 each step is gone back over k2 / k1 times. Full"
                      + " BPTT over %,d steps takes %s ms a step (dashed).")
                  .formatted(full.cost().k2(), Format.norm(1e3 * full.stepSeconds())),
              canvas -> by(canvas, rows, "ms a step of the data", row -> 1e3 * row.stepSeconds())));
    }
    figures.add(
        new Figure(
            "Memory of a window",
            ("Inputs, states and errors of a window grow with k2, whatever k1 is. Full BPTT holds"
                    + " all %,d steps, %s MB (dashed).")
                .formatted(full.cost().k2(), Format.significant(full.cost().growingBytes() / MEGA)),
            canvas -> by(canvas, rows, "MB", row -> row.cost().growingBytes() / MEGA)));
    figures.add(
        new Figure(
            "Multiply-adds a step of the data",
            "The arithmetic alone, in millions; full BPTT, which goes over each step once, dashed.",
            canvas ->
                by(canvas, rows, "millions", row -> row.cost().multiplyAddsPerStep() / MEGA)));
    return figures;
  }

  private static XYChart by(
      Canvas canvas, List<CostRow> rows, String y, ToDoubleFunction<CostRow> value) {
    XYChart chart = Plots.xy(canvas, K2, y);
    List<CostRow> truncated = rows.subList(0, rows.size() - 1);
    Map<Integer, List<CostRow>> byK1 =
        truncated.stream()
            .collect(
                Collectors.groupingBy(row -> row.cost().k1(), TreeMap::new, Collectors.toList()));
    int i = 0;
    for (Map.Entry<Integer, List<CostRow>> one : byK1.entrySet()) {
      double[] logs = logs(one.getValue(), value);
      Plots.line(chart, "k1 " + one.getKey(), k2(one.getValue()), logs, canvas.theme(), i++);
    }
    double[] all = k2(rows);
    double full = Plots.log2(value.applyAsDouble(rows.get(rows.size() - 1)));
    double least = Arrays.stream(all).min().orElseThrow();
    double most = Arrays.stream(all).max().orElseThrow();
    Plots.guide(
        chart, "full BPTT", new double[] {least, most}, new double[] {full, full}, canvas.theme());
    Plots.showPowersOfTwoBelow(chart, all);
    Plots.showPowersOfTwoLeft(chart, logs(rows, value));
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  private static double[] k2(List<CostRow> rows) {
    return rows.stream().mapToDouble(row -> Plots.log2(row.cost().k2())).toArray();
  }

  private static double[] logs(List<CostRow> rows, ToDoubleFunction<CostRow> value) {
    return rows.stream().mapToDouble(value).map(Plots::log2).toArray();
  }
}
