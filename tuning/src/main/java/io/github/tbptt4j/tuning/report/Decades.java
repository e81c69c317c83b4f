package io.github.tbptt4j.tuning.report;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;

/** A logarithmic axis on the left with ticks at powers of ten; what is drawn are logarithms. */
final class Decades {
  private static final int MOST_TICKS = 8;

  /** Of the height, the axis: the rest is what stands below. */
  private static final double AXIS = .7;

  /** Below so much of the largest value nothing is drawn: it is noise of the arithmetic. */
  private static final double MOST = 16;

  private static final String SUPERSCRIPTS =
      "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";

  private final double from;
  private final double to;

  private Decades(double from, double to) {
    this.from = from;
    this.to = to;
  }

  /**
   * The decades that values lie in.
   *
   * @param values those that aren't above 0 don't count
   */
  static Decades of(double... values) {
    double[] logs = DoubleStream.of(values).map(Decades::log10).filter(Double::isFinite).toArray();
    double to = Math.ceil(Arrays.stream(logs).max().orElse(0));
    double from = Math.floor(Arrays.stream(logs).min().orElse(0));
    return new Decades(Math.min(Math.max(from, to - MOST), to - 1), to);
  }

  /** {@return the logarithm; NaN, which lifts the pen, of 0} */
  static double log10(double value) {
    return value > 0 ? Math.log10(value) : Double.NaN;
  }

  /** {@return the logarithms of values, NaN for those below the axis} */
  double[] logs(double[] values) {
    return DoubleStream.of(values)
        .map(Decades::log10)
        .map(log -> log >= from ? log : Double.NaN)
        .toArray();
  }

  /** {@return the nearest on the axis} */
  double clipped(double log) {
    return Math.max(from, Math.min(to, log));
  }

  /** {@return whether a logarithm is above the lowest one on the axis} */
  boolean isAbove(double log) {
    return log > from;
  }

  void showLeft(XYChart chart) {
    double decades = to - from;
    int step = decades <= MOST_TICKS ? 1 : decades <= 2 * MOST_TICKS ? 2 : 5;
    chart
        .getStyler()
        .setYAxisMin(from)
        .setYAxisMax(to)
        .setYAxisTickMarkSpacingHint((int) (AXIS * chart.getHeight() * step / decades))
        .setYAxisTickLabelsFormattingFunction(Decades::power);
  }

  /** {@return the power of ten with this logarithm; nothing between them} */
  static String power(double log) {
    if (log != Math.rint(log)) {
      return "";
    }
    StringBuilder power = new StringBuilder(log < 0 ? "10\u207b" : "10");
    for (char digit : Long.toString(Math.abs((long) log)).toCharArray()) {
      power.append(SUPERSCRIPTS.charAt(digit - '0'));
    }
    return power.toString();
  }
}
