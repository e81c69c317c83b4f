package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.forecast.Backtest;
import io.github.tbptt4j.tuning.internal.forecast.LeadScores;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;

/** How errors grow with the number of rows ahead. */
final class LeadFigures {
  private LeadFigures() {}

  static List<Figure> of(Backtest.Column column, double level) {
    return List.of(
        new Figure(
            "Errors by rows ahead: " + column.name(),
            "Root of the mean squared error, the lower the better.",
            canvas -> errors(canvas, column)),
        new Figure(
            "Intervals by rows ahead: " + column.name(),
            "How many of the values lay inside; dashed what was promised.",
            canvas -> coverage(canvas, column, level)));
  }

  private static double[] leads(Backtest.Column column) {
    return column.leads().stream().mapToDouble(LeadScores::lead).toArray();
  }

  private static XYChart errors(Canvas canvas, Backtest.Column column) {
    XYChart chart = Plots.xy(canvas, "rows ahead", "RMSE of " + column.name());
    double[] x = leads(column);
    double[] own = column.leads().stream().mapToDouble(lead -> lead.metrics().rmse()).toArray();
    Theme theme = canvas.theme();
    Plots.line(chart, "model", x, own, theme, 0);
    int i = 1;
    for (Map.Entry<String, String> title : column.titles().entrySet()) {
      double[] peer =
          column.leads().stream()
              .mapToDouble(lead -> lead.baselines().get(title.getKey()).rmse())
              .toArray();
      Plots.line(chart, title.getValue(), x, peer, theme, i++);
    }
    chart.getStyler().setYAxisMin(0.0).setMarkerSize(x.length > 30 ? 4 : 8);
    Plots.wholeSteps(chart, x);
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  private static XYChart coverage(Canvas canvas, Backtest.Column column, double level) {
    XYChart chart = Plots.xy(canvas, "rows ahead", "covered, %");
    double[] x = leads(column);
    double[] covered =
        column.leads().stream().mapToDouble(lead -> 100 * lead.intervals().coverage()).toArray();
    Plots.line(chart, "covered", x, covered, canvas.theme(), 0);
    double[] ends = {x[0], x[x.length - 1]};
    Plots.guide(chart, "promised", ends, new double[] {100 * level, 100 * level}, canvas.theme());
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0).setMarkerSize(x.length > 30 ? 4 : 8);
    Plots.wholeSteps(chart, x);
    return chart;
  }
}
