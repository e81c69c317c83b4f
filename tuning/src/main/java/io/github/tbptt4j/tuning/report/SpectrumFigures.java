package io.github.tbptt4j.tuning.report;

import io.github.tbptt4j.diagnostics.JacobianSpectrum;
import io.github.tbptt4j.diagnostics.LayerSpectrum;
import io.github.tbptt4j.diagnostics.LayerSpectrum.Eigenvalue;
import io.github.tbptt4j.diagnostics.TrajectorySpectrum;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/** The matrices that errors are multiplied by. */
final class SpectrumFigures {
  private static final int MOST_LAYERS = 4;
  private static final int MANY = 30;
  private static final int CIRCLE = 120;
  private static final double MARGIN = 1.1;

  private SpectrumFigures() {}

  static List<Figure> of(JacobianSpectrum spectrum) {
    List<Figure> figures = new ArrayList<>();
    for (LayerSpectrum layer :
        spectrum.layers().subList(0, Math.min(MOST_LAYERS, spectrum.layers().size()))) {
      figures.add(
          new Figure(
              "Eigenvalues of RW: " + layer.name(),
              planeCaption(layer),
              canvas -> plane(canvas, layer)));
      figures.add(
          new Figure(
              "Singular values of RW: " + layer.name(),
              singularCaption(layer),
              canvas -> singularValues(canvas, layer)));
      layer
          .trajectory()
          .ifPresent(
              trajectory -> {
                figures.add(
                    new Figure(
                        "Lyapunov exponents along the data: " + layer.name(),
                        exponentCaption(trajectory),
                        canvas -> exponents(canvas, trajectory)));
                figures.add(
                    new Figure(
                        "What some steps back do to an error: " + layer.name(),
                        gainCaption(trajectory),
                        canvas -> gains(canvas, trajectory)));
              });
    }
    return figures;
  }

  private static String planeCaption(LayerSpectrum layer) {
    long outside =
        layer.eigenvalues().stream().filter(eigenvalue -> eigenvalue.modulus() > 1).count();
    return String.format(
        Locale.ROOT,
        "The %s in the complex plane, and the unit circle. The farthest from 0, whose"
            + " distance is the spectral radius, lies at %.3g; %s outside of the circle. With"
            + " linear units errors along eigenvectors inside shrink with each step back, those"
            + " outside grow; the slope of the activation makes both smaller. An angle turns an"
            + " error from step to step.",
        layer.units() == 1 ? "eigenvalue" : layer.units() + " eigenvalues",
        layer.spectralRadius(),
        outside == 0 ? "none lies" : outside == 1 ? "1 lies" : outside + " lie");
  }

  private static String singularCaption(LayerSpectrum layer) {
    double[] values = layer.singularValues();
    long above = Arrays.stream(values).filter(value -> value > layer.limit()).count();
    String limit =
        layer.limit() > 0
            ? String.format(
                Locale.ROOT,
                "Dashed 1 / max f' = %.3g: were the largest below it, gradients would vanish for"
                    + " sure; one must be above it for them to explode, which isn't enough. %d of"
                    + " %d are.",
                layer.limit(),
                above,
                values.length)
            : "The slope of the activation has no bound, so there is no limit to compare with.";
    return String.format(
        Locale.ROOT,
        "By how much RW stretches an error at most, %.3g, and in the directions at right angles to"
            + " it, down to %.3g. %s",
        values[0],
        values[values.length - 1],
        limit);
  }

  private static String exponentCaption(TrajectorySpectrum trajectory) {
    double[] exponents = trajectory.lyapunovExponents();
    long positive = Arrays.stream(exponents).filter(exponent -> exponent > 0).count();
    if (Double.isInfinite(exponents[0])) {
      return "Errors of all directions are lost at once: no exponent is finite, there is nothing to"
          + " draw. Units that are off do so, as of ReLU.";
    }
    return String.format(
        Locale.ROOT,
        "What the Jacobians along %,d steps do in the long run: the logarithm of the factor a step,"
            + " by direction. The largest, %.3g, is a factor of %.3g a step; %d of %d are above 0,"
            + " where errors grow.",
        trajectory.transitions(),
        exponents[0],
        Math.exp(exponents[0]),
        positive,
        exponents.length);
  }

  private static String gainCaption(TrajectorySpectrum trajectory) {
    int lags = trajectory.lags();
    return String.format(
        Locale.ROOT,
        "What is left of an error of random direction: after 1 step %s of it, after %d %s. Beside"
            + " it the product of the Jacobians averaged over the data, in which errors of"
            + " different signs cancel: its largest singular value, for the direction that keeps"
            + " most, and its spectral radius.",
        Format.norm(trajectory.gain(1)),
        lags,
        Format.norm(trajectory.gain(lags)));
  }

