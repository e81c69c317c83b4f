package io.github.tbptt4j.tuning.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** XChart's charts in the report's style. */
final class Plots {
  private static final List<Marker> MARKERS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP,
          SeriesMarkers.TRIANGLE_DOWN,
          SeriesMarkers.CROSS);
  private static final int LEGEND_GAP = 14;

  /** Of the width: a legend is centred below the plot, not below the figure. */
  private static final double LEGEND_PART = .85;

  private static final int MOST_TICKS = 10;
  private static final BasicStroke LINE = stroke(2f);
  private static final BasicStroke DASHES =
      new BasicStroke(
          1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 1f, new float[] {6f, 5f}, 0f);

  private static final Pattern TRAILING_ZEROS = Pattern.compile("(\\.\\d*?)0+$");

  private Plots() {}

  private static BasicStroke stroke(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  static XYChart xy(Canvas canvas, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(canvas.width())
            .height(canvas.height())
            .title(canvas.title())
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler(), canvas);
    return chart;
  }

  /**
   * A logarithmic axis with ticks at the powers of two. (XChart's own logarithmic axes name powers
   * of ten only, of which there may be none or one.)
   *
   * @param log2 the logarithms to base 2 of the values, which are what is drawn
   */
  static void showPowersOfTwoBelow(XYChart chart, double[] log2) {
    double from = lowest(log2);
    double to = highest(log2);
    chart
        .getStyler()
        .setXAxisMin(from)
        .setXAxisMax(to)
        .setXAxisTickMarkSpacingHint(spacing(0.75 * chart.getWidth(), to - from))
        .setXAxisTickLabelsFormattingFunction(Plots::powerOfTwo);
  }

  /**
   * The same for the axis on the left.
   *
   * @param log2 the logarithms to base 2 of the values, which are what is drawn
   */
  static void showPowersOfTwoLeft(XYChart chart, double[] log2) {
    double from = lowest(log2);
    double to = highest(log2);
    chart
        .getStyler()
        .setYAxisMin(from)
        .setYAxisMax(to)
        .setYAxisTickMarkSpacingHint(spacing(0.6 * chart.getHeight(), to - from))
        .setYAxisTickLabelsFormattingFunction(Plots::powerOfTwo);
  }

  // From a power of two to another: XChart begins its ticks at the end of an axis.
  private static double lowest(double[] log2) {
    return Math.floor(Arrays.stream(log2).min().orElse(0));
  }

  private static double highest(double[] log2) {
    return Math.max(lowest(log2) + 1, Math.ceil(Arrays.stream(log2).max().orElse(0)));
  }

  /** A tick at each power of two, where there are few; none between them. */
  private static int spacing(double pixels, double octaves) {
    return (int) (0.8 * pixels / Math.min(octaves, MOST_TICKS));
  }

  private static String powerOfTwo(double log2) {
    return log2 == Math.rint(log2)
        ? TRAILING_ZEROS.matcher(Format.length(Math.pow(2, log2))).replaceFirst("$1")
        : "";
  }

  /** A legend of many or long names, one below the other, where the curves leave room. */
  static void tallLegend(XYChart chart, Canvas canvas, LegendPosition free) {
    chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    if (!canvas.isNarrow()) {
      chart.getStyler().setLegendPosition(free);
    }
  }

  /** A legend below the series that are there, or one of a line each where they wouldn't fit. */
  static void lowLegend(XYChart chart, Canvas canvas) {
    AxesChartStyler styler = chart.getStyler();
    int gap = canvas.isNarrow() ? styler.getLegendPadding() : LEGEND_GAP;
    if (legendWidth(chart, gap) < LEGEND_PART * canvas.width()) {
      styler.setLegendPadding(gap);
    } else {
      styler
          .setLegendLayout(LegendLayout.Vertical)
          .setLegendPosition(canvas.isNarrow() ? LegendPosition.OutsideS : LegendPosition.OutsideE);
    }
  }

  private static double legendWidth(XYChart chart, int gap) {
    AxesChartStyler styler = chart.getStyler();
    FontRenderContext context = new FontRenderContext(null, true, false);
    return chart.getSeriesCollection().stream()
        .filter(XYSeries::isShowInLegend)
        .map(series -> styler.getLegendFont().getStringBounds(series.getLabel(), context))
        .mapToDouble(text -> styler.getLegendSeriesLineLength() + text.getWidth() + 2 * gap)
        .sum();
  }

  static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  static XYSeries line(XYChart chart, String name, double[] x, double[] y, Theme theme, int i) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(theme.series(i)).setLineStyle(LINE);
    series.setMarker(marker(i)).setMarkerColor(theme.series(i));
    return series;
  }

  static XYSeries points(XYChart chart, String name, double[] x, double[] y, Theme theme, int i) {
    XYSeries series = line(chart, name, x, y, theme, i);
    series.setLineStyle(SeriesLines.NONE);
    return series;
  }

  static void guide(XYChart chart, String name, double[] x, double[] y, Theme theme) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(theme.muted()).setLineStyle(DASHES);
    series.setMarker(SeriesMarkers.NONE);
  }

  /**
   * A line without markers, lifted where there is no number.
   *
   * @param x numbers or dates
   */
  static XYSeries curve(XYChart chart, String name, List<?> x, double[] y, Color color) {
    XYSeries series = chart.addSeries(name, x, DoubleStream.of(y).boxed().toList());
    series.setLineColor(color).setLineStyle(LINE);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /**
   * What lies inside an outline.
   *
   * @param x numbers or dates
   */
  static XYSeries area(XYChart chart, String name, List<?> x, double[] y, Color color) {
    XYSeries series = curve(chart, name, x, y, color);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    series.setLineStyle(SeriesLines.NONE);
    series.setFillColor(color);
    return series;
  }

  /** Small dots, where there are many. */
  static void dots(XYChart chart, String name, List<?> x, double[] y, Color color) {
    XYSeries series = curve(chart, name, x, y, color);
    series.setLineStyle(SeriesLines.NONE);
    dot(series, color);
    chart.getStyler().setMarkerSize(4);
  }

  static void dot(XYSeries series, Color color) {
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color);
  }

  static void thick(XYSeries series, Color color) {
    series.setLineColor(color).setLineStyle(stroke(6f));
  }

  static void dashed(XYSeries series) {
    series.setLineStyle(DASHES);
  }

  /** A vertical line from {@code low} to {@code high} at each x. */
  static XYSeries spans(
      XYChart chart, String name, double[] x, double[] low, double[] high, Stripe stripe) {
    double[] xs = new double[3 * x.length];
    double[] ys = new double[3 * x.length];
    for (int i = 0; i < x.length; i++) {
      xs[3 * i] = xs[3 * i + 1] = xs[3 * i + 2] = x[i];
      ys[3 * i] = low[i];
      ys[3 * i + 1] = high[i];
      ys[3 * i + 2] = Double.NaN; // lifts the pen
    }
    XYSeries series = chart.addSeries(name, xs, ys);
    series.setLineColor(stripe.color()).setLineStyle(stroke(stripe.width()));
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /** Writes the candidates' names above their points. */
  static void label(XYChart chart, List<TradeOff> rows, Canvas canvas) {
    chart
        .getStyler()
        .setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, canvas.fontSize() - 1))
        .setAnnotationTextFontColor(canvas.theme().ink());
    for (TradeOff row : rows) {
      chart.addAnnotation(new Label(row.name(), log2(row.trainingSeconds()), row.score()));
    }
  }

  private static final class Label extends AnnotationText {
    private static final int ABOVE = 13;
    private static final int RIGHT = 10;

    Label(String text, double x, double y) {
      super(text, x, y, false);
    }

    @Override
    public void paint(Graphics2D g) {
      g.translate(RIGHT, -ABOVE);
      super.paint(g);
      g.translate(-RIGHT, ABOVE);
    }
  }

  /**
   * Dates below, as fine as they are far apart.
   *
   * @param times local milliseconds since 1970, ascending
   */
  static void dates(XYChart chart, Canvas canvas, long[] times) {
    double days = (times[times.length - 1] - times[0]) / 86_400_000.0;
    chart
        .getStyler()
        .setTimezone(TimeZone.getTimeZone("UTC")) // or they would be moved
        .setDatePattern(canvas.isNarrow() ? shortDates(days) : longDates(days));
  }

  private static String longDates(double days) {
    return days < 4 ? "MM-dd HH:mm" : days < 800 ? "yyyy-MM-dd" : days < 8000 ? "yyyy-MM" : "yyyy";
  }

  private static String shortDates(double days) {
    return days < 2 ? "HH:mm" : days < 300 ? "MM-dd" : days < 4000 ? "yyyy-MM" : "yyyy";
  }

  /** Bars from 0, with flat ends. */
  static void bars(XYChart chart, String name, double[] x, double[] heights, Stripe stripe) {
    spans(chart, name, x, new double[x.length], heights, stripe)
        .setLineStyle(
            new BasicStroke(stripe.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
  }

  /** Ticks at whole numbers only. */
  static void wholeSteps(XYChart chart, double[] x) {
    chart
        .getStyler()
        .setXAxisMin(x[0])
        .setXAxisMax(x[x.length - 1])
        .setXAxisTickLabelsFormattingFunction(
            value -> value == Math.rint(value) ? Format.length(value) : "");
  }

  record Stripe(Color color, float width) {}

  private static Marker marker(int i) {
    return MARKERS.get(i % MARKERS.size());
  }

  private static void style(AxesChartStyler styler, Canvas canvas) {
    Theme theme = canvas.theme();
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, canvas.fontSize());
    styler
        .setBaseFont(font)
        .setLocale(Locale.ROOT)
        .setChartTitleVisible(!canvas.title().isEmpty())
        .setChartTitleFont(font.deriveFont(Font.BOLD, canvas.fontSize() + 3f))
        .setChartTitleBoxVisible(false)
        .setChartBackgroundColor(theme.background())
        .setChartFontColor(theme.ink())
        .setPlotBackgroundColor(theme.background())
        .setPlotBorderVisible(false)
        .setChartPadding(8)
        .setLegendFont(font)
        .setLegendLayout(LegendLayout.Horizontal)
        .setLegendPosition(LegendPosition.OutsideS)
        .setLegendBackgroundColor(theme.background())
        .setLegendBorderColor(theme.background())
        .setLegendSeriesLineLength(24)
        .setLegendPadding(9)
        .setMarkerSize(9);
    styler
        .setAxisTitleFont(font)
        .setAxisTickLabelsFont(font)
        .setAxisTickLabelsColor(theme.ink())
        .setAxisTickMarksColor(theme.grid())
        .setPlotGridLinesColor(theme.grid())
        .setPlotGridLinesStroke(new BasicStroke(1f))
        .setXAxisTickMarkSpacingHint(canvas.width() / 8)
        .setYAxisTickMarkSpacingHint(canvas.height() / 8);
  }
}
