package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.tuning.forecast.ForecastTrack;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** What forecasts missed: over time, how large, and whether one miss tells of the next. */
final class ResidualFigures {
  private static final int MOST_ROWS = 1000;
  private static final int MOST_BINS = 40;
  private static final int MOST_LAGS = 40;
  private static final int FEWEST = 8;
  private static final double NORMAL_975 = 1.96;

  private ResidualFigures() {}

  /** Of one series; none where there are too few rows. */
  static List<Figure> of(String column, ForecastTrack track) {
    double[] known = Arrays.stream(track.residuals()).filter(Double::isFinite).toArray();
    if (known.length < FEWEST) {
      return List.of();
    }
    String name = TrackFigures.name(column, track);
    return List.of(
        new Figure(
            "Errors over time: " + name,
            "Actual less forecast%s: without a pattern if nothing is left to learn."
                .formatted(
                    track.actual().length > MOST_ROWS
                        ? ", the last %,d rows".formatted(MOST_ROWS)
                        : ""),
            true,
            canvas -> overTime(canvas, column, track.tail(MOST_ROWS), track.actual().length)),
        new Figure(
            "How large errors are: " + name,
            "Rows by their error, actual less forecast; beside 0 if forecasts are too high or too"
                + " low.",
            canvas -> histogram(canvas, column, known)),
        new Figure(
            "Autocorrelation of errors: " + name,
            "Between the dashed lines it is chance (95 %); beyond them an error tells of one some"
                + " rows later, which a better model would use.",
            canvas -> autocorrelation(canvas, track.residuals())));
  }

  private static XYChart overTime(Canvas canvas, String column, ForecastTrack track, int rows) {
    XYChart chart = Plots.xy(canvas, track.times() == null ? "row" : "", "error of " + column);
    List<?> x = TrackFigures.x(chart, canvas, track, rows - track.actual().length);
    Plots.dots(chart, "error", x, track.residuals(), canvas.theme().series(0));
    List<?> ends = List.of(x.get(0), x.get(x.size() - 1));
    Plots.dashed(Plots.curve(chart, "none", ends, new double[2], canvas.theme().muted()));
    chart.getStyler().setLegendVisible(false);
    return chart;
  }

  private static XYChart histogram(Canvas canvas, String column, double[] errors) {
    double low = Arrays.stream(errors).min().orElse(0);
    double high = Arrays.stream(errors).max().orElse(1);
    int bins = high > low ? Math.min(MOST_BINS, 2 + (int) Math.sqrt(errors.length)) : 1;
    double width = high > low ? (high - low) / bins : 1;
    double[] counts = new double[bins];
    for (double error : errors) {
      counts[Math.min(bins - 1, (int) ((error - low) / width))]++;
    }
    double[] middles = new double[bins];
    Arrays.setAll(middles, bin -> low + (bin + 0.5) * width);
    XYChart chart = Plots.xy(canvas, "error of " + column, "rows");
    bars(chart, canvas, middles, counts);
    chart
        .getStyler()
        .setYAxisMin(0.0)
        .setXAxisTickLabelsFormattingFunction(Format::significant)
        .setXAxisTickMarkSpacingHint(canvas.width() / (canvas.isNarrow() ? 3 : 5));
    return chart;
  }

  private static void bars(XYChart chart, Canvas canvas, double[] x, double[] heights) {
    float thick = Math.max(1.5f, 0.6f * canvas.width() / (x.length + 1));
    Plots.bars(chart, "bars", x, heights, new Plots.Stripe(canvas.theme().series(0), thick));
    chart.getStyler().setLegendVisible(false);
  }

  private static XYChart autocorrelation(Canvas canvas, double[] errors) {
    double[] r = autocorrelation(errors);
    XYChart chart = Plots.xy(canvas, "rows between", "autocorrelation");
    double[] lags = IntStream.rangeClosed(1, r.length).asDoubleStream().toArray();
    bars(chart, canvas, lags, r);
    long known = Arrays.stream(errors).filter(Double::isFinite).count();
    double chance = NORMAL_975 / Math.sqrt(known);
    double[] ends = {0.5, r.length + 0.5};
    Plots.guide(chart, "chance", ends, new double[] {chance, chance}, canvas.theme());
    Plots.guide(chart, "chance below", ends, new double[] {-chance, -chance}, canvas.theme());
    chart
        .getStyler()
        .setYAxisTickLabelsFormattingFunction(value -> String.format(Locale.ROOT, "%.2f", value));
    return chart;
  }

  /** Of pairs that are known, from 1 row apart. */
  private static double[] autocorrelation(double[] errors) {
    double mean = Arrays.stream(errors).filter(Double::isFinite).average().orElse(0);
    int lags = Math.min(MOST_LAGS, errors.length / 4);
    double[] r = new double[lags + 1];
    for (int lag = 0; lag <= lags; lag++) {
      for (int t = lag; t < errors.length; t++) {
        double product = (errors[t] - mean) * (errors[t - lag] - mean);
        r[lag] += Double.isFinite(product) ? product : 0;
      }
    }
    double variance = r[0] > 0 ? r[0] : 1;
    return Arrays.stream(r).skip(1).map(sum -> sum / variance).toArray();
  }
}
