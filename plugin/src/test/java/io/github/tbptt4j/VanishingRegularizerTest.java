package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What Omega adds to the gradient of whole networks, against finite differences of Omega. */
@Tag("trainer")
class VanishingRegularizerTest {
  private static final double TOLERANCE = 1e-6;
  private static final double LAMBDA = 0.7;
  private static final int EXAMPLES = 3;
  private static final int STEPS = 7;
  private static final int[][] LENGTHS = {{2, 5}, {3, 3}, {4, 2}, {1, 4}, {7, 7}, {9, 9}};

  private final INDArray x = oneHotInput();
  private final INDArray y =
      WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(4));
  private final INDArray ones = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);

  // For layers with numbers and with symbols alike.
  private static INDArray oneHotInput() {
    return WindowOracle.oneHot(EXAMPLES, TestNetworks.IN, STEPS, new Random(3));
  }

  private static VanillaRnn.Builder rnn() {
    return new VanillaRnn.Builder().nOut(TestNetworks.HIDDEN);
  }

  private static VanillaRnn regularized() {
    return rnn().vanishingRegularizer(LAMBDA).build();
  }

  /** The gradient's parts, summed over all updates. */
  private static final class Parts extends BaseTrainingListener {
    private final Map<String, INDArray> sums = new HashMap<>();

    @Override
    public void onGradientCalculation(Model model) {
      model
          .gradient()
          .gradientForVariable()
          .forEach((key, part) -> sums.merge(key, part.dup(), INDArray::add));
    }
  }

  private enum Way {
    DIRECT,
    DL4J,
    FIT
  }

  /** A network, how it is trained, and by what. */
  private record Case(
      Way way, TruncatedBptt truncation, RNNFormat format, int[] regularized, Layer... layers) {

    MultiLayerNetwork network() {
      return TestNetworks.network(new Sgd(0), format, layers);
    }

    /** The same layers without. */
    MultiLayerNetwork plain() {
      List<Layer> plain = new ArrayList<>();
      for (Layer layer : layers) {
        VanillaRnn rnn = (VanillaRnn) layer;
        plain.add(
            rnn()
                .activation(rnn.getActivationFn() == null ? tanh() : rnn.getActivationFn())
                .truncation(rnn.getTruncatedBptt())
                .indexInput(rnn.isIndexInput())
                .build());
      }
      return TestNetworks.network(new Sgd(0), format, plain.toArray(new Layer[0]));
    }

    private static org.nd4j.linalg.activations.IActivation tanh() {
      return Activation.TANH.getActivationFunction();
    }
  }

  private record Trained(Map<String, INDArray> gradient, double omega) {}

  private static Trained train(Case c, MultiLayerNetwork network, DataSet data, Double lambda) {
    Parts parts = new Parts();
    network.setListeners(parts);
    double omega = Double.NaN;
    if (c.way == Way.FIT) {
      network.fit(data);
    } else {
      String path = c.way == Way.DIRECT ? "direct" : "dl4j";
      try (SystemProperty ignored = new SystemProperty(TrainingPath.PROPERTY, path)) {
        TruncatedBpttTrainer.Builder builder =
            TruncatedBpttTrainer.builder(network).truncation(c.truncation);
        if (lambda != null) {
          builder.vanishingRegularizer(lambda);
        }
        omega = builder.build().fit(data).vanishingPenalty();
      }
    }
    network.setListeners();
    return new Trained(parts.sums, omega);
  }

  private DataSet data(RNNFormat format, INDArray features, INDArray mask, INDArray labelMask) {
    boolean nwc = format == RNNFormat.NWC;
    return new DataSet(
        nwc ? features.permute(0, 2, 1).dup() : features.dup(),
        nwc ? y.permute(0, 2, 1).dup() : y.dup(),
        mask == null ? null : mask.dup(),
        labelMask == null ? null : labelMask.dup());
  }

  /** The regularizer adds lambda dOmega/dRW, and nothing else. */
  private void assertAdds(
      String name,
      Map<String, INDArray> plain,
      Map<String, INDArray> regularized,
      OmegaOracle oracle,
      List<WindowOracle.Span> spans,
      int... layers) {
    for (String key : plain.keySet()) {
      int layer = key.charAt(0) - '0';
      boolean changed = key.endsWith("_RW") && Arrays.stream(layers).anyMatch(l -> l == layer);
      INDArray difference = regularized.get(key).sub(plain.get(key));
      if (changed) {
        double[] expected = oracle.gradient(layer, spans);
        double[] actual = Nd4j.toFlattened('c', difference.div(LAMBDA)).toDoubleVector();
        double error = relativeError(expected, actual);
        assertTrue(error < TOLERANCE, name + " " + key + ": " + error);
      } else {
        assertClose(plain.get(key), regularized.get(key), 1e-12, name + " " + key);
      }
    }
  }

  private OmegaOracle oracle(MultiLayerNetwork network) {
    return oracle(network, ones, ones);
  }

  private OmegaOracle oracle(MultiLayerNetwork network, INDArray mask, INDArray counts) {
    return new OmegaOracle(
        network, OmegaOracle.Activation.TANH, Double.POSITIVE_INFINITY, x, y, mask, counts);
  }

  private static double omega(OmegaOracle oracle, List<WindowOracle.Span> spans, int... layers) {
    return Arrays.stream(layers).mapToDouble(layer -> oracle.omega(layer, spans)).sum();
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"DIRECT", "DL4J"})
  void trainerAddsItsGradientInEachWindow(Way way) {
    for (int[] k : LENGTHS) {
      TruncatedBptt truncation = TruncatedBptt.of(k[0], k[1]);
      List<WindowOracle.Span> spans = WindowOracle.spans(k[0], k[1], STEPS);
      for (RNNFormat format : RNNFormat.values()) {
        for (Case c :
            List.of(
                new Case(way, truncation, format, new int[] {0}, regularized()),
                new Case(way, truncation, format, new int[] {1}, rnn().build(), regularized()),
                new Case(
                    way, truncation, format, new int[] {0, 1}, regularized(), regularized()))) {
          String name = way + " " + format + " " + c.layers.length + " " + Arrays.toString(k);
          DataSet data = data(format, x, null, null);
          MultiLayerNetwork network = c.network();
          Trained with = train(c, network, data, null);
          OmegaOracle oracle = oracle(network);
          Trained without = train(c, c.plain(), data, null);
          assertAdds(name, without.gradient, with.gradient, oracle, spans, c.regularized);
          assertEquals(
              omega(oracle, spans, c.regularized) / EXAMPLES / spans.size(),
              with.omega,
              1e-9,
              name);
          assertEquals(Double.NaN, without.omega);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"DIRECT", "DL4J"})
  void masksLeaveOutTheirSteps(Way way) {
    INDArray mask = ones.dup();
    INDArray labelMask = ones.dup();
    for (int[] masked : new int[][] {{0, 0}, {0, 3}, {1, 5}, {1, 6}}) {
      mask.putScalar(masked, 0);
      labelMask.putScalar(masked, 0);
    }
    labelMask.putScalar(1, 2, 0);
    labelMask.putScalar(2, 6, 0);
    for (int[] k : LENGTHS) {
      TruncatedBptt truncation = TruncatedBptt.of(k[0], k[1]);
      List<WindowOracle.Span> spans = WindowOracle.spans(k[0], k[1], STEPS);
      Case c =
          new Case(way, truncation, RNNFormat.NCW, new int[] {0, 1}, regularized(), regularized());
      DataSet data = data(RNNFormat.NCW, x, mask, labelMask);
      MultiLayerNetwork network = c.network();
      Trained with = train(c, network, data, null);
      Trained without = train(c, c.plain(), data, null);
      String name = way + " " + Arrays.toString(k);
      OmegaOracle oracle = oracle(network, mask, labelMask);
      assertAdds(name, without.gradient, with.gradient, oracle, spans, 0, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"DIRECT", "DL4J"})
  void symbolsGiveWhatOneHotInputGives(Way way) {
    INDArray indices = Nd4j.argMax(x, 1).castTo(DataType.DOUBLE).reshape(EXAMPLES, 1, STEPS);
    TruncatedBptt truncation = TruncatedBptt.of(2, 5);
    Layer symbols =
        rnn().nIn(TestNetworks.IN).indexInput(true).vanishingRegularizer(LAMBDA).build();
    Case c = new Case(way, truncation, RNNFormat.NCW, new int[] {0}, symbols);
    MultiLayerNetwork network = c.network();
    Trained with = train(c, network, data(RNNFormat.NCW, indices, null, null), null);
    Trained without = train(c, c.plain(), data(RNNFormat.NCW, x, null, null), null);
    assertAdds(
        "symbols",
        without.gradient,
        with.gradient,
        oracle(network),
        WindowOracle.spans(2, 5, STEPS),
        0);
  }

  @Test
  void fitAddsItsGradient() {
    for (RNNFormat format : RNNFormat.values()) {
      for (Case c :
          List.of(
              new Case(Way.FIT, null, format, new int[] {0}, regularized()),
              new Case(Way.FIT, null, format, new int[] {0, 1}, regularized(), regularized()))) {
        DataSet data = data(format, x, null, null);
        MultiLayerNetwork network = c.network();
        assertAdds(
            "fit " + format,
            train(c, c.plain(), data, null).gradient,
            train(c, network, data, null).gradient,
            oracle(network),
            WindowOracle.spans(STEPS, STEPS, STEPS),
            c.regularized);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fitAddsItOfEachOfTheLayersOwnWindows(boolean segments) {
    for (int[] k : new int[][] {{2, 5}, {3, 3}, {4, 2}, {1, 4}}) {
      TruncatedBptt truncation = TruncatedBptt.of(k[0], k[1]);
      Layer layer = rnn().truncation(truncation).vanishingRegularizer(LAMBDA).build();
      Case c = new Case(Way.FIT, null, RNNFormat.NCW, new int[] {0}, layer);
      List<WindowOracle.Span> spans = WindowOracle.spans(k[0], k[1], STEPS);
      MultiLayerNetwork network = c.network();
      MultiLayerNetwork plain = c.plain();
      if (segments) { // of k1 steps, which makes them the windows
        for (MultiLayerNetwork each : List.of(network, plain)) {
          each.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
          each.getLayerWiseConfigurations().setTbpttFwdLength(k[0]);
          each.getLayerWiseConfigurations().setTbpttBackLength(k[0]);
        }
      }
      DataSet data = data(RNNFormat.NCW, x, null, null);
      assertAdds(
          Arrays.toString(k),
          train(c, plain, data, null).gradient,
          train(c, network, data, null).gradient,
          oracle(network),
          spans,
          0);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void errorsThatAreClippedEnterAsTheyAreAndAnyActivationHasItsSlope(Way way) {
    double clip = 0.05;
    TruncatedBptt truncation = TruncatedBptt.full();
    VanillaRnn.Builder clipped = rnn().activation(Activation.SOFTSIGN).clipErrorPerTimeStep(clip);
    MultiLayerNetwork plain = TestNetworks.network(new Sgd(0), RNNFormat.NCW, clipped.build());
    Case c =
        new Case(
            way,
            truncation,
            RNNFormat.NCW,
            new int[] {0},
            clipped.vanishingRegularizer(LAMBDA).build());
    MultiLayerNetwork network = c.network();
    DataSet data = data(RNNFormat.NCW, x, null, null);
    assertAdds(
        way + " clipped",
        train(c, plain, data, null).gradient,
        train(c, network, data, null).gradient,
        new OmegaOracle(network, OmegaOracle.Activation.SOFTSIGN, clip, x, y, ones, ones),
        WindowOracle.spans(STEPS, STEPS, STEPS),
        0);
  }

  private static MultiLayerNetwork lastStep(VanillaRnn layer) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(0))
                .list()
                .layer(new LastTimeStep(layer))
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(TestNetworks.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    return network;
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void oneLossASequenceIsFollowedBackFromItsOwnEnd(Way way) {
    INDArray mask = ones.dup();
    mask.putScalar(1, 6, 0);
    mask.putScalar(1, 5, 0);
    INDArray counts = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, STEPS);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, TestNetworks.CLASSES);
    int[] last = {6, 4, 6};
    for (int b = 0; b < EXAMPLES; b++) {
      counts.putScalar(b, last[b], 1);
      labels.putRow(
          b, y.get(NDArrayIndex.point(b), NDArrayIndex.all(), NDArrayIndex.point(last[b])));
    }
    DataSet data = new DataSet(x.dup(), labels, mask.dup(), null);
    Case c = new Case(way, TruncatedBptt.full(), RNNFormat.NCW, new int[] {0}, regularized());
    MultiLayerNetwork network = lastStep(regularized());
    assertAdds(
        way + " last step",
        train(c, lastStep(rnn().build()), data, null).gradient,
        train(c, network, data, null).gradient,
        oracle(network, mask, counts),
        WindowOracle.spans(STEPS, STEPS, STEPS),
        0);
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"DIRECT", "DL4J"})
  void theTrainersTakesThePlaceOfTheLayersOwnAndLeavesTheirConfiguration(Way way) {
    TruncatedBptt truncation = TruncatedBptt.of(3, 5);
    Case own =
        new Case(
            way,
            truncation,
            RNNFormat.NCW,
            new int[] {0, 1},
            rnn().build(),
            rnn().vanishingRegularizer(11).build());
    MultiLayerNetwork network = own.network();
    DataSet data = data(RNNFormat.NCW, x, null, null);
    Trained with = train(own, network, data, LAMBDA);
    for (int i = 0; i < own.layers.length; i++) {
      assertEquals(
          own.network().getLayer(i).conf().getLayer(), network.getLayer(i).conf().getLayer());
    }
    List<WindowOracle.Span> spans = WindowOracle.spans(3, 5, STEPS);
    assertAdds(
        way + "",
        train(own, own.plain(), data, null).gradient,
        with.gradient,
        oracle(network),
        spans,
        0,
        1);
    // Afterwards the layers are what they are configured to be.
    Case fit = new Case(Way.FIT, null, RNNFormat.NCW, new int[] {1}, own.layers);
    assertIdentical(
        train(fit, own.network(), data, null).gradient.get("1_RW"),
        train(fit, network, data, null).gradient.get("1_RW"));
  }

  @Test
  void clippingOfTheGlobalNormSeesIt() {
    DataSet data = data(RNNFormat.NCW, x, null, null);
    FitReport without =
        TruncatedBpttTrainer.builder(TestNetworks.still(rnn().build())).build().fit(data);
    FitReport with =
        TruncatedBpttTrainer.builder(TestNetworks.still(rnn().build()))
            .vanishingRegularizer(20)
            .clipGlobalNorm(without.lastGradientNorm() * 1.01)
            .build()
            .fit(data);
    assertEquals(1, with.clippedUpdates());
    assertEquals(without.score(), with.score(), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFrozenLayerHasNone(boolean passesErrors) {
    VanillaRnn layer = regularized();
    Layer frozen = passesErrors ? new FrozenLayerWithBackprop(layer) : new FrozenLayer(layer);
    ComputationGraph graph = TestNetworks.graph(new Sgd(.1), List.of(frozen, TestNetworks.lstm()));
    INDArray before = graph.getLayer("h0").params().dup();
    DataSet data = data(RNNFormat.NCW, x, null, null);
    FitReport report = TruncatedBpttTrainer.builder(graph).build().fit(data);
    assertEquals(Double.NaN, report.vanishingPenalty());
    graph.fit(data);
    assertIdentical(before, graph.getLayer("h0").params());
    assertRefused(TruncatedBpttTrainer.builder(graph).vanishingRegularizer(.5));
  }

  @Test
  void aTrainerOfANetworkWithoutVanillaRnnRefusesIt() {
    assertRefused(
        TruncatedBpttTrainer.builder(TestNetworks.still(TestNetworks.lstm()))
            .vanishingRegularizer(.5));
  }

  private static void assertRefused(TruncatedBpttTrainer.Builder builder) {
    assertEquals(
        "vanishingRegularizer (0.5) acts on VanillaRnn layers, and the network has none that is"
            + " trained: leave it out, or give the network a VanillaRnn.",
        assertThrows(IllegalStateException.class, builder::build).getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY})
  void aFactorThatIsNotPositiveAndFiniteIsNamed(double lambda) {
    String message = "lambda (" + lambda + ") of the vanishing regularizer must be positive";
    TruncatedBpttTrainer.Builder trainer =
        TruncatedBpttTrainer.builder(TestNetworks.still(rnn().build()));
    VanillaRnn.Builder layer = rnn();
    for (var wrong :
        List.of(
            assertThrows(
                IllegalArgumentException.class, () -> trainer.vanishingRegularizer(lambda)),
            assertThrows(
                IllegalArgumentException.class, () -> layer.vanishingRegularizer(lambda)))) {
      assertTrue(wrong.getMessage().startsWith(message), wrong.getMessage());
    }
  }

  @Test
  void jsonWithoutTheFieldHasNoneAndAWrongFactorInItIsNamed() {
    String json = TestNetworks.still(regularized()).getLayerWiseConfigurations().toJson();
    String field = "\"vanishingRegularizer\" : " + LAMBDA + ",";
    assertTrue(json.contains(field), json);
    VanillaRnn without =
        (VanillaRnn)
            MultiLayerConfiguration.fromJson(json.replace(field, "")).getConf(0).getLayer();
    assertNull(without.getVanishingRegularizer());
    assertNotEquals(regularized(), without);
    Exception e =
        assertThrows(
            RuntimeException.class,
            () ->
                MultiLayerConfiguration.fromJson(json.replace(field, field.replace("0.", "-0."))));
    String messages = "";
    for (Throwable t = e; t != null; t = t.getCause()) {
      messages += t.getMessage() + "\n";
    }
    assertTrue(messages.contains("lambda (-" + LAMBDA + ")"), messages);
  }
}
