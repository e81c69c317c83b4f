package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.AdaptiveTruncation;
import io.github.tbptt4j.TruncationChoice;
import io.github.tbptt4j.tuning.tasks.TaskMeasure;
import io.github.tbptt4j.tuning.tasks.TaskResult;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How trainings on a task went, and what adaptive truncations chose on the way. */
final class TaskFigures {
  /** More series than this can't be told apart. */
  private static final int MOST_SERIES = 6;

  /** From so much between its ends on an axis is logarithmic. */
  private static final double WIDE = 20;

  private static final int MOST_MARKERS = 30;
  private static final String OTHERS = " Grey: the other seeds.";

  private TaskFigures() {}

  /**
   * Figures; those that have nothing to show are left out.
   *
   * @param rows one a truncation
   */
  static List<Figure> of(TaskMeasure measure, List<TaskRow> rows) {
    List<Figure> figures = new ArrayList<>();
    List<TaskRow> drawn =
        rows.stream()
            .filter(row -> DoubleStream.of(scores(row)).filter(Double::isFinite).count() > 1)
            .limit(MOST_SERIES)
            .toList();
    if (!drawn.isEmpty()) {
      figures.add(learning(measure, drawn, rows.size()));
    }
    for (TaskRow row : rows) {
      List<TaskResult> adaptive = row.results().stream().filter(TaskFigures::isAdaptive).toList();
      if (!adaptive.isEmpty()) {
        figures.add(depth(row.truncation(), adaptive));
      }
      if (choices(adaptive).stream().anyMatch(TaskFigures::hasBias)) {
        figures.add(bias(row.truncation(), adaptive));
      }
    }
    return figures;
  }

  private static boolean isAdaptive(TaskResult result) {
    return result.truncation() instanceof AdaptiveTruncation && !result.choices().isEmpty();
  }

  private static List<TruncationChoice> choices(List<TaskResult> results) {
    return results.stream().flatMap(result -> result.choices().stream()).toList();
  }

  private static double end(List<TaskResult> results) {
    return Math.max(1, results.stream().mapToLong(TaskResult::updates).max().orElseThrow());
  }

  private static long[] times(TaskRow row) {
    return row.results().stream()
        .flatMap(result -> result.curve().stream())
        .mapToLong(TaskResult.Point::timeSteps)
        .sorted()
        .distinct()
        .toArray();
  }

  /** Where it isn't finite, the curve is lifted. */
  private static double[] scores(TaskRow row) {
    return Arrays.stream(times(row))
        .mapToDouble(row::scoreAt)
        .map(score -> Double.isFinite(score) ? score : Double.NaN)
        .toArray();
  }

  private static Figure learning(TaskMeasure measure, List<TaskRow> rows, int all) {
    double[] scores =
        rows.stream()
            .map(TaskFigures::scores)
            .flatMapToDouble(DoubleStream::of)
            .filter(Double::isFinite)
            .toArray();
    double least = Arrays.stream(scores).min().orElseThrow();
    double most = Arrays.stream(scores).max().orElseThrow();
    boolean logarithmic = least > 0 && most > WIDE * least;
    return new Figure(
        "Learning curves",
        String.format(
            Locale.ROOT,
            "Held-out %s over the training%s, the median over the seeds%s. Dashed: %s, what a"
                + " network gets that has learned all but what lies far back.",
            measure.name(),
            logarithmic ? ", on a logarithmic axis" : "",
            rows.size() < all ? " (%d of %d truncations)".formatted(rows.size(), all) : "",
            Format.significant(measure.guess())),
        canvas -> learning(canvas, measure, rows, logarithmic ? Decades.of(scores) : null));
  }

  private static XYChart learning(
      Canvas canvas, TaskMeasure measure, List<TaskRow> rows, Decades axis) {
    XYChart chart = Plots.xy(canvas, "time steps trained on", measure.name());
    double end = 0;
    int i = 0;
    for (TaskRow row : rows) {
      double[] x = Arrays.stream(times(row)).asDoubleStream().toArray();
      double[] y = scores(row);
      XYSeries line =
          Plots.line(
              chart,
              name(row.truncation(), canvas),
              x,
              axis == null ? y : axis.logs(y),
              canvas.theme(),
              i++);
      if (x.length > MOST_MARKERS) {
        line.setMarker(SeriesMarkers.NONE);
      }
      end = Math.max(end, x[x.length - 1]);
    }
    double guess = axis == null ? measure.guess() : axis.clipped(Decades.log10(measure.guess()));
    Plots.guide(chart, "guess", new double[] {0, end}, new double[] {guess, guess}, canvas.theme());
    if (axis == null) {
      chart.getStyler().setYAxisMin(0.0);
    } else {
      axis.showLeft(chart);
    }
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(end);
    chart.getStyler().setLegendLayout(LegendLayout.Vertical); // names are long
    return chart;
  }

