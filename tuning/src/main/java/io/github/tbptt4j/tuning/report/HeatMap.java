package io.github.tbptt4j.tuning.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Values over a plane as colours, on a logarithmic scale: the smallest like the background, the
 * largest in greatest contrast to it.
 */
final class HeatMap {
  private static final double MOST_DECADES = 8;
  private static final int MOST_LEVELS = 5;
  private static final double[] NOWHERE = {Double.NaN, Double.NaN};

  /** Viewers blur pictures that they enlarge: they get large ones. */
  private static final int PIXELS = 800;

  private static final List<Color> ON_LIGHT =
      List.of(new Color(0xe6edf3), new Color(0x8fc1e3), new Color(0x1f78b4), new Color(0x08264d));
  private static final List<Color> ON_DARK =
      List.of(new Color(0x26303a), new Color(0x24597f), new Color(0x45a5dc), new Color(0xe2f4ff));

  private final double[][] logs;
  private final double from;
  private final double to;

  /**
   * A map.
   *
   * @param values [x][y], NaN for none
   */
  HeatMap(double[][] values) {
    logs =
        Arrays.stream(values)
            .map(column -> Arrays.stream(column).map(Decades::log10).toArray())
            .toArray(double[][]::new);
    double[] all = Arrays.stream(logs).flatMapToDouble(Arrays::stream).toArray();
    to = Math.ceil(Arrays.stream(all).filter(Double::isFinite).max().orElse(0));
    double least = Math.floor(Arrays.stream(all).filter(Double::isFinite).min().orElse(0));
    from = Math.min(Math.max(least, to - MOST_DECADES), to - 1);
  }

  /** Draws it, with a legend of the colours below. */
  XYChart chart(Canvas canvas, String x, String y) {
    XYChart chart = Plots.xy(canvas, x, y);
    int width = logs.length;
    int height = logs[0].length;
    int step = to - from < MOST_LEVELS ? 1 : 2;
    for (double log = to; log >= from; log -= step) {
      // Of the legend only, at no point. XChart puts ticks where series agree on all their x.
      double[] ends = {0, width - 0.01 * (to - log)};
      XYSeries entry = chart.addSeries(Decades.power(log), ends, NOWHERE);
      entry.setLineStyle(SeriesLines.NONE);
      entry.setMarker(SeriesMarkers.SQUARE).setMarkerColor(color(log, canvas.theme()));
    }
    chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) width);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax((double) height);
    chart.getStyler().setPlotGridLinesVisible(false).setLegendSeriesLineLength(14);
    chart.addAnnotation(new Picture(image(canvas.theme()), width, height));
    return chart;
  }

  private BufferedImage image(Theme theme) {
    int width = logs.length;
    int height = logs[0].length;
    int scaleX = Math.max(1, PIXELS / width);
    int scaleY = Math.max(1, PIXELS / 2 / height);
    BufferedImage image =
        new BufferedImage(width * scaleX, height * scaleY, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < image.getWidth(); i++) {
      for (int j = 0; j < image.getHeight(); j++) {
        double log = logs[i / scaleX][height - 1 - j / scaleY];
        image.setRGB(i, j, Double.isNaN(log) ? 0 : color(log, theme).getRGB());
      }
    }
    return image;
  }

  private Color color(double log, Theme theme) {
    List<Color> ramp = theme == Theme.DARK ? ON_DARK : ON_LIGHT;
    double place = Math.max(0, Math.min(1, (log - from) / (to - from))) * (ramp.size() - 1);
    int below = (int) Math.min(place, ramp.size() - 2.0);
    double part = place - below;
    Color low = ramp.get(below);
    Color high = ramp.get(below + 1);
    return new Color(
        mixed(low.getRed(), high.getRed(), part),
        mixed(low.getGreen(), high.getGreen(), part),
        mixed(low.getBlue(), high.getBlue(), part));
  }

  private static int mixed(int low, int high, double part) {
    return (int) Math.round(low + part * (high - low));
  }

  /** An image from corner to corner of the axes. */
  private static final class Picture extends AnnotationText {
    private final BufferedImage image;
    private final double width;
    private final double height;

    Picture(BufferedImage image, double width, double height) {
      super("", 0, 0, false);
      this.image = image;
      this.width = width;
      this.height = height;
    }

    @Override
    public void paint(Graphics2D g) {
      int left = getXAxisScreenValue(0);
      int top = getYAxisScreenValue(height);
      g.drawImage(
          image, left, top, getXAxisScreenValue(width) - left, getYAxisScreenValue(0) - top, null);
    }
  }
}
