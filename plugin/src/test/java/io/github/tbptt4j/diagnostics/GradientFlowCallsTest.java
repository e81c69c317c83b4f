package io.github.tbptt4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.VanillaRnn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What a user's call does and refuses. */
class GradientFlowCallsTest {
  private static final int IN = 3;
  private static final int CLASSES = 4;

  private static NeuralNetConfiguration.Builder base(DataType type) {
    return new NeuralNetConfiguration.Builder().seed(1).dataType(type).updater(new Adam(.01));
  }

  private static MultiLayerNetwork network(DataType type, RNNFormat format, Layer... hidden) {
    var list = base(type).list();
    Arrays.stream(hidden).forEach(layer -> list.layer(layer.clone()));
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(output()).setInputType(InputType.recurrent(IN, format)).build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork network(DataType type) {
    return network(type, RNNFormat.NCW, rnn(), rnn());
  }

  private static Layer output() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static VanillaRnn rnn() {
    return new VanillaRnn.Builder().nOut(5).build();
  }

  private static DataSet data(int examples, int steps) {
    Nd4j.getRandom().setSeed(9);
    INDArray x = Nd4j.randn(DataType.DOUBLE, examples, IN, steps);
    INDArray y = Nd4j.zeros(DataType.DOUBLE, examples, CLASSES, steps);
    for (int b = 0; b < examples; b++) {
      for (int t = 0; t < steps; t++) {
        y.putScalar(new int[] {b, (5 * b + t * t) % CLASSES, t}, 1);
      }
    }
    return new DataSet(x, y);
  }

  private static void assertSame(GradientFlow expected, GradientFlow actual, double tolerance) {
    assertEquals(expected.lags(), actual.lags());
    for (int l = 0; l < expected.layers().size(); l++) {
      LayerFlow a = expected.layers().get(l);
      LayerFlow b = actual.layers().get(l);
      for (int k = 0; k <= expected.lags(); k++) {
        assertEquals(a.phi(k), b.phi(k), tolerance * a.phi(k));
        assertEquals(
            a.gradientNorm(k + 1), b.gradientNorm(k + 1), tolerance * a.gradientNorm(k + 1));
        assertEquals(a.relativeBias(k + 1), b.relativeBias(k + 1), tolerance);
      }
      assertEquals(a.beta(), b.beta(), tolerance);
    }
  }

  @Test
  void layoutDoesntMatter() {
    DataSet data = data(3, 9);
    DataSet timeInTheMiddle =
        new DataSet(
            data.getFeatures().permute(0, 2, 1).dup('c'),
            data.getLabels().permute(0, 2, 1).dup('c'));
    assertSame(
        GradientFlow.measure(network(DataType.DOUBLE), data),
        GradientFlow.measure(
            network(DataType.DOUBLE, RNNFormat.NWC, rnn(), rnn()), timeInTheMiddle),
        1e-12);
  }

  @Test
  void aGraphIsMeasuredAsANetwork() {
    GraphBuilder builder =
        base(DataType.DOUBLE)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(IN))
            .addLayer("a", rnn(), "in")
            .addLayer("b", rnn(), "a")
            .addLayer("out", output(), "b")
            .setOutputs("out");
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    MultiLayerNetwork network = network(DataType.DOUBLE);
    graph.setParams(network.params());
    DataSet data = data(3, 9);
    GradientFlow ofGraph = GradientFlow.measure(graph, data);
    assertSame(GradientFlow.measure(network, data), ofGraph, 1e-12);
    assertSame(ofGraph, GradientFlow.measure(graph, data.toMultiDataSet()), 1e-15);
    assertEquals("vertex \"b\"", ofGraph.layers().get(1).name());
  }

  @Test
  void singlePrecisionAgreesWithDouble() {
    MultiLayerNetwork exact = network(DataType.DOUBLE);
    MultiLayerNetwork single = network(DataType.FLOAT);
    single.setParams(exact.params().castTo(DataType.FLOAT));
    DataSet data = data(6, 30);
    assertSame(GradientFlow.measure(exact, data), GradientFlow.measure(single, data), 1e-4);
  }