  /** In lines, because XChart cuts off what is longer. */
  private static String name(String truncation, Canvas canvas) {
    int most = canvas.isNarrow() ? 18 : 26;
    StringBuilder name = new StringBuilder();
    int line = 0;
    for (String part : truncation.split("(?<=,)")) {
      if (line > 0 && line + part.length() > most) {
        name.append('\n');
        line = 0;
      }
      name.append(part);
      line += part.length();
    }
    return name.toString();
  }

  /** A heading that a narrow window can break. */
  private static String breakable(String truncation) {
    return truncation.replaceAll(",\\b", ", ");
  }

  private static Figure depth(String truncation, List<TaskResult> results) {
    TaskResult first = results.get(0);
    int[] ks = first.choices().stream().mapToInt(TruncationChoice::k).toArray();
    return new Figure(
        "K over the training: " + breakable(truncation),
        String.format(
            Locale.ROOT,
            "Steps that each loss reaches back at least, as they were chosen. With seed %d K is %d"
                + " at first and %d at last, between %d and %d.%s",
            first.seed(),
            ks[0],
            ks[ks.length - 1],
            Arrays.stream(ks).min().orElseThrow(),
            Arrays.stream(ks).max().orElseThrow(),
            results.size() > 1 ? OTHERS : ""),
        canvas -> depth(canvas, results));
  }

  private static XYChart depth(Canvas canvas, List<TaskResult> results) {
    XYChart chart = Plots.xy(canvas, "updates", "K, steps");
    for (int i = results.size() - 1; i >= 0; i--) { // the first one above the others
      List<Double> x = new ArrayList<>();
      List<Double> k = new ArrayList<>();
      for (TruncationChoice choice : results.get(i).choices()) {
        if (!k.isEmpty()) { // the last one holds until then
          x.add((double) choice.iteration());
          k.add(k.get(k.size() - 1));
        }
        x.add((double) choice.iteration());
        k.add((double) choice.k());
      }
      x.add((double) Math.max(results.get(i).updates(), x.get(x.size() - 1) + 1)); // to its end
      k.add(k.get(k.size() - 1));
      Plots.curve(chart, name(results.get(i)), x, array(k), color(canvas, i))
          .setShowInLegend(i == 0);
    }
    chart.getStyler().setXAxisMin(0.0).setYAxisMin(0.0).setLegendVisible(results.size() > 1);
    return chart;
  }

  private static String name(TaskResult result) {
    return "seed " + result.seed();
  }

  private static Color color(Canvas canvas, int seed) {
    return seed == 0 ? canvas.theme().series(0) : canvas.theme().muted();
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** It is infinite where the gradient doesn't decay, and can be 0 where there is none. */
  private static boolean hasBias(TruncationChoice choice) {
    return Double.isFinite(choice.relativeBias()) && choice.relativeBias() > 0;
  }

  private static double delta(List<TaskResult> results) {
    return ((AdaptiveTruncation) results.get(0).truncation()).delta();
  }

  private static Figure bias(String truncation, List<TaskResult> results) {
    List<TruncationChoice> choices = choices(results);
    long without = choices.stream().filter(choice -> !hasBias(choice)).count();
    return new Figure(
        "Relative bias over the training: " + breakable(truncation),
        String.format(
            Locale.ROOT,
            "Of the gradient at the chosen K, as it was estimated, on a logarithmic axis. Dashed:"
                + " delta, %s.%s%s",
            Format.significant(delta(results)),
            results.size() > 1 ? OTHERS : "",
            without > 0
                ? " %d of %d choices have no estimate: there the gradient doesn't decay."
                    .formatted(without, choices.size())
                : ""),
        canvas -> bias(canvas, results));
  }

  private static XYChart bias(Canvas canvas, List<TaskResult> results) {
    XYChart chart = Plots.xy(canvas, "updates", "relative bias");
    double delta = delta(results);
    Decades axis =
        Decades.of(
            DoubleStream.concat(
                    DoubleStream.of(delta),
                    choices(results).stream()
                        .filter(TaskFigures::hasBias)
                        .mapToDouble(TruncationChoice::relativeBias))
                .toArray());
    for (int i = results.size() - 1; i >= 0; i--) {
      List<TruncationChoice> shown =
          results.get(i).choices().stream().filter(TaskFigures::hasBias).toList();
      if (!shown.isEmpty()) {
        double[] bias = shown.stream().mapToDouble(TruncationChoice::relativeBias).toArray();
        List<Double> x = shown.stream().map(choice -> (double) choice.iteration()).toList();
        Plots.dots(chart, name(results.get(i)), x, axis.logs(bias), color(canvas, i));
      }
    }
    double end = end(results);
    double line = Decades.log10(delta);
    Plots.guide(chart, "delta", new double[] {0, end}, new double[] {line, line}, canvas.theme());
    axis.showLeft(chart);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(end).setMarkerSize(7).setLegendVisible(false);
    return chart;
  }
}
