package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.LayerFlow;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;

/** How far gradients go back. */
final class FlowFigures {
  private static final int MOST_LAYERS = 4;
  private static final int FEWEST_COLUMNS = 3;
  private static final double KEPT = .95;

  private FlowFigures() {}

  static List<Figure> of(GradientFlow flow) {
    List<Figure> figures = new ArrayList<>();
    for (LayerFlow layer : flow.layers().subList(0, Math.min(MOST_LAYERS, flow.layers().size()))) {
      figures.add(
          new Figure(
              "The gradient by time: " + layer.name(),
              decayCaption(layer),
              canvas -> decay(canvas, layer)));
      long columns =
          Arrays.stream(layer.byStep())
              .filter(column -> Arrays.stream(column).anyMatch(Double::isFinite))
              .count();
      if (columns >= FEWEST_COLUMNS) {
        figures.add(
            new Figure(
                "Time against lag: " + layer.name(),
                heatCaption(layer),
                canvas ->
                    new HeatMap(layer.byStep())
                        .chart(canvas, "time step of the loss", "lag, steps back")));
      }
    }
    figures.add(
        new Figure(
            "What each k2 keeps of the gradient", keptCaption(flow), canvas -> kept(canvas, flow)));
    return figures;
  }

  private static String decayCaption(LayerFlow layer) {
    double[] last = layer.ofLastLoss();
    int lags = Math.min(layer.lags(), last.length - 1);
    String fitted =
        layer.betaHigh() > 0 && Double.isFinite(layer.betaHigh())
            ? String.format(
                Locale.ROOT,
                " From lag %d on it changes by a factor of %s a step (dashed; shaded the 95 %%"
                    + " interval, %s to %s)%s.",
                layer.tau(),
                three(layer.beta()),
                three(layer.betaLow()),
                three(layer.betaHigh()),
                Double.isFinite(layer.halfLife())
                    ? ", which halves it in " + three(layer.halfLife()) + " steps"
                    : "")
            : "";
    return String.format(
            Locale.ROOT,
            "How much the loss of the last step, T = %d, would change with the layer's output at an"
                + " earlier step t, and the same for all losses, put side by side by their lag T -"
                + " t. At T the gradient's norm is %s, %s before it %s.",
            last.length - 1,
            Format.norm(layer.phi(0)),
            lags == 1 ? "a step" : lags + " steps",
            Format.norm(layer.phi(lags)))
        + fitted
        + " A straight line on this logarithmic axis is a geometric decay.";
  }

  private static String heatCaption(LayerFlow layer) {
    return String.format(
        Locale.ROOT,
        "Each column is the loss of one time step, each row so many steps back; the colour is the"
            + " gradient's norm, from %s at lag 0 to %s at lag %d in the mean. Even stripes along"
            + " time mean that all losses reach as far back; a column that stays strong is an event"
            + " that something long ago decides. Where there is no colour no loss was measured, or"
            + " it doesn't reach back beyond its beginning, as in the corner above on the left.",
        Format.norm(layer.phi(0)),
        Format.norm(layer.phi(layer.lags())),
        layer.lags());
  }

  private static String keptCaption(GradientFlow flow) {
    LayerFlow all = flow.together();
    OptionalInt enough = KeptGradient.of(flow, all).depthFor(KEPT);
    String sentence =
        "How near the gradient of the parameters comes to the one over all %d steps when each loss"
            + " goes back over k2 steps only: 100 %% less the relative bias. ";
    String measured =
        enough.isPresent()
            ? "A k2 of %d keeps 95 %%. ".formatted(enough.getAsInt())
            : "No shorter k2 keeps 95 %. ";
    return sentence.formatted(flow.lags() + 1)
        + measured
        + "Dashed what Aicher, Foti and Fox's bound promises at least, from the norms alone; it"
        + " counts no cancelling and is mostly far below.";
  }

  private static String three(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }

  private static XYChart decay(Canvas canvas, LayerFlow layer) {
    Theme theme = canvas.theme();
    XYChart chart = Plots.xy(canvas, "time step t", "norm of dL/dh");
    double[] last = layer.ofLastLoss();
    int end = last.length - 1;
    int lags = Math.min(layer.lags(), end);
    double[] phi = IntStream.rangeClosed(0, lags).mapToDouble(layer::phi).toArray();
    Decades axis =
        Decades.of(DoubleStream.concat(Arrays.stream(last), Arrays.stream(phi)).toArray());
    if (layer.beta() > 0 && Double.isFinite(layer.betaHigh())) {
      fit(chart, axis, layer, end, lags, theme);
    }
    List<Integer> times = IntStream.rangeClosed(end - lags, end).boxed().toList();
    double[] ofLast = axis.logs(Arrays.copyOfRange(last, end - lags, end + 1));
    Plots.dots(chart, "of the last loss", times, ofLast, theme.series(1));
    double[] byTime = IntStream.rangeClosed(0, lags).mapToDouble(i -> phi[lags - i]).toArray();
    Plots.curve(chart, "mean of all losses", times, axis.logs(byTime), theme.series(0));
    axis.showLeft(chart);
    chart.getStyler().setXAxisMin((double) end - lags).setXAxisMax((double) end);
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  /** The fitted decay phi(tau) beta^(k - tau), and where it lies with the interval's ends. */
  private static void fit(
      XYChart chart, Decades axis, LayerFlow layer, int end, int lags, Theme theme) {
    IntToDoubleFunction low = line(axis, layer, layer.betaLow());
    IntToDoubleFunction middle = line(axis, layer, layer.beta());
    IntToDoubleFunction high = line(axis, layer, layer.betaHigh());
    int[] fitted =
        IntStream.rangeClosed(layer.tau(), lags)
            .takeWhile(lag -> axis.isAbove(middle.applyAsDouble(lag)))
            .toArray();
    int n = fitted.length;
    List<Integer> outline =
        IntStream.range(0, 2 * n).mapToObj(i -> end - fitted[i < n ? i : 2 * n - 1 - i]).toList();
    double[] edge =
        IntStream.range(0, 2 * n)
            .mapToDouble(
                i ->
                    i < n
                        ? low.applyAsDouble(fitted[i])
                        : high.applyAsDouble(fitted[2 * n - 1 - i]))
            .toArray();
    Color ink = theme.series(2);
    Color shade = new Color(ink.getRed(), ink.getGreen(), ink.getBlue(), 60);
    Plots.area(chart, "95 % interval", outline, edge, shade).setShowInLegend(false);
    List<Integer> times = Arrays.stream(fitted).mapToObj(k -> end - k).toList();
    Plots.dashed(
        Plots.curve(
            chart, "fitted", times, Arrays.stream(fitted).mapToDouble(middle).toArray(), ink));
  }

  private static IntToDoubleFunction line(Decades axis, LayerFlow layer, double beta) {
    double begin = Decades.log10(layer.phi(layer.tau()));
    return lag ->
        axis.clipped(begin + (lag == layer.tau() ? 0 : (lag - layer.tau()) * Math.log10(beta)));
  }

  private static XYChart kept(Canvas canvas, GradientFlow flow) {
    Theme theme = canvas.theme();
    XYChart chart = Plots.xy(canvas, "k2, steps that a loss goes back", "kept of the gradient, %");
    double[] k2 = flow.depths().stream().mapToDouble(Plots::log2).toArray();
    List<Double> x = DoubleStream.of(k2).boxed().toList();
    List<LayerFlow> layers =
        flow.layers().size() == 1 || flow.layers().size() > MOST_LAYERS ? List.of() : flow.layers();
    int i = 1;
    for (LayerFlow layer : layers) {
      Plots.curve(chart, layer.name(), x, percent(KeptGradient.of(flow, layer)), theme.series(i++));
    }
    String together = flow.layers().size() == 1 ? "measured" : "all layers";
    KeptGradient all = KeptGradient.of(flow, flow.together());
    Plots.curve(chart, together, x, percent(all), theme.series(0));
    double[] promised =
        flow.depths().stream()
            .mapToDouble(depth -> 100 * Math.max(0, 1 - flow.together().aicherBias(depth - 1)))
            .toArray();
    Plots.dashed(Plots.curve(chart, "Aicher's bound", x, promised, theme.series(0)));
    double[] ends = {k2[0], k2[k2.length - 1]};
    Plots.guide(chart, "95 %", ends, new double[] {100 * KEPT, 100 * KEPT}, theme);
    chart.getSeries("95 %").setShowInLegend(false);
    Plots.showPowersOfTwoBelow(chart, k2);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0);
    if (layers.isEmpty()) {
      Plots.lowLegend(chart, canvas);
    } else {
      chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    }
    return chart;
  }

  /** Below 0 is off the axis, as far as it may be. */
  private static double[] percent(KeptGradient kept) {
    return kept.shares().stream().mapToDouble(share -> 100 * Math.max(0, share)).toArray();
  }
}