  @Test
  void dropoutAndErrorClippingAreLeftOut() {
    Layer noisy = new VanillaRnn.Builder().nOut(5).dropOut(.5).clipErrorPerTimeStep(1e-6).build();
    assertSame(
        GradientFlow.measure(network(DataType.DOUBLE), data(3, 9)),
        GradientFlow.measure(network(DataType.DOUBLE, RNNFormat.NCW, noisy, noisy), data(3, 9)),
        1e-12);
  }

  @Test
  void theLayersOwnTruncationIsLeftOut() {
    Layer truncated = new VanillaRnn.Builder().nOut(5).truncation(2, 3).build();
    assertSame(
        GradientFlow.measure(network(DataType.DOUBLE), data(3, 9)),
        GradientFlow.measure(
            network(DataType.DOUBLE, RNNFormat.NCW, truncated, truncated), data(3, 9)),
        1e-12);
  }

  private static MultiLayerNetwork fused(DataType type) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            base(type)
                .list()
                .layer(rnn())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(IN))
                .build());
    network.init();
    return network;
  }

  @Test
  void classIndicesAreLabelsToo() {
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      DataSet data = data(3, 9);
      INDArray indices = Nd4j.argMax(data.getLabels(), 1).reshape(3, 1, 9).castTo(type);
      assertSame(
          GradientFlow.measure(fused(type), data),
          GradientFlow.measure(fused(type), new DataSet(data.getFeatures(), indices)),
          1e-6);
    }
  }

  @Test
  void theWeightOfALossIsThatOfItsGradient() {
    DataSet data = data(3, 9);
    GradientFlow plain = GradientFlow.measure(fused(DataType.DOUBLE), data);
    data.setLabelsMaskArray(Nd4j.valueArrayOf(new long[] {3, 9}, .25, DataType.DOUBLE));
    GradientFlow weighted = GradientFlow.measure(fused(DataType.DOUBLE), data);
    double phi = plain.layers().get(0).phi(4);
    assertEquals(.25 * phi, weighted.layers().get(0).phi(4), 1e-12 * phi);
  }

  @Test
  void fewerLagsAreTheFirstOnes() {
    GradientFlow all = GradientFlow.measure(network(DataType.DOUBLE), data(3, 9));
    GradientFlow few = GradientFlow.of(network(DataType.DOUBLE)).lags(3).measure(data(3, 9));
    assertEquals(8, all.lags());
    assertEquals(3, few.lags());
    assertEquals(List.of(1, 2, 3, 4), few.depths());
    for (int k = 0; k <= 3; k++) {
      assertEquals(all.layers().get(0).phi(k), few.layers().get(0).phi(k), 1e-15);
      assertEquals(
          all.layers().get(0).gradientNorm(k + 1), few.layers().get(0).gradientNorm(k + 1), 1e-15);
    }
    assertEquals(0, few.layers().get(0).relativeBias(4));
  }

  @Test
  void allLayersTogetherAreTheirStatesSideBySide() {
    GradientFlow flow = GradientFlow.of(network(DataType.DOUBLE)).losses(1).measure(data(1, 9));
    for (int k = 0; k <= flow.lags(); k++) {
      double phi = Math.hypot(flow.layers().get(0).phi(k), flow.layers().get(1).phi(k));
      assertEquals(phi, flow.together().phi(k), 1e-12 * phi);
      double norm =
          Math.hypot(
              flow.layers().get(0).gradientNorm(k + 1), flow.layers().get(1).gradientNorm(k + 1));
      assertEquals(norm, flow.together().gradientNorm(k + 1), 1e-12 * norm);
    }
  }

  @Test
  void theHeatMapHasEachStepAndTheCurveIsItsLastRow() {
    LayerFlow layer =
        GradientFlow.of(network(DataType.DOUBLE)).lags(5).measure(data(3, 9)).layers().get(0);
    double[][] map = layer.byStep();
    assertEquals(9, map.length);
    for (int s = 0; s < 9; s++) {
      for (int k = 0; k <= 5; k++) {
        assertEquals(k > s, Double.isNaN(map[s][k]), s + " " + k);
      }
    }
    double phi = IntStream.range(2, 9).mapToDouble(s -> map[s][2]).average().orElseThrow();
    assertEquals(phi, layer.phi(2), 1e-12);
    double[] curve = layer.ofLastLoss();
    assertEquals(9, curve.length);
    assertTrue(Double.isNaN(curve[2]));
    assertEquals(map[8][5], curve[3]);
    assertEquals(map[8][0], curve[8]);
  }

  private static BaseTrainingListener counting(AtomicInteger calls) {
    return new BaseTrainingListener() {
      @Override
      public void iterationDone(Model model, int iteration, int epoch) {
        calls.incrementAndGet();
      }

      @Override
      public void onForwardPass(Model model, List<INDArray> activations) {
        calls.incrementAndGet();
      }

      @Override
      public void onForwardPass(Model model, Map<String, INDArray> activations) {
        calls.incrementAndGet();
      }

      @Override
      public void onBackwardPass(Model model) {
        calls.incrementAndGet();
      }
    };
  }

  @Test
  void theNetworkIsAsItWas() {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      MultiLayerNetwork network = network(type);
      AtomicInteger calls = new AtomicInteger();
      network.setListeners(counting(calls));
      DataSet data = data(3, 9);
      network.fit(data);
      network.rnnTimeStep(data.getFeatures().castTo(type));
      MultiLayerNetwork twin = network.clone();
      INDArray gradient = network.getFlattenedGradients().dup();
      INDArray state = network.rnnGetPreviousState(0).values().iterator().next().dup();
      double score = network.score();
      INDArray input = network.getInput();
      int heard = calls.get();
      long root = Nd4j.getRandom().rootState();
      long node = Nd4j.getRandom().nodeState();

      GradientFlow.measure(network, data.copy());

      assertEquals(twin.params(), network.params());
      assertEquals(twin.getUpdater().getStateViewArray(), network.getUpdater().getStateViewArray());
      assertEquals(gradient, network.getFlattenedGradients());
      assertEquals(state, network.rnnGetPreviousState(0).values().iterator().next());
      assertEquals(score, network.score());
      assertEquals(input, network.getInput());
      assertEquals(heard, calls.get());
      assertEquals(1, network.getIterationCount());
      assertArrayEquals(
          new long[] {root, node},
          new long[] {Nd4j.getRandom().rootState(), Nd4j.getRandom().nodeState()});
    }
  }

  @Test
  void aFreshNetworkGetsNoGradientArray() {
    MultiLayerNetwork network = network(DataType.DOUBLE);
    GradientFlow.measure(network, data(3, 9));
    assertNull(network.getFlattenedGradients());
  }

  @Test
  void theUsersArraysAreAsTheyWere() {
    DataSet data = data(3, 9);
    data.setFeaturesMaskArray(Nd4j.ones(DataType.DOUBLE, 3, 9));
    DataSet copy = data.copy();
    GradientFlow.measure(network(DataType.DOUBLE), data);
    assertEquals(copy, data);
  }

  private static String refusal(Class<? extends Exception> type, Runnable call) {
    return assertThrows(type, call::run).getMessage();
  }

  @Test
  void aNetworkWithoutRecurrentLayersIsRefused() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            base(DataType.DOUBLE)
                .list()
                .layer(new DenseLayer.Builder().nOut(3).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(IN))
                .build());
    network.init();
    assertEquals(
        "The network has no recurrent layer, so no gradient goes back in time: measure one with"
            + " VanillaRnn, LSTM, GravesLSTM or SimpleRnn.",
        refusal(IllegalStateException.class, () -> GradientFlow.measure(network, data(3, 9))));
  }

  @Test
  void moreLagsThanTheSequencesHaveAreRefused() {
    assertEquals(
        "lags (9) must be at most 8, because no loss has more steps before it in its sequence: ask"
            + " for fewer, or give longer sequences.",
        refusal(
            IllegalArgumentException.class,
            () -> GradientFlow.of(network(DataType.DOUBLE)).lags(9).measure(data(3, 9))));
    String single =
        refusal(
            IllegalArgumentException.class,
            () -> GradientFlow.measure(network(DataType.DOUBLE), data(3, 1)));
    assertTrue(single.startsWith("No loss has a step before it"), single);
  }

  @Test
  void settingsBelowOneAreRefused() {
    var builder = GradientFlow.of(network(DataType.DOUBLE));
    assertEquals(
        "lags (0) must be at least 1.",
        refusal(IllegalArgumentException.class, () -> builder.lags(0)));
    assertEquals(
        "losses (-1) must be at least 1.",
        refusal(IllegalArgumentException.class, () -> builder.losses(-1)));
  }

  @Test
  void dataThatIsNotANumberIsRefused() {
    DataSet data = data(3, 9);
    data.getFeatures().putScalar(new int[] {1, 2, 4}, Double.NaN);
    String message =
        refusal(
            IllegalArgumentException.class,
            () -> GradientFlow.measure(network(DataType.DOUBLE), data));
    assertTrue(message.contains("NaN"), message);
  }

  @Test
  void lossesThatAreAllMaskedAreRefused() {
    DataSet data = data(3, 9);
    data.setLabelsMaskArray(Nd4j.zeros(DataType.DOUBLE, 3, 9));
    String message =
        refusal(
            IllegalArgumentException.class,
            () -> GradientFlow.measure(network(DataType.DOUBLE), data));
    assertTrue(message.startsWith("No loss counts"), message);
  }

  @Test
  void aGradientThatOverflowsIsToldWithLayerLagAndLoss() {
    MultiLayerNetwork network =
        network(
            DataType.FLOAT,
            RNNFormat.NCW,
            new VanillaRnn.Builder().nOut(5).activation(Activation.IDENTITY).build());
    network.getParam("0_RW").assign(Nd4j.eye(5).castTo(DataType.FLOAT).mul(1e15f));
    network.getParam("0_W").assign(0);
    String message =
        refusal(IllegalStateException.class, () -> GradientFlow.measure(network, data(1, 9)));
    assertEquals(
        "The gradient at the output of layer 0 (\"layer0\") is not finite at lag 3 (norm Infinity),"
            + " for the loss of example 0 at time step 8: it has grown beyond what the network's"
            + " numbers hold. Ask for fewer lags than that, and look at the norms before it.",
        message);
    assertEquals(2, GradientFlow.of(network).lags(2).measure(data(1, 9)).lags());
  }

  @Test
  void parametersThatAreNotNumbersAreToldAtOnce() {
    MultiLayerNetwork network = network(DataType.DOUBLE);
    network.getParam("0_RW").putScalar(0, 0, Double.NaN);
    String message =
        refusal(IllegalStateException.class, () -> GradientFlow.measure(network, data(3, 9)));
    assertTrue(message.contains("at lag 0 (norm NaN)"), message);
  }

  @Test
  void lagsAndDepthsThatWerentMeasuredAreRefused() {
    LayerFlow layer =
        GradientFlow.of(network(DataType.DOUBLE)).lags(3).measure(data(3, 9)).layers().get(0);
    assertEquals(
        "lag (4) must be from 0 to 3, which was measured.",
        refusal(IllegalArgumentException.class, () -> layer.phi(4)));
    assertEquals(
        "k2 (0) must be one of [1, 2, 3, 4].",
        refusal(IllegalArgumentException.class, () -> layer.relativeBias(0)));
  }
}
