package io.github.tbptt4j.tuning.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.JacobianSpectrum;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class DiagnosticFiguresTest {
  private static MultiLayerNetwork network(int units, Activation activation, double factor) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(2)
                .list()
                .layer(new VanillaRnn.Builder().nOut(units).activation(activation).build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
    network.init();
    network.getLayer(0).getParam("RW").muli(factor);
    return network;
  }

  private static DataSet data(int examples, int steps) {
    Nd4j.getRandom().setSeed(5);
    return new DataSet(Nd4j.rand(examples, 1, steps), Nd4j.rand(examples, 1, steps));
  }

  static int drawn(List<Figure> figures) {
    for (Figure figure : figures) {
      for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
        for (Canvas canvas : List.of(Canvas.wide(theme), Canvas.narrow(theme))) {
          String svg = new String(Images.svg(figure, canvas), StandardCharsets.UTF_8);
          assertFalse(svg.contains("NaN") || svg.contains("Infinity"), figure.title());
          assertNamesFit(figure.draw().apply(canvas));
        }
      }
      assertFalse(
          figure.caption().matches(".*(NaN|Infinity|\\b1 (steps|eigenvalues)\\b).*"),
          figure.caption());
    }
    return figures.size();
  }

  /** XChart cuts names that are wider. */
  private static void assertNamesFit(XYChart chart) {
    for (XYSeries series : chart.getSeriesCollection()) {
      double width =
          chart
              .getStyler()
              .getLegendFont()
              .getStringBounds(series.getLabel(), new FontRenderContext(null, true, false))
              .getWidth();
      assertTrue(width < .45 * chart.getWidth(), series.getLabel());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-12, .5, 3})
  void gradientsThatAreGoneOrExplodeAreDrawnToo(double factor) {
    MultiLayerNetwork network = network(4, Activation.IDENTITY, factor);
    assertEquals(3, drawn(FlowFigures.of(GradientFlow.measure(network, data(6, 30)))));
  }

  @Test
  void fewStepsAndOneExampleAreDrawnToo() {
    MultiLayerNetwork network = network(1, Activation.TANH, 1);
    assertEquals(2, drawn(FlowFigures.of(GradientFlow.measure(network, data(1, 2)))));
    assertEquals(4, drawn(SpectrumFigures.of(JacobianSpectrum.along(network, data(1, 3)))));
  }

  @Test
  void aFittedDecayEndsWhereTheAxisDoes() {
    MultiLayerNetwork network = network(4, Activation.IDENTITY, .01);
    XYChart chart =
        FlowFigures.of(GradientFlow.measure(network, data(6, 30)))
            .get(0)
            .draw()
            .apply(Canvas.wide(Theme.LIGHT));
    double[] fitted = chart.getSeries("fitted").getYData();
    double floor = chart.getStyler().getYAxisMin();
    assertTrue(Arrays.stream(fitted).allMatch(log -> Double.isNaN(log) || log > floor));
    assertTrue(fitted.length < 20, "of 30 lags few are on the axis");
  }

  @ParameterizedTest
  @CsvSource({"3, Horizontal, OutsideS", "6, Vertical, OutsideE"})
  void namesThatDontFitBelowAreListedBesideThePlot(
      int names, LegendLayout layout, LegendPosition position) {
    Canvas canvas = Canvas.wide(Theme.LIGHT);
    XYChart chart = Plots.xy(canvas, "x", "y");
    for (int i = 0; i < names; i++) {
      Plots.line(
          chart, i + "00 steps", new double[] {0, 1}, new double[] {0, i}, canvas.theme(), i);
    }
    Plots.lowLegend(chart, canvas);
    assertEquals(layout, chart.getStyler().getLegendLayout());
    assertEquals(position, chart.getStyler().getLegendPosition());
  }

  @Test
  void manyRanksHaveRoundNumbersBelow() {
    JacobianSpectrum spectrum = JacobianSpectrum.of(network(128, Activation.TANH, 1));
    XYChart chart = SpectrumFigures.of(spectrum).get(1).draw().apply(Canvas.wide(Theme.LIGHT));
    Set<Double> ticks = new TreeSet<>();
    chart
        .getStyler()
        .setXAxisTickLabelsFormattingFunction(
            value -> {
              ticks.add(value);
              return Format.length(value);
            });
    BitmapEncoder.getBufferedImage(chart);
    assertTrue(ticks.containsAll(List.of(0.0, 20.0, 100.0)), ticks::toString);
    assertFalse(ticks.contains(3.0), ticks::toString);
  }

  @Test
  void partsOfOneAreWrittenWithoutZeros() {
    Canvas canvas = Canvas.wide(Theme.LIGHT);
    XYChart chart = Plots.xy(canvas, "x", "y");
    Plots.showPowersOfTwoLeft(chart, new double[] {-2, 3});
    var label = chart.getStyler().getYAxisTickLabelsFormattingFunction();
    assertEquals(
        List.of("0.25", "0.5", "1", "8", ""),
        DoubleStream.of(-2, -1, 0, 3, .5).mapToObj(label::apply).toList());
  }

  @Test
  void unitsThatAreOffHaveNoExponentToDraw() {
    MultiLayerNetwork network = network(5, Activation.RELU, 1);
    network.getLayer(0).getParam("b").assign(-9);
    assertEquals(4, drawn(SpectrumFigures.of(JacobianSpectrum.along(network, data(2, 20)))));
  }

  @ParameterizedTest
  @ValueSource(doubles = {.1, 1, 4})
  void theUnitCircleIsRound(double factor) {
    JacobianSpectrum spectrum = JacobianSpectrum.of(network(6, Activation.TANH, factor));
    Figure plane = SpectrumFigures.of(spectrum).get(0);
    for (Canvas canvas : List.of(Canvas.wide(Theme.LIGHT), Canvas.narrow(Theme.LIGHT))) {
      XYChart chart = plane.draw().apply(canvas);
      BitmapEncoder.getBufferedImage(chart);
      double wide = chart.getScreenXFromChart(1) - chart.getScreenXFromChart(-1);
      double high = chart.getScreenYFromChart(-1) - chart.getScreenYFromChart(1);
      assertEquals(1, wide / high, .02);
    }
  }

  @Test
  void theLargestValueOfAMapIsInGreatestContrastAndNoneIsBackground() {
    double[][] values = {{1, 1e-4}, {1e-2, Double.NaN}};
    for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
      XYChart chart = new HeatMap(values).chart(Canvas.wide(theme), "x", "y");
      BufferedImage image = BitmapEncoder.getBufferedImage(chart);
      int largest = contrast(image, chart, .5, .5, theme);
      int middle = contrast(image, chart, 1.5, .5, theme);
      int least = contrast(image, chart, .5, 1.5, theme);
      assertTrue(largest > middle && middle > least && least > 0, () -> theme.toString());
      assertEquals(0, contrast(image, chart, 1.5, 1.5, theme));
    }
  }

  private static int contrast(BufferedImage image, XYChart chart, double x, double y, Theme theme) {
    int seen =
        image.getRGB((int) chart.getScreenXFromChart(x), (int) chart.getScreenYFromChart(y)) >> 8;
    return Math.abs((seen & 0xff) - theme.background().getGreen());
  }

  @Test
  void decadesAreWrittenAsPowersOfTen() {
    assertEquals("10\u207b\u00b9\u00b2", Decades.power(-12));
    assertEquals("10\u2070", Decades.power(0));
    assertEquals("", Decades.power(.5));
  }
}