  private static XYChart plane(Canvas canvas, LayerSpectrum layer) {
    XYChart chart = Plots.xy(canvas, "real part", "imaginary part");
    double[] angles =
        IntStream.rangeClosed(0, CIRCLE).mapToDouble(i -> 2 * Math.PI * i / CIRCLE).toArray();
    List<Double> cosines = DoubleStream.of(angles).map(Math::cos).boxed().toList();
    double[] sines = DoubleStream.of(angles).map(Math::sin).toArray();
    Plots.curve(chart, "unit circle", cosines, sines, canvas.theme().muted());
    double[] imaginary = layer.eigenvalues().stream().mapToDouble(Eigenvalue::imaginary).toArray();
    List<Double> real = layer.eigenvalues().stream().map(Eigenvalue::real).toList();
    Plots.dots(chart, "eigenvalues", real, imaginary, canvas.theme().series(0));
    chart.getStyler().setMarkerSize(layer.units() > 60 ? 5 : 8);
    Plots.lowLegend(chart, canvas);
    equalAxes(chart, MARGIN * Math.max(1, layer.spectralRadius()));
    return chart;
  }

  /** Widens the axis that has more pixels, so that a circle looks like one. */
  private static void equalAxes(XYChart chart, double radius) {
    chart.getStyler().setXAxisMin(-radius).setXAxisMax(radius);
    chart.getStyler().setYAxisMin(-radius).setYAxisMax(radius);
    BufferedImage scrap = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scrap.createGraphics();
    chart.paint(graphics, chart.getWidth(), chart.getHeight()); // then it knows where things are
    graphics.dispose();
    double wide = chart.getScreenXFromChart(radius) - chart.getScreenXFromChart(-radius);
    double high = chart.getScreenYFromChart(-radius) - chart.getScreenYFromChart(radius);
    if (wide > high) {
      double half = radius * wide / high;
      chart.getStyler().setXAxisMin(-half).setXAxisMax(half);
    } else {
      double half = radius * high / wide;
      chart.getStyler().setYAxisMin(-half).setYAxisMax(half);
    }
  }

  private static double[] ranks(int n) {
    return IntStream.rangeClosed(1, n).asDoubleStream().toArray();
  }

  private static XYChart singularValues(Canvas canvas, LayerSpectrum layer) {
    XYChart chart = Plots.xy(canvas, "singular value, the largest first", "");
    double[] values = layer.singularValues();
    byRank(chart, canvas, "singular values", values);
    if (layer.limit() > 0) {
      level(chart, canvas, "1 / max f'", layer.limit(), values.length);
    }
    chart.getStyler().setYAxisMin(0.0);
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  /** A tick of a single exponent is at its value, whatever that is. */
  private static String threeDigits(double value) {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static XYChart exponents(Canvas canvas, TrajectorySpectrum trajectory) {
    XYChart chart = Plots.xy(canvas, "exponent, the largest first", "log of the factor a step");
    double[] exponents = trajectory.lyapunovExponents();
    double[] known =
        DoubleStream.of(exponents).map(e -> Double.isFinite(e) ? e : Double.NaN).toArray();
    byRank(chart, canvas, "exponents", known);
    level(chart, canvas, "errors keep their size", 0, exponents.length);
    chart.getStyler().setYAxisTickLabelsFormattingFunction(SpectrumFigures::threeDigits);
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  private static void byRank(XYChart chart, Canvas canvas, String name, double[] values) {
    Plots.line(chart, name, ranks(values.length), values, canvas.theme(), 0);
    ranksBelow(chart, values.length);
  }

  private static void ranksBelow(XYChart chart, int n) {
    boolean many = n > MANY;
    chart.getStyler().setMarkerSize(many ? 4 : 8);
    if (many) {
      chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) n);
    } else if (n > 1) {
      Plots.wholeSteps(chart, ranks(n));
    }
  }

  private static void level(XYChart chart, Canvas canvas, String name, double y, int n) {
    // Beside the ranks, or XChart would put ticks at some of them and not at round numbers.
    double[] ends = n > MANY ? new double[] {0.5, n} : new double[] {1, Math.max(2, n)};
    Plots.guide(chart, name, ends, new double[] {y, y}, canvas.theme());
  }

  private static XYChart gains(Canvas canvas, TrajectorySpectrum trajectory) {
    XYChart chart = Plots.xy(canvas, "steps back", "factor");
    double[] lags = ranks(trajectory.lags());
    double[] gain = byLag(lags, trajectory::gain);
    double[] largest = byLag(lags, lag -> trajectory.singularValues(lag)[0]);
    double[] radius = byLag(lags, trajectory::spectralRadius);
    Decades axis =
        Decades.of(Stream.of(gain, largest, radius).flatMapToDouble(DoubleStream::of).toArray());
    Plots.line(chart, "random", lags, axis.logs(gain), canvas.theme(), 0);
    Plots.line(chart, "mean: sv", lags, axis.logs(largest), canvas.theme(), 1);
    Plots.line(chart, "mean: radius", lags, axis.logs(radius), canvas.theme(), 2);
    axis.showLeft(chart);
    ranksBelow(chart, lags.length);
    Plots.lowLegend(chart, canvas);
    return chart;
  }

  private static double[] byLag(double[] lags, IntToDoubleFunction value) {
    return DoubleStream.of(lags).map(lag -> value.applyAsDouble((int) lag)).toArray();
  }
}
