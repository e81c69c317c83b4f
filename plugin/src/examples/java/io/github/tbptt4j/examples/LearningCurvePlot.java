package io.github.tbptt4j.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a learning curve. */
final class LearningCurvePlot {
  private static final Color BLUE = new Color(0x2b6cb0);
  private static final Color ORANGE = new Color(0xdd6b20);
  private static final Color GRID = new Color(0xe2e8f0);
  private static final Color INK = new Color(0x2d3748);

  private LearningCurvePlot() {}

  /** Writes the curve as a PNG file. */
  static void write(LearningCurve curve, String title, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(1200)
            .height(750)
            .title(title)
            .xAxisTitle("characters read in training (millions)")
            .yAxisTitle("bits per character")
            .build();
    style(chart.getStyler());
    add(chart, "training", curve.training())
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(BLUE)
        .setLineStyle(new BasicStroke(2f));
    add(chart, "held out: %.2f at the end", curve.heldOut())
        .setMarker(SeriesMarkers.CIRCLE)
        .setMarkerColor(ORANGE)
        .setLineColor(ORANGE)
        .setLineStyle(new BasicStroke(3f));
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private static XYSeries add(XYChart chart, String name, List<LearningCurve.Point> points) {
    double last = points.get(points.size() - 1).bits();
    return chart.addSeries(
        name.formatted(last),
        points.stream().mapToDouble(point -> point.characters() / 1e6).toArray(),
        points.stream().mapToDouble(LearningCurve.Point::bits).toArray());
  }

  private static void style(XYStyler styler) {
    styler
        .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 24))
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 20))
        .setLegendPosition(LegendPosition.InsideNE)
        .setLegendBorderColor(GRID)
        .setChartBackgroundColor(Color.WHITE)
        .setChartFontColor(INK)
        .setChartTitleBoxVisible(false)
        .setPlotBorderVisible(false)
        .setChartPadding(24)
        .setMarkerSize(9);
    styler
        .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 20))
        .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18))
        .setAxisTickLabelsColor(INK)
        .setPlotGridLinesColor(GRID)
        .setPlotGridLinesStroke(new BasicStroke(1f))
        .setYAxisTickMarkSpacingHint(90)
        .setXAxisDecimalPattern("0.0")
        .setYAxisDecimalPattern("0.0");
  }
}
