package io.github.tbptt4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.nativemem.Lapack;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class JacobianSpectrumTest {
  private static final int IN = 2;

  @Test
  void aRotationHasEigenvaluesOnTheCircleAndSingularValuesOfItsLength() {
    double angle = .3;
    double[][] rotation = {
      {.9 * Math.cos(angle), .9 * Math.sin(angle)}, {-.9 * Math.sin(angle), .9 * Math.cos(angle)}
    };

    LayerSpectrum spectrum = weights(rotation, Activation.TANH);

    assertArrayEquals(new double[] {.9, .9}, spectrum.singularValues(), 1e-12);
    assertEquals(.9, spectrum.spectralRadius(), 1e-12);
    for (LayerSpectrum.Eigenvalue value : spectrum.eigenvalues()) {
      assertEquals(.9 * Math.cos(angle), value.real(), 1e-12);
      assertEquals(.9 * Math.sin(angle), Math.abs(value.imaginary()), 1e-12);
    }
  }

  @Test
  void aMatrixThatHasNoBasisOfEigenvectorsStretchesMoreThanItsRadius() {
    LayerSpectrum spectrum = weights(new double[][] {{.5, 3}, {0, .5}}, Activation.TANH);

    assertEquals(.5, spectrum.spectralRadius(), 1e-7); // a double one is known to half the digits
    assertEquals((3 + Math.sqrt(10)) / 2, spectrum.largestSingularValue(), 1e-12);
    assertTrue(spectrum.canExplode());
    assertFalse(spectrum.mustVanish());
    assertTrue(spectrum.words().contains("can explode"), spectrum.words());
  }

  @Test
  void aDiagonalMatrixHasItsEntriesAsBoth() {
    LayerSpectrum spectrum = weights(new double[][] {{-.8, 0}, {0, .25}}, Activation.TANH);

    assertArrayEquals(new double[] {.8, .25}, spectrum.singularValues(), 1e-14);
    assertEquals(-.8, spectrum.eigenvalues().get(0).real(), 1e-14);
    assertTrue(spectrum.mustVanish());
    assertTrue(spectrum.words().contains("vanish"), spectrum.words());
    assertTrue(spectrum.words().contains("0.8"), spectrum.words());
  }

  @Test
  void anOrthogonalMatrixIsAtTheLimitOfTanhAndWellBelowThatOfSigmoid() {
    double[][] orthogonal = {{.6, .8}, {-.8, .6}};
    LayerSpectrum tanh = weights(orthogonal, Activation.TANH);
    assertFalse(tanh.canExplode());
    assertFalse(tanh.mustVanish());

    LayerSpectrum sigmoid = weights(orthogonal, Activation.SIGMOID);
    assertEquals(4, sigmoid.limit());
    assertTrue(sigmoid.mustVanish());
  }

  @Test
  void theLargestSlopeIsFoundWhereNobodyHasToldIt() {
    double[][] any = {{1}};
    assertEquals(.2, weights(any, Activation.HARDSIGMOID).largestSlope(), 1e-6);
    assertEquals(1.0998, weights(any, Activation.SWISH).largestSlope(), 1e-4);
    assertEquals(1, weights(any, Activation.SOFTPLUS).largestSlope(), 1e-6);
    assertEquals(Double.POSITIVE_INFINITY, weights(any, Activation.CUBE).largestSlope());
  }

  @Test
  void exponentsOfALinearNetworkAreTheLogsOfItsEigenvalues() {
    // An upper triangle has its diagonal as eigenvalues, and is far from normal.
    double[][] triangle = {{.3, 2, -1}, {0, 1.1, .7}, {0, 0, -.6}};
    double[] exponents =
        along(network(triangle, Activation.IDENTITY), data(2, 200)).lyapunovExponents();

    assertArrayEquals(new double[] {Math.log(1.1), Math.log(.6), Math.log(.3)}, exponents, 1e-6);
  }

  @Test
  void theLargestExponentsAreThoseOfAll() {
    double[][] triangle = {{.3, 2, -1}, {0, .6, .7}, {0, 0, -1.1}};
    MultiLayerNetwork network = network(triangle, Activation.IDENTITY);
    TrajectorySpectrum one =
        JacobianSpectrum.builder(network)
            .exponents(1)
            .along(data(1, 200))
            .layers()
            .get(0)
            .trajectory()
            .orElseThrow();

    assertArrayEquals(new double[] {Math.log(1.1)}, one.lyapunovExponents(), 1e-6);
    assertEquals(Double.POSITIVE_INFINITY, one.halfLife());
    assertTrue(one.words().contains("explode"), one.words());
  }

  @Test
  void exponentsOfTheIdentityAreZero() {
    TrajectorySpectrum spectrum =
        along(network(new double[][] {{1, 0}, {0, 1}}, Activation.IDENTITY), data(1, 30));

    assertArrayEquals(new double[2], spectrum.lyapunovExponents(), 1e-12);
    assertEquals(1, spectrum.gain(7), 1e-12);
    assertTrue(spectrum.words().contains("neither vanish nor explode"), spectrum.words());
  }

  @Test
  void unitsThatAreAllOffLetNoErrorThrough() {
    MultiLayerNetwork network = network(new double[][] {{.5, .2}, {.1, .4}}, Activation.RELU);
    network.getParam("0_b").assign(-100);
    TrajectorySpectrum spectrum = along(network, data(2, 20));

    assertEquals(Double.NEGATIVE_INFINITY, spectrum.largestExponent());
    assertEquals(0, spectrum.gain(1));
    assertTrue(spectrum.words().contains("vanish entirely"), spectrum.words());
    assertFalse(spectrum.words().contains("Infinity"), spectrum.words());
  }

  @Test
  void halfLifeAndEFoldingAreThoseOfTheLargestExponent() {
    TrajectorySpectrum spectrum =
        along(network(new double[][] {{.5, 0}, {0, .25}}, Activation.IDENTITY), data(1, 40));

    assertEquals(1, spectrum.halfLife(), 1e-6);
    assertEquals(1 / Math.log(2), spectrum.eFoldingSteps(), 1e-6);
  }

  @Test
  void exponentsAddUpToTheMeanLogOfTheDeterminants() {
    double[][] rw = {{.8, -.5, .2}, {.4, .9, -.3}, {-.6, .1, .7}};
    MultiLayerNetwork network = network(rw, Activation.TANH);
    int steps = 21;
    DataSet data = data(1, steps);
    INDArray h = network.feedForward(data.getFeatures()).get(1);
    double determinant =
        .8 * (.9 * .7 + .3 * .1) + .5 * (.4 * .7 - .3 * .6) + .2 * (.4 * .1 + .9 * .6);
    int warmUp = (steps - 1) / 4;
    double sum = 0;
    for (int t = 1 + warmUp; t < steps; t++) {
      sum += Math.log(determinant);
      for (int i = 0; i < 3; i++) {
        double state = h.getDouble(0, i, t);
        sum += Math.log(1 - state * state);
      }
    }

    TrajectorySpectrum spectrum = along(network, data);

    assertEquals(steps - 1 - warmUp, spectrum.transitions());
    assertEquals(
        sum / spectrum.transitions(), Arrays.stream(spectrum.lyapunovExponents()).sum(), 1e-10);
  }

  @Test
  void meanProductsAreTheDerivativesOfStates() {
    double[][] rw = {{.8, -.5, .2}, {.4, .9, -.3}, {-.6, .1, .7}};
    for (Activation activation : new Activation[] {Activation.TANH, Activation.SWISH}) {
      MultiLayerNetwork network = network(rw, activation);
      int lags = 3;
      DataSet data = data(1, lags + 1);
      double[] product = derivative(network, data.getFeatures(), 3);

      TrajectorySpectrum spectrum = along(network, data);

      assertEquals(lags, spectrum.lags());
      assertEquals(1, spectrum.products());
      double[] values = Lapack.singularValues(product, 3);
      assertArrayEquals(values, spectrum.singularValues(lags), 1e-8);
      double radius = LayerSpectrum.Eigenvalue.of(product, 3).get(0).modulus();
      assertEquals(radius, spectrum.spectralRadius(lags), 1e-8);
      double squares = Arrays.stream(values).map(value -> value * value).sum();
      assertEquals(Math.sqrt(squares / 3), spectrum.gain(lags), 1e-8);
    }
  }

  /** dh_T / dh_0 by central differences. */
  private static double[] derivative(MultiLayerNetwork network, INDArray features, int n) {
    INDArray first =
        features.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 1));
    INDArray rest =
        features.get(
            NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(1, features.size(2)));
    network.rnnClearPreviousState();
    network.rnnTimeStep(first.dup());
    INDArray state = network.rnnGetPreviousState(0).get("prevAct").dup();
    double[] all = new double[n * n];
    for (int i = 0; i < n; i++) {
      double[] up = last(network, state, i, 1e-5, rest);
      double[] down = last(network, state, i, -1e-5, rest);
      for (int j = 0; j < n; j++) {
        all[i * n + j] = (up[j] - down[j]) / 2e-5;
      }
    }
    network.rnnClearPreviousState();
    return all;
  }

  private static double[] last(
      MultiLayerNetwork network, INDArray state, int unit, double step, INDArray features) {
    INDArray moved = state.dup();
    moved.putScalar(unit, state.getDouble(unit) + step);
    network.rnnSetPreviousState(0, Map.of("prevAct", moved));
    network.rnnTimeStep(features.dup());
    return Doubles.of(network.rnnGetPreviousState(0).get("prevAct"));
  }

  @Test
  void paddingIsNoStep() {
    MultiLayerNetwork network = network(random(3), Activation.TANH);
    DataSet data = data(2, 12);
    DataSet padded =
        new DataSet(Nd4j.concat(2, data.getFeatures(), Nd4j.rand(DataType.DOUBLE, 2, IN, 5)), null);
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, 2, 17);
    mask.get(NDArrayIndex.all(), NDArrayIndex.interval(0, 12)).assign(1);
    padded.setFeaturesMaskArray(mask);

    assertSame(along(network, data), along(network, padded));
  }

  @Test
  void wrappedAndFrozenLayersAreLikeOthers() {
    MultiLayerNetwork plain = network(random(3), Activation.TANH);
    DataSet data = data(2, 12);
    TrajectorySpectrum expected = along(plain, data);
    Layer output =
        new OutputLayer.Builder(LossFunction.MSE).nOut(1).activation(Activation.IDENTITY).build();

    assertSame(expected, along(like(plain, new FrozenLayer(rnn(3, Activation.TANH))), data));
    assertSame(expected, along(like(plain, simple(3)), data));
    MaskZeroLayer maskZero =
        new MaskZeroLayer.Builder().setMaskValue(77).setUnderlying(rnn(3, Activation.TANH)).build();
    assertSame(expected, along(like(plain, maskZero), data));
    MultiLayerNetwork last = network(new LastTimeStep(rnn(3, Activation.TANH)), output);
    copyWeights(plain, last);
    assertSame(expected, along(last, data));
  }

  @Test
  void theValueOfMaskZeroEndsAWalk() {
    MaskZeroLayer maskZero =
        new MaskZeroLayer.Builder().setMaskValue(77).setUnderlying(rnn(3, Activation.TANH)).build();
    MultiLayerNetwork network = network(maskZero, rnnOutput());
    DataSet data = data(1, 12);
    DataSet gap = new DataSet(data.getFeatures().dup(), null);
    gap.getFeatures().get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(8)).assign(77);

    assertEquals(11 - 11 / 4, along(network, data).transitions());
    assertEquals(7 - 7 / 4 + 2, along(network, gap).transitions()); // 0 .. 7 and 9 .. 11
  }

  @Test
  void bidirectionalLayersAreTwo() {
    MultiLayerNetwork both =
        network(new Bidirectional(Bidirectional.Mode.ADD, rnn(3, Activation.TANH)), rnnOutput());
    DataSet data = data(2, 12);

    var layers = JacobianSpectrum.along(both, data).layers();

    assertEquals("layer 0 (\"layer0\"), forward", layers.get(0).name());
    assertEquals("layer 0 (\"layer0\"), backward", layers.get(1).name());
    MultiLayerNetwork forward = network(rnn(3, Activation.TANH), rnnOutput());
    MultiLayerNetwork backward = network(rnn(3, Activation.TANH), rnnOutput());
    for (String key : new String[] {"W", "RW", "b"}) {
      forward.getParam("0_" + key).assign(both.getParam("0_f" + key));
      backward.getParam("0_" + key).assign(both.getParam("0_b" + key));
    }
    INDArray reversed = data.getFeatures().dup();
    for (int t = 0; t < 12; t++) {
      step(reversed, t).assign(step(data.getFeatures(), 11 - t));
    }
    assertSame(along(forward, data), layers.get(0).trajectory().orElseThrow());
    assertSame(
        along(backward, new DataSet(reversed, null)), layers.get(1).trajectory().orElseThrow());
  }

  private static INDArray step(INDArray sequences, int t) {
    return sequences.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(t));
  }

  @Test
  void upperLayersSeeWhatLowerOnesGive() {
    MultiLayerNetwork stack =
        network(rnn(4, Activation.TANH), rnn(3, Activation.SIGMOID), rnnOutput());
    DataSet data = data(2, 12);
    INDArray between = stack.feedForward(data.getFeatures()).get(1);
    MultiLayerNetwork upper = networkOf(4, rnn(3, Activation.SIGMOID), rnnOutput());
    for (String key : new String[] {"W", "RW", "b"}) {
      upper.getParam("0_" + key).assign(stack.getParam("1_" + key));
    }

    var layers = JacobianSpectrum.along(stack, data).layers();

    assertEquals(2, layers.size());
    assertSame(along(upper, new DataSet(between, null)), layers.get(1).trajectory().orElseThrow());
  }

  @Test
  void graphsAreLikeNetworks() {
    MultiLayerNetwork network = network(random(3), Activation.TANH);
    ComputationGraph graph = network.toComputationGraph();
    DataSet data = data(2, 12);

    var layer = JacobianSpectrum.along(graph, data).layers().get(0);

    assertEquals("vertex \"0\"", layer.name().replace("layer0", "0"));
    assertSame(along(network, data), layer.trajectory().orElseThrow());
    assertSame(
        along(network, data),
        JacobianSpectrum.along(graph, data.toMultiDataSet())
            .layers()
            .get(0)
            .trajectory()
            .orElseThrow());
    assertArrayEquals(
        layer.singularValues(), JacobianSpectrum.of(graph).layers().get(0).singularValues());
  }

  @Test
  void symbolsAndTimeInTheMiddleAreRead() {
    MultiLayerNetwork dense = network(random(3), Activation.TANH);
    int[] symbols = {0, 1, 1, 0, 1, 0, 0, 1};
    INDArray oneHot = Nd4j.zeros(DataType.DOUBLE, 1, IN, symbols.length);
    INDArray indices = Nd4j.zeros(DataType.DOUBLE, 1, 1, symbols.length);
    for (int t = 0; t < symbols.length; t++) {
      oneHot.putScalar(new int[] {0, symbols[t], t}, 1);
      indices.putScalar(new int[] {0, 0, t}, symbols[t]);
    }
    TrajectorySpectrum expected = along(dense, new DataSet(oneHot, null));

    MultiLayerNetwork indexed =
        like(dense, new VanillaRnn.Builder().nIn(IN).nOut(3).indexInput(true).build());
    assertSame(expected, along(indexed, new DataSet(indices, null)));
    assertSame(expected, along(indexed, new DataSet(oneHot, null)));

    MultiLayerNetwork nwc =
        new MultiLayerNetwork(
            configuration()
                .list(
                    new VanillaRnn.Builder().nOut(3).dataFormat(RNNFormat.NWC).build(),
                    rnnOutputNwc())
                .setInputType(InputType.recurrent(IN, RNNFormat.NWC))
                .build());
    nwc.init();
    copyWeights(dense, nwc);
    assertSame(expected, along(nwc, new DataSet(oneHot.permute(0, 2, 1), null)));
  }

  @Test
  void theNetworkStaysAsItIs() {
    MultiLayerNetwork network = network(random(3), Activation.TANH);
    network.rnnTimeStep(data(2, 3).getFeatures());
    INDArray state = network.rnnGetPreviousState(0).get("prevAct").dup();
    INDArray params = network.params().dup();

    JacobianSpectrum.along(network, data(2, 12));

    assertEquals(params, network.params());
    assertEquals(state, network.rnnGetPreviousState(0).get("prevAct"));
    assertEquals(null, network.getLayer(0).input());
  }

  @Test
  void otherRecurrentLayersBesideAVanillaOneAreNamed() {
    MultiLayerNetwork network =
        network(new LSTM.Builder().nOut(3).build(), rnn(3, Activation.TANH), rnnOutput());

    JacobianSpectrum spectrum = JacobianSpectrum.of(network);

    assertEquals(1, spectrum.layers().size());
    assertTrue(
        spectrum.toString().contains("Layer 0 (\"layer0\") is of type LSTM"), spectrum.toString());
  }

  @Test
  void poolingAboveDoesntMatter() {
    MultiLayerNetwork pooled =
        network(
            rnn(3, Activation.TANH),
            new GlobalPoolingLayer(),
            new OutputLayer.Builder(LossFunction.MSE)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build());
    assertEquals(9, along(pooled, data(1, 13)).transitions());
  }

  private static void assertSame(TrajectorySpectrum expected, TrajectorySpectrum actual) {
    assertArrayEquals(expected.lyapunovExponents(), actual.lyapunovExponents(), 1e-12);
    assertEquals(expected.lags(), actual.lags());
    for (int lag = 1; lag <= expected.lags(); lag++) {
      assertArrayEquals(expected.singularValues(lag), actual.singularValues(lag), 1e-12);
    }
  }

  private static TrajectorySpectrum along(MultiLayerNetwork network, DataSet data) {
    return JacobianSpectrum.along(network, data).layers().get(0).trajectory().orElseThrow();
  }

  private static LayerSpectrum weights(double[][] rw, Activation activation) {
    return JacobianSpectrum.of(network(rw, activation)).layers().get(0);
  }

  private static double[][] random(int n) {
    return IntStream.range(0, n)
        .mapToObj(
            i -> IntStream.range(0, n).mapToDouble(j -> Math.sin(3 * i + 5 * j + 1)).toArray())
        .toArray(double[][]::new);
  }

  private static MultiLayerNetwork network(double[][] rw, Activation activation) {
    MultiLayerNetwork network = network(rnn(rw.length, activation), rnnOutput());
    network.getParam("0_RW").assign(Nd4j.createFromArray(rw));
    return network;
  }

  private static MultiLayerNetwork like(MultiLayerNetwork network, Layer layer) {
    MultiLayerNetwork other = network(layer, rnnOutput());
    copyWeights(network, other);
    return other;
  }

  private static void copyWeights(MultiLayerNetwork from, MultiLayerNetwork to) {
    for (String key : new String[] {"W", "RW", "b"}) {
      to.getLayer(0).getParam(key).assign(from.getLayer(0).getParam(key));
    }
  }

  private static BaseRecurrentLayer rnn(int units, Activation activation) {
    return new VanillaRnn.Builder().nOut(units).activation(activation).build();
  }

  private static BaseRecurrentLayer simple(int units) {
    return new SimpleRnn.Builder().nOut(units).activation(Activation.TANH).build();
  }

  private static Layer rnnOutput() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(1)
        .activation(Activation.IDENTITY)
        .build();
  }

  private static Layer rnnOutputNwc() {
    return new RnnOutputLayer.Builder(LossFunction.MSE)
        .nOut(1)
        .activation(Activation.IDENTITY)
        .dataFormat(RNNFormat.NWC)
        .build();
  }

  private static NeuralNetConfiguration.Builder configuration() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .updater(new Sgd(.1));
  }

  private static MultiLayerNetwork network(Layer... layers) {
    return networkOf(IN, layers);
  }

  private static MultiLayerNetwork networkOf(int inputs, Layer... layers) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            configuration().list(layers).setInputType(InputType.recurrent(inputs)).build());
    network.init();
    return network;
  }

  private static DataSet data(int examples, int steps) {
    Nd4j.getRandom().setSeed(7);
    return new DataSet(Nd4j.randn(DataType.DOUBLE, examples, IN, steps), null);
  }
}
