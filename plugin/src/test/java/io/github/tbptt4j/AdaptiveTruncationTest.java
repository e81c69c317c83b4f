package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.diagnostics.GradientFlow;
import io.github.tbptt4j.diagnostics.LayerFlow;
import io.github.tbptt4j.testing.SmallNetworks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** As far back as the gradient is seen to go. */
class AdaptiveTruncationTest {
  private static final int EXAMPLES = 4;
  private static final int IN = 3;
  private static final int OUT = 2;
  private static final int HIDDEN = 6;
  private static final int K_MAX = 30;
  private static final int LOSSES = 64; // of a measurement
  private static final int MANY = 64; // examples, with which measurements are soon due again

  @TempDir private Path folder;

  private static NeuralNetConfiguration.Builder base(DataType type, double learningRate) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .dataType(type)
        .updater(new Sgd(learningRate));
  }

  private static MultiLayerNetwork network(double learningRate, Layer... layers) {
    return SmallNetworks.layers(
        base(DataType.DOUBLE, learningRate), InputType.recurrent(IN), layers);
  }

  private static MultiLayerNetwork network(double radius, double learningRate) {
    return network(learningRate, recurrent(radius), SmallNetworks.numbers(OUT));
  }

  private static VanillaRnn recurrent(double radius) {
    return new VanillaRnn.Builder()
        .nOut(HIDDEN)
        .activation(Activation.TANH)
        .weightInitRecurrent(RecurrentInit.spectralRadius(radius))
        .build();
  }

  private static DataSet data(int steps, long seed) {
    return SmallNetworks.data(EXAMPLES, IN, OUT, steps, seed);
  }

  private static TruncatedBpttTrainer trainer(
      Model network, Truncation truncation, boolean stateful) {
    return SmallNetworks.trainer(network).truncation(truncation).stateful(stateful).build();
  }

  // The losses of one window, seen by the trainer and by a person.
  @ParameterizedTest
  @ValueSource(doubles = {.3, .6, .9})
  void theSmallestKWhoseBiasIsBelowDeltaIsChosen(double radius) {
    int owned = LOSSES / EXAMPLES;
    DataSet data = data(K_MAX + owned, 1);
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, EXAMPLES, K_MAX + owned);
    mask.get(NDArrayIndex.all(), NDArrayIndex.interval(K_MAX, K_MAX + owned)).assign(1);
    data.setLabelsMaskArray(mask);
    LayerFlow flow = GradientFlow.of(network(radius, 0)).lags(K_MAX).measure(data).together();
    int expected = 2;
    while (expected < K_MAX && !(flow.aicherBias(expected) < .5)) {
      expected++;
    }

    AdaptiveTruncation truncation = AdaptiveTruncation.of(1, 2, K_MAX, .5);
    List<TruncationChoice> choices =
        trainer(network(radius, 0), truncation, true).fit(data).choices();
    assertEquals(1, choices.size());
    assertEquals(expected, choices.get(0).k());
    assertEquals(flow.aicherBias(expected), choices.get(0).relativeBias(), 1e-9);
    assertEquals(flow.beta(), choices.get(0).decay(), 1e-9);
  }

  @Test
  void windowsGoBackAsFarAsWasChosen() {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(3, 2, K_MAX, .5);
    List<FitReport> updates = new ArrayList<>();
    MultiLayerNetwork network = network(.3, 0);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(truncation)
            .stateful(true)
            .listener(updates::add)
            .build();
    trainer.fit(data(120, 1));
    int measuredAt = 0;
    while (updates.get(measuredAt).choices().isEmpty()) {
      measuredAt++;
    }
    int needed = K_MAX + LOSSES / EXAMPLES;
    assertEquals((needed - 1) / 3, measuredAt, "the first window that ends so many steps in");
    assertEquals(K_MAX + 3, updates.get(measuredAt - 1).depth(), "as deep as allowed until then");
    int k = updates.get(measuredAt).choices().get(0).k();
    assertTrue(k < K_MAX, "k = " + k);
    assertEquals(k + 3, updates.get(measuredAt).depth());
  }

  private static Stream<Layer> cells() {
    return Stream.of(
        TestNetworks.vanillaRnn(),
        TestNetworks.simpleRnn(),
        TestNetworks.lstm(),
        TestNetworks.gravesLstm());
  }

  // The same trainer with a fixed k2 that happens to be what is chosen.
  @Tag("slow")
  @ParameterizedTest
  @MethodSource("cells")
  void updatesAreThoseOfAFixedTruncationOfTheSameDepth(Layer cell) {
    DataSet data = SmallNetworks.data(MANY, TestNetworks.IN, TestNetworks.CLASSES, 30, 2);
    Sgd updater = new Sgd(.01);
    for (Supplier<Model> network :
        List.<Supplier<Model>>of(
            () -> TestNetworks.network(updater, RNNFormat.NCW, cell),
            () -> TestNetworks.graph(updater, List.of(cell)))) {
      Model adaptive = network.get();
      FitReport report =
          trainer(adaptive, AdaptiveTruncation.of(1, 4, 4, .5).withCost(.9), true).fit(data);
      Model fixed = network.get();
      trainer(fixed, TruncatedBptt.of(1, 5), true).fit(data);
      assertIdentical(fixed.params(), adaptive.params());
      assertEquals(5, report.depth());
      assertTrue(report.choices().size() > 1, report.toString());
      assertTrue(report.choices().stream().allMatch(choice -> choice.k() == 4));
    }
  }

  @Tag("slow")
  @Test
  void measuringKeepsToItsShareOfTheWork() {
    double cost = .6;
    int steps = 900;
    AdaptiveTruncation truncation = AdaptiveTruncation.of(1, 20, K_MAX, .5).withCost(cost);
    FitReport report = trainer(network(.9, 0), truncation, true).fit(data(steps, 3));
    double updates = (double) steps * EXAMPLES * report.meanDepth();
    double measurement = (K_MAX + LOSSES / EXAMPLES) * (EXAMPLES + 4.0 * LOSSES);
    double share = (report.choices().size() - 1) * measurement / updates; // the first may always be
    assertTrue(share <= cost && share > cost / 2, "share = " + share);
  }

  /** How windows are run, and of what. */
  enum Way {
    DIRECT("direct", recurrent(.5)),
    DL4J("dl4j", recurrent(.5)),
    LSTM("dl4j", new LSTM.Builder().nOut(HIDDEN).activation(Activation.TANH).build());

    private final String path;
    private final Layer layer;

    Way(String path, Layer layer) {
      this.path = path;
      this.layer = layer;
    }

    private MultiLayerNetwork network() {
      return AdaptiveTruncationTest.network(.01, layer, SmallNetworks.numbers(OUT));
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource
  void restoredTrainersChooseAsTheyWouldHave(Way way) {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(2, 3, 8, .5).withCost(.9);
    DataSet begin = SmallNetworks.data(MANY, IN, OUT, 21, 4);
    DataSet rest = SmallNetworks.data(MANY, IN, OUT, 60, 5);
    Path file = folder.resolve("checkpoint");
    try (SystemProperty path = new SystemProperty(TrainingPath.PROPERTY, way.path)) {
      MultiLayerNetwork through = way.network();
      TruncatedBpttTrainer trainer = trainer(through, truncation, true);
      assertFalse(trainer.fit(begin).choices().isEmpty());
      trainer.saveCheckpoint(file);
      FitReport expected = trainer.fit(rest);

      MultiLayerNetwork restored = way.network();
      TruncatedBpttTrainer later = trainer(restored, truncation, true);
      later.restoreCheckpoint(file);
      assertEquals(expected, later.fit(rest));
      assertIdentical(through.params(), restored.params());
      assertTrue(expected.choices().size() > 1, expected.toString());
    }
  }

  @Tag("slow")
  @Test
  void sequencesTooShortForKMaxAreMeasuredAsFarAsTheyGo() {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(4, 2, 100, .5);
    FitReport report = trainer(network(.3, 0), truncation, false).fit(data(12, 6));
    assertEquals(1, report.choices().size());
    assertTrue(report.choices().get(0).k() < 12);
  }

  @Test
  void networksWithOneLossASequenceAreMeasuredFromTheirEnds() {
    MultiLayerNetwork network =
        network(
            0,
            new LastTimeStep(recurrent(.3)),
            new OutputLayer.Builder(LossFunction.MSE)
                .nOut(OUT)
                .activation(Activation.IDENTITY)
                .build());
    DataSet sequences = data(40, 8);
    sequences.setLabels(Nd4j.ones(DataType.DOUBLE, EXAMPLES, 2));
    FitReport report =
        trainer(network, AdaptiveTruncation.of(1, 2, K_MAX, .5), false).fit(sequences);
    int k = report.choices().get(0).k();
    assertTrue(k < K_MAX, "k = " + k);
    assertEquals(k + 1, report.depth());
  }

  @Test
  void bothPathsChooseAlike() {
    AdaptiveTruncation truncation = AdaptiveTruncation.of(2, 3, 8, .5).withCost(.9);
    DataSet data = SmallNetworks.data(MANY, IN, OUT, 80, 3);
    List<FitReport> reports = new ArrayList<>();
    List<MultiLayerNetwork> networks = new ArrayList<>();
    for (Way way : List.of(Way.DIRECT, Way.DL4J)) {
      try (SystemProperty forced = new SystemProperty(TrainingPath.PROPERTY, way.path)) {
        networks.add(way.network());
        reports.add(trainer(networks.get(networks.size() - 1), truncation, true).fit(data));
      }
    }
    List<TruncationChoice> direct = reports.get(0).choices();
    List<TruncationChoice> byLayers = reports.get(1).choices();
    assertTrue(direct.size() > 3, direct.toString());
    assertEquals(direct.size(), byLayers.size());
    for (int i = 0; i < direct.size(); i++) {
      assertEquals(direct.get(i).iteration(), byLayers.get(i).iteration());
      assertEquals(direct.get(i).k(), byLayers.get(i).k());
      assertEquals(direct.get(i).relativeBias(), byLayers.get(i).relativeBias(), 1e-9);
      assertEquals(direct.get(i).decay(), byLayers.get(i).decay(), 1e-9);
    }
    assertClose(networks.get(0).params(), networks.get(1).params(), 1e-9);
  }

  @Tag("slow")
  @Test
  void lstmsAreMeasuredToo() {
    FitReport report =
        trainer(Way.LSTM.network(), AdaptiveTruncation.of(4, 2, K_MAX, .9), true).fit(data(80, 3));
    TruncationChoice choice = report.choices().get(0);
    assertTrue(choice.k() < K_MAX && choice.decay() < 1, choice.toString());
  }

  @Test
  void networksWithoutRecurrentLayersAreRefused() {
    MultiLayerNetwork network = network(0, TestNetworks.dense(), SmallNetworks.numbers(OUT));
    AdaptiveTruncation truncation = AdaptiveTruncation.of(1, 2, K_MAX, .5);
    TruncatedBpttTrainer.Builder builder =
        TruncatedBpttTrainer.builder(network).truncation(truncation);
    assertEquals(
        "The network has no recurrent layer, so no gradient goes back in time: "
            + truncation
            + " has nothing to cut. Use VanillaRnn, LSTM, GravesLSTM or SimpleRnn, or"
            + " TruncatedBptt.",
        assertThrows(IllegalStateException.class, builder::build).getMessage());
  }

  @Test
  void gradientsThatAreNotFiniteChooseNothing() {
    MultiLayerNetwork network = network(.3, 0);
    network.getLayer(0).getParam("RW").putScalar(0, Double.NaN);
    AdaptiveTruncation truncation = AdaptiveTruncation.of(3, 2, K_MAX, .5);
    FitReport report =
        TruncatedBpttTrainer.builder(network)
            .truncation(truncation)
            .stateful(true)
            .nonFinite(NonFinitePolicy.SKIP)
            .build()
            .fit(data(60, 9));
    assertEquals(List.of(), report.choices());
    assertNotEquals(0, report.timeSteps());
  }

  /**
   * A network whose state is zero where its input is, whatever its weights: errors alone explode.
   */
  private static final class Exploding {
    private static final int STEPS = 60;
    private static final int LARGEST = 40; // 12^40 is more than a float can be, 12^23 isn't
    private static final int SMALLEST = 20;

    private final MultiLayerNetwork network =
        SmallNetworks.layers(
            base(DataType.FLOAT, 0),
            InputType.recurrent(IN),
            new VanillaRnn.Builder().nOut(HIDDEN).activation(Activation.IDENTITY).build(),
            SmallNetworks.numbers(OUT));
    private final DataSet data = SmallNetworks.data(MANY, IN, OUT, STEPS, 6);
    private final TruncatedBpttTrainer trainer;

    Exploding(Truncation truncation, NonFinitePolicy policy) {
      trainer =
          TruncatedBpttTrainer.builder(network).truncation(truncation).nonFinite(policy).build();
      data.setFeatures(Nd4j.zeros(DataType.FLOAT, MANY, IN, STEPS));
      data.setLabels(data.getLabels().castTo(DataType.FLOAT));
      factor(.3);
    }

    static Exploding adaptive(NonFinitePolicy policy) {
      return new Exploding(AdaptiveTruncation.of(3, SMALLEST, LARGEST, .5).withCost(.9), policy);
    }

    /** What an error is multiplied by with each step back. */
    void factor(double factor) {
      network.getParam("0_RW").assign(Nd4j.eye(HIDDEN).muli(factor));
    }

    FitReport fit() {
      return trainer.fit(data);
    }
  }

  @ParameterizedTest
  @EnumSource
  void errorsThatOverflowFartherBackThanWindowsGoChangeNothing(NonFinitePolicy policy) {
    Exploding adaptive = Exploding.adaptive(policy);
    adaptive.fit();
    assertFalse(adaptive.fit().choices().isEmpty(), "each call measures");
    adaptive.factor(12);
    INDArray before = adaptive.network.params().dup();
    FitReport report = adaptive.fit();

    Exploding fixed = new Exploding(TruncatedBptt.of(3, Exploding.SMALLEST + 3), policy);
    fixed.factor(12);
    assertEquals(fixed.fit(), report, "K stays");
    assertEquals(0, report.skippedUpdates());
    assertIdentical(before, adaptive.network.params());
    adaptive.factor(.3);
    assertEquals(Exploding.SMALLEST, adaptive.fit().choices().get(0).k(), "it measures again");
  }

  @Tag("slow")
  @Test
  void errorsThatOverflowInWindowsTooAreThePolicysAffair() {
    Exploding skipping = Exploding.adaptive(NonFinitePolicy.SKIP);
    skipping.factor(12);
    INDArray before = skipping.network.params().dup();
    FitReport report = skipping.fit();
    assertTrue(report.skippedUpdates() > 0 && report.choices().isEmpty(), report.toString());
    assertIdentical(before, skipping.network.params());

    Exploding failing = Exploding.adaptive(NonFinitePolicy.FAIL);
    failing.factor(12);
    assertThrows(IllegalStateException.class, failing::fit);
    assertIdentical(before, failing.network.params());
    for (Exploding mended : List.of(skipping, failing)) {
      mended.factor(.3);
      FitReport after = mended.fit();
      assertEquals(Exploding.SMALLEST, after.choices().get(0).k());
      assertEquals(0, after.skippedUpdates());
    }
  }
}
