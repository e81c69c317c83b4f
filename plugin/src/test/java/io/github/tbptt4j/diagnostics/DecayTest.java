package io.github.tbptt4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.train.flow.Decay;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LossRows;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is said of norms by lag: rates, half-lives, bounds, words. */
class DecayTest {

  /** A linear network whose recurrent weights are rho times an orthogonal matrix. */
  private static GradientFlow linear(double rho, int lags) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .dataType(DataType.DOUBLE)
                .updater(new NoOp())
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nOut(6)
                        .activation(Activation.IDENTITY)
                        .weightInitRecurrent(RecurrentInit.orthogonal())
                        .build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(3))
                .build());
    network.init();
    network.getParam("0_RW").muli(rho);
    Nd4j.getRandom().setSeed(5);
    INDArray x = Nd4j.randn(DataType.DOUBLE, 7, 3, lags + 20);
    INDArray y = Nd4j.randn(DataType.DOUBLE, 7, 2, lags + 20);
    return GradientFlow.of(network).lags(lags).measure(new DataSet(x, y));
  }

  private static double[] geometric(double first, double beta, int lags) {
    double[] phi = new double[lags + 1];
    Arrays.setAll(phi, k -> first * Math.pow(beta, k));
    return phi;
  }

  @ParameterizedTest
  @ValueSource(doubles = {.5, .9, 1, 1.5})
  void everyGradientOfALinearOrthogonalNetworkChangesByRho(double rho) {
    LayerFlow layer = linear(rho, 12).layers().get(0);
    double[][] byStep = layer.byStep();
    for (int s = 1; s < byStep.length; s++) {
      for (int k = 1; k <= Math.min(s, 12); k++) {
        // The mean over examples whose norms all change by rho.
        assertEquals(byStep[s][0] * Math.pow(rho, k), byStep[s][k], 1e-9 * byStep[s][k]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {.3, .5, .9, .99, 1, 1.5})
  void betaIsTheRateOfDecayWhicheverLossesDropOut(double rho) {
    LayerFlow layer = linear(rho, 30).layers().get(0);
    assertEquals(rho, layer.beta(), 1e-6);
    assertTrue(layer.betaLow() <= rho + 1e-9 && rho <= layer.betaHigh() + 1e-9, layer.words());
    assertTrue(layer.betaHigh() - layer.betaLow() < 1e-6);
  }

  @Test
  void noiseWidensTheIntervalAroundTheRate() {
    double[] phi = geometric(1, .9, 60);
    for (int k = 0; k < phi.length; k++) {
      phi[k] *= 1 + .1 * Math.sin(17.0 * k * k);
    }
    Decay decay = Decay.of(phi);
    assertTrue(decay.low() < .9 && .9 < decay.high(), decay.low() + " to " + decay.high());
    assertTrue(decay.high() - decay.low() > 1e-3);
  }

  @Test
  void examplesThatDifferWidenTheInterval() {
    int[] examples = {0, 1, 2, 3, 4, 5};
    double[] rates = {.8, .82, .84, .86, .88, .9};
    double[][] norms = new double[9][6];
    for (int k = 0; k < norms.length; k++) {
      for (int i = 0; i < rates.length; i++) {
        norms[k][i] = Math.pow(rates[i], k);
      }
    }
    Decay ofMeans =
        Decay.of(
            Arrays.stream(norms)
                .mapToDouble(row -> Arrays.stream(row).average().orElseThrow())
                .toArray());
    Decay ofExamples = Decay.of(norms, examples);
    assertEquals(ofMeans.beta(), ofExamples.beta());
    assertTrue(ofExamples.high() - ofExamples.low() > 2 * (ofMeans.high() - ofMeans.low()));
  }

  /**
   * The rates of 50 examples are known to a standard deviation of .02, their mean to .02/sqrt(50).
   */
  @Test
  void theIntervalIsThatOfTheMeanOverManyExamples() {
    int inside = 0;
    for (int seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      int[] examples = IntStream.range(0, 50).toArray();
      double[] rates = random.doubles(50).map(any -> .9 + .02 * random.nextGaussian()).toArray();
      double[][] norms = new double[5][50];
      for (int k = 0; k < norms.length; k++) {
        for (int i = 0; i < rates.length; i++) {
          norms[k][i] = Math.pow(rates[i], k);
        }
      }
      Decay decay = Decay.of(norms, examples);
      double width = decay.high() - decay.low();
      assertTrue(width > .006 && width < .025, "width " + width);
      inside += decay.low() < .901 && .901 < decay.high() ? 1 : 0; // the mean of x^3 over x^2
    }
    assertTrue(inside >= 34, "inside " + inside);
  }

  @Test
  void zerosEndTheFitAndDontBreakIt() {
    double[] phi = geometric(1, .5, 20);
    Arrays.fill(phi, 10, 21, 0);
    Decay decay = Decay.of(phi);
    assertEquals(9, decay.last());
    assertEquals(.5, decay.beta(), 1e-12);
    Decay gone = Decay.of(new double[] {2, 0, 0});
    assertEquals(0, gone.beta());
    assertEquals(0, gone.absoluteBias(1));
    Decay none = Decay.of(new double[] {0, 0, 0});
    assertEquals(0, none.absoluteBias(0));
  }

  /** By hand: phi = 4, 2, 1, 1/2, 1/4 halves; K = 4, so tau = 2 and beta = 1/2. */
  @Test
  void biasIsAichersByHand() {
    Decay decay = Decay.of(geometric(4, .5, 4));
    assertEquals(2, decay.tau());
    assertEquals(2 + 1 / .5, decay.absoluteBias(0), 1e-12); // phi_1 + phi_2 / (1 - beta)
    assertEquals(1 / .5, decay.absoluteBias(1), 1e-12);
    assertEquals(1 / .5, decay.absoluteBias(2), 1e-12);
    assertEquals(.5 / .5, decay.absoluteBias(3), 1e-12);
    assertEquals(1.0 / 64 / .5, decay.absoluteBias(8), 1e-12);
    assertEquals(1 / (7.5 - 1), decay.relativeBias(3, 7.5), 1e-12);
    assertEquals(Double.POSITIVE_INFINITY, decay.relativeBias(0, 4)); // ||g_K|| = E(K)
    assertEquals(Double.POSITIVE_INFINITY, decay.relativeBias(0, 3));
  }

  @Test
  void nothingIsBoundedWhereNothingDecays() {
    Decay decay = Decay.of(geometric(1, 1.5, 10));
    assertEquals(Double.POSITIVE_INFINITY, decay.absoluteBias(3));
    assertEquals(Double.POSITIVE_INFINITY, decay.relativeBias(3, 100));
  }

  @Test
  void wordsTellWhatHappens() {
    LayerFlow vanishing = linear(.5, 12).layers().get(0);
    assertEquals(1, vanishing.halfLife(), 1e-6);
    assertTrue(vanishing.words().contains("vanishes"), vanishing.words());
    LayerFlow exploding = linear(1.5, 12).layers().get(0);
    assertTrue(exploding.words().contains("explodes"), exploding.words());
    assertEquals(Double.POSITIVE_INFINITY, exploding.halfLife());
    LayerFlow neither = linear(1, 12).layers().get(0);
    assertTrue(neither.words().contains("neither vanishes nor explodes"), neither.words());
  }

  /** Losses that have few lags are large, those with many small: no loss ever shrinks. */
  @Test
  void wordsCompareLossesWithThemselves() {
    double[][] norms = new double[9][6];
    for (int k = 0; k < norms.length; k++) {
      for (int i = 0; i < 6; i++) {
        norms[k][i] = i < 3 ? k < 2 ? 1000 : Double.NaN : Math.pow(1.5, k);
      }
    }
    String words = words(norms);
    assertTrue(words.contains("explodes"), words);
    assertTrue(words.contains("after 8 it is 17.1 times as large"), words);
  }

  @Test
  void wordsTellWhereTheGradientTurnsRound() {
    double[][] growing = new double[9][1];
    double[][] shrinking = new double[9][1];
    for (int k = 0; k < 9; k++) {
      growing[k][0] = k == 0 ? 1 : .001 * Math.pow(1.5, k);
      shrinking[k][0] = k == 0 ? 1 : 1000 * Math.pow(.5, k);
    }
    String words = words(growing);
    assertTrue(words.contains("explodes, it doubles in 1.71 steps from 4 steps back on"), words);
    assertTrue(words.contains("before it shrinks, and after 8 2.56 % of it is left"), words);
    words = words(shrinking);
    assertTrue(words.contains("vanishes, by half in 1.00 steps from 4 steps back on"), words);
    assertTrue(words.contains("before it grows, and after 8 it is 3.91 times as large"), words);
  }

  private static String words(double[][] norms) {
    int losses = norms[0].length;
    int[] rows = IntStream.range(0, losses).toArray();
    int[] ways = new int[losses];
    Arrays.fill(ways, norms.length);
    double[] sums = new double[norms.length];
    LagNorms.Layer layer = new LagNorms.Layer("layer 0", norms, sums, new double[0], new double[0]);
    LossRows which = new LossRows(rows, new int[losses], ways);
    return new LayerFlow(
            new LagNorms(which, norms.length - 1, new int[0], List.of(layer), 0), layer)
        .words();
  }

  @Test
  void nothingIsLeftWithoutRecurrentWeights() {
    LayerFlow layer = linear(0, 12).layers().get(0);
    assertEquals(0, layer.beta());
    assertEquals(0, layer.halfLife());
    assertTrue(layer.words().contains("gone after one step"), layer.words());
    assertEquals(0, layer.relativeBias(1), 1e-12);
  }
}
