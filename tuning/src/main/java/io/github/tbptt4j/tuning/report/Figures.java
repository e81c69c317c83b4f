package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.CandidateResult;
import io.github.tbptt4j.tuning.CurvePoint;
import io.github.tbptt4j.tuning.GradientNorms;
import io.github.tbptt4j.tuning.probe.LagProbeResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The figures of a sweep; those that have nothing to show are left out. */
final class Figures {
  /** More series than this can't be told apart. */
  private static final int MOST_SERIES = 6;

  private static final double SMALLEST_NORM = 1e-12;
  private static final String SCORES = "Score against k2";
  private static final String BUYS = "What training time buys";
  private static final String CURVES = "Learning curves";

  /** Titles of figures in whose place a page's script draws a chart, and that chart. */
  static final Map<String, String> DRAWN_BY_SCRIPT =
      Map.of(SCORES, "response", BUYS, "tradeoff", CURVES, "curves");

  private static final String K2 = "k2, steps that each run goes back";

  private Figures() {}

  static List<Figure> of(Findings findings) {
    List<Figure> figures = new ArrayList<>();
    List<TradeOff> scored = findings.rows().stream().filter(TradeOff::hasScore).toList();
    List<TradeOff> truncated = scored.stream().filter(row -> row.candidate().k2() != null).toList();
    if (!truncated.isEmpty()) {
      figures.add(scoreAgainstK2(findings, truncated));
      figures.add(timeAgainstK2(truncated));
    }
    if (!scored.isEmpty()) {
      figures.add(paretoFront(findings, scored));
    }
    List<TradeOff> withCurve =
        findings.bestFirst().stream()
            .filter(row -> findings.curve(row).size() > 1)
            .limit(MOST_SERIES)
            .toList();
    if (!withCurve.isEmpty()) {
      figures.add(learningCurves(findings, withCurve));
    }
    List<LagProbeResult> lags =
        findings.lags().stream().filter(lag -> !lag.truncation().isFull()).toList();
    if (!lags.isEmpty()) {
      figures.add(solvedLags(lags));
    }
    List<TradeOff> withNorms =
        findings.rows().stream().filter(row -> row.candidate().gradientNorms() != null).toList();
    if (!withNorms.isEmpty()) {
      figures.add(gradientNorms(withNorms));
    }
    return figures;
  }

  private static Figure scoreAgainstK2(Findings findings, List<TradeOff> rows) {
    return new Figure(
        SCORES,
        "Validation score of each candidate; %s is better. Lines join candidates of the same k1."
            .formatted(findings.lowerIsBetter() ? "lower" : "higher"),
        canvas -> againstK2(canvas, rows, findings.metric(), TradeOff::score));
  }

  private static Figure timeAgainstK2(List<TradeOff> rows) {
    return new Figure(
        "Time against k2",
        "Training time for each time step of a minibatch, updates included. Small k1 means that"
            + " more steps are run again and again.",
        canvas ->
            againstK2(
                canvas,
                rows,
                "\u00b5s a time step",
                row -> row.candidate().microsecondsPerTimeStep()));
  }

