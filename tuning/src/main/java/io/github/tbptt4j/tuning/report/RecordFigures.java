package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.diagnostics.GradientFlowRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** How the reach of gradients changed over a training. */
final class RecordFigures {
  private static final int[] LAGS = {1, 5, 10, 20, 50, 100};
  private static final int MOST_LAYERS = 4;
  private static final double KEPT = .95;

  private final List<GradientFlowRecord> records;
  private final double[] iterations;

  /**
   * Figures.
   *
   * @param records those that didn't fail, two at least
   */
  private RecordFigures(List<GradientFlowRecord> records) {
    this.records = records;
    iterations = records.stream().mapToDouble(GradientFlowRecord::iteration).toArray();
  }

  /**
   * {@return figures; none of less than two measurements}
   *
   * @throws IllegalArgumentException if they are of networks with different layers
   */
  static List<Figure> of(List<GradientFlowRecord> all) {
    List<GradientFlowRecord> whole =
        all.stream().filter(record -> record.failure().isEmpty()).toList();
    List<Integer> layers =
        whole.stream().map(record -> record.layers().size()).distinct().sorted().toList();
    if (layers.size() > 1) {
      throw new IllegalArgumentException(
          "The record is of networks with %s layers: give that of one training."
              .formatted(
                  layers.stream().map(String::valueOf).collect(Collectors.joining(" and "))));
    }
    return whole.size() < 2 ? List.of() : new RecordFigures(whole).figures();
  }

  private List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    for (int layer = 0; layer < layers(); layer++) {
      int index = layer;
      figures.add(
          new Figure(
              "What is left of the gradient over the training: " + name(layer),
              leftCaption(layer),
              canvas -> left(canvas, index)));
    }
    figures.add(
        new Figure(
            "The k2 that keeps 95 % of the gradient, over the training",
            "The steps that a loss must go back over so that the relative bias of its layer's"
                + " gradient is below 5 %%. Where the curve is interrupted, no k2 below %d was"
                    .formatted(last(records.get(0).depths()))
                + " enough.",
            this::depths));
    return figures;
  }

  private int layers() {
    return Math.min(MOST_LAYERS, records.get(0).layers().size());
  }

  private String name(int layer) {
    return records.get(0).layers().get(layer).name();
  }

  private static int last(List<Integer> values) {
    return values.get(values.size() - 1);
  }

  private double[] left(int layer, int lag) {
    return records.stream()
        .map(record -> record.layers().get(layer).phi())
        .mapToDouble(phi -> lag < phi.size() ? phi.get(lag) / phi.get(0) : Double.NaN)
        .toArray();
  }

  private int[] lags(int layer) {
    int most = records.get(0).layers().get(layer).phi().size() - 1;
    return IntStream.of(LAGS).filter(lag -> lag <= most).toArray();
  }

  private String leftCaption(int layer) {
    int[] lags = lags(layer);
    int lag = lags[Math.min(2, lags.length - 1)];
    double[] left = left(layer, lag);
    return String.format(
        Locale.ROOT,
        "The mean norm of the gradient so many steps back, as a part of that at the step of the"
            + " loss. %s back %s of it was left at iteration %,.0f, %s at iteration %,.0f.",
        steps(lag),
        Format.norm(left[0]),
        iterations[0],
        Format.norm(left[left.length - 1]),
        iterations[iterations.length - 1]);
  }

  private static String steps(int lag) {
    return lag == 1 ? "1 step" : lag + " steps";
  }

  private XYChart left(Canvas canvas, int layer) {
    XYChart chart = Plots.xy(canvas, "iteration", "left of the gradient");
    int[] lags = lags(layer);
    double[] all =
        IntStream.of(lags)
            .mapToObj(lag -> left(layer, lag))
            .flatMapToDouble(DoubleStream::of)
            .toArray();
    Decades axis = Decades.of(all);
    int i = 0;
    for (int lag : lags) {
      Plots.line(chart, steps(lag), iterations, axis.logs(left(layer, lag)), canvas.theme(), i++);
    }
    axis.showLeft(chart);
    ends(chart);
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  private XYChart depths(Canvas canvas) {
    XYChart chart = Plots.xy(canvas, "iteration", "k2");
    for (int layer = 0; layer < layers(); layer++) {
      int index = layer;
      double[] enough =
          records.stream()
              .map(record -> KeptGradient.of(record, record.layers().get(index)).depthFor(KEPT))
              .mapToDouble(RecordFigures::orNone)
              .toArray();
      Plots.line(chart, name(layer), iterations, enough, canvas.theme(), layer);
    }
    chart.getStyler().setYAxisMin(0.0);
    ends(chart);
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  private static double orNone(OptionalInt depth) {
    return depth.isPresent() ? depth.getAsInt() : Double.NaN;
  }

  private void ends(XYChart chart) {
    chart
        .getStyler()
        .setXAxisMin(iterations[0])
        .setXAxisMax(iterations[iterations.length - 1])
        .setMarkerSize(iterations.length > 30 ? 4 : 8);
  }
}