  private static XYChart againstK2(
      Canvas canvas, List<TradeOff> rows, String y, ToDoubleFunction<TradeOff> value) {
    XYChart chart = Plots.xy(canvas, K2, y);
    Plots.showPowersOfTwoBelow(chart, values(rows, row -> Plots.log2(row.candidate().k2())));
    Map<String, List<TradeOff>> groups = byK1(rows);
    int i = 0;
    for (Map.Entry<String, List<TradeOff>> group : groups.entrySet()) {
      List<TradeOff> sorted =
          group.getValue().stream()
              .sorted(Comparator.comparing((TradeOff row) -> row.candidate().k2()))
              .toList();
      double[] x = values(sorted, row -> Plots.log2(row.candidate().k2()));
      double[] ys = values(sorted, value);
      boolean oneLine =
          sorted.stream().map(row -> row.candidate().k2()).distinct().count() == x.length;
      if (oneLine && groups.size() > 1) {
        Plots.line(chart, group.getKey(), x, ys, canvas.theme(), i++);
      } else {
        Plots.points(chart, group.getKey(), x, ys, canvas.theme(), i++);
      }
    }
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  /** One group for each k1, or one for all if there are too many. */
  private static Map<String, List<TradeOff>> byK1(List<TradeOff> rows) {
    Map<Integer, List<TradeOff>> groups =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.candidate().k1() == null ? Integer.MAX_VALUE : row.candidate().k1(),
                    TreeMap::new,
                    Collectors.toList()));
    if (groups.size() > MOST_SERIES) {
      return Map.of("all candidates", rows);
    }
    Map<String, List<TradeOff>> named = new LinkedHashMap<>();
    groups.forEach((k1, group) -> named.put(k1Name(k1), group));
    return named;
  }

  private static String k1Name(int k1) {
    return k1 == Integer.MAX_VALUE ? "k1 = all" : "k1 = " + k1;
  }

  private static Figure paretoFront(Findings findings, List<TradeOff> rows) {
    return new Figure(
        BUYS,
        "Pareto set: no other choice is as good in score, training time and memory, and better in"
            + " one of them. Numbers are those of the table. Time is logarithmic.",
        canvas -> {
          Theme theme = canvas.theme();
          XYChart chart = Plots.xy(canvas, "training time, s", findings.metric());
          Plots.showPowersOfTwoBelow(chart, logSeconds(rows));
          List<TradeOff> front =
              rows.stream()
                  .filter(TradeOff::onFront)
                  .sorted(Comparator.comparing(TradeOff::trainingSeconds))
                  .toList();
          List<TradeOff> others = rows.stream().filter(row -> !row.onFront()).toList();
          Plots.points(chart, "Pareto set", logSeconds(front), scores(front), theme, 0);
          if (!others.isEmpty()) {
            Plots.points(chart, "other candidates", logSeconds(others), scores(others), theme, 1);
          }
          Plots.label(chart, front, canvas);
          return chart;
        });
  }

  private static double[] logSeconds(List<TradeOff> rows) {
    return values(rows, row -> Plots.log2(row.trainingSeconds()));
  }

  private static double[] scores(List<TradeOff> rows) {
    return values(rows, TradeOff::score);
  }

  private static Figure learningCurves(Findings findings, List<TradeOff> rows) {
    return new Figure(
        CURVES,
        rows.size() < findings.bestFirst().size()
            ? "Of the %d best candidates, with (k1, k2).".formatted(rows.size())
            : "Of all candidates that have a score, with (k1, k2).",
        canvas -> {
          XYChart chart = Plots.xy(canvas, "training time, s", "validation: " + findings.metric());
          for (int i = 0; i < rows.size(); i++) {
            TradeOff row = rows.get(i);
            List<CurvePoint> curve =
                findings.curve(row).stream().filter(p -> p.validationScore() != null).toList();
            double[] x = curve.stream().mapToDouble(CurvePoint::trainingSeconds).toArray();
            double[] y = curve.stream().mapToDouble(CurvePoint::validationScore).toArray();
            Plots.line(chart, row.name() + " " + k1k2(row.candidate()), x, y, canvas.theme(), i);
          }
          Plots.tallLegend(
              chart,
              canvas,
              findings.lowerIsBetter() ? LegendPosition.InsideNE : LegendPosition.InsideSE);
          return chart;
        });
  }

  private static String k1k2(CandidateResult candidate) {
    return "(" + Format.steps(candidate.k1()) + ", " + Format.steps(candidate.k2()) + ")";
  }

  private static Figure solvedLags(List<LagProbeResult> lags) {
    return new Figure(
        "How far it learns",
        "Largest lag over which a small network learns to recall a symbol among noise. Dashed:"
            + " k2\u00a0\u2212\u00a01, farther than which no gradient goes.",
        canvas -> {
          XYChart chart = Plots.xy(canvas, K2, "largest lag solved, steps");
          Plots.showPowersOfTwoBelow(
              chart, lags.stream().mapToDouble(lag -> Plots.log2(lag.truncation().k2())).toArray());
          Map<Integer, List<LagProbeResult>> groups =
              lags.stream()
                  .sorted(Comparator.comparing((LagProbeResult lag) -> lag.truncation().k2()))
                  .collect(
                      Collectors.groupingBy(
                          lag -> lag.truncation().k1(), TreeMap::new, Collectors.toList()));
          guideToReach(chart, lags, canvas.theme());
          int i = 0;
          for (Map.Entry<Integer, List<LagProbeResult>> group : groups.entrySet()) {
            double[] x =
                group.getValue().stream()
                    .mapToDouble(lag -> Plots.log2(lag.truncation().k2()))
                    .toArray();
            double[] y = group.getValue().stream().mapToDouble(LagProbeResult::solvedLag).toArray();
            Plots.line(chart, k1Name(group.getKey()), x, y, canvas.theme(), i++);
          }
          Plots.tallLegend(chart, canvas, LegendPosition.InsideNW);
          return chart;
        });
  }

  private static void guideToReach(XYChart chart, List<LagProbeResult> lags, Theme theme) {
    double[] k2 =
        lags.stream().mapToDouble(lag -> lag.truncation().k2()).distinct().sorted().toArray();
    int limit = lags.get(0).largestLag();
    double[] x = new double[k2.length];
    double[] y = new double[k2.length];
    for (int i = 0; i < k2.length; i++) {
      x[i] = Plots.log2(k2[i]);
      y[i] = Math.min(k2[i] - 1, limit);
    }
    Plots.guide(chart, "k2 \u2212 1", x, y, theme);
  }

  private static Figure gradientNorms(List<TradeOff> rows) {
    return new Figure(
        "Norms of the gradient",
        "Over all parameters, before clipping, one an update: median, the middle half (thick), 5 %"
            + " to 95 % (thin). Logarithmic.",
        canvas -> {
          Theme theme = canvas.theme();
          XYChart chart = Plots.xy(canvas, "candidate", "norm of the gradient");
          double[] low = logNorms(rows, GradientNorms::p05);
          double[] high = logNorms(rows, GradientNorms::p95);
          Plots.showPowersOfTwoLeft(
              chart, DoubleStream.concat(Arrays.stream(low), Arrays.stream(high)).toArray());
          double[] x = values(rows, row -> row.candidate().index());
          chart.getStyler().setXAxisMin(-0.5).setXAxisMax(x[x.length - 1] + 0.5);
          Plots.spans(chart, "5\u201395 %", x, low, high, new Plots.Stripe(theme.muted(), 2f));
          Plots.spans(
              chart,
              "25\u201375 %",
              x,
              logNorms(rows, GradientNorms::p25),
              logNorms(rows, GradientNorms::p75),
              new Plots.Stripe(theme.series(0), canvas.width() / 90f));
          Plots.points(chart, "median", x, logNorms(rows, GradientNorms::median), theme, 1);
          return chart;
        });
  }

  /** Norms of zero have no logarithm: they are drawn at the bottom. */
  private static double[] logNorms(List<TradeOff> rows, ToDoubleFunction<GradientNorms> quantile) {
    return values(
        rows,
        row ->
            Plots.log2(
                Math.max(SMALLEST_NORM, quantile.applyAsDouble(row.candidate().gradientNorms()))));
  }

  private static double[] values(List<TradeOff> rows, ToDoubleFunction<TradeOff> value) {
    return rows.stream().mapToDouble(value).toArray();
  }
}
