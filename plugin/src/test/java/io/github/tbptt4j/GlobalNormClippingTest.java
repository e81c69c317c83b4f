package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class GlobalNormClippingTest {
  private static final int STEPS = 5;

  /** Changes one entry of the gradient, as an overflow would. */
  private static final class Spoiler extends BaseTrainingListener {
    double value = Double.NaN;
    boolean active;

    @Override
    public void onGradientCalculation(Model model) {
      if (active) {
        model.gradient().gradient().putScalar(0, value);
      }
    }
  }

  private static DataSet data(int examples) {
    return new DataSet(
        TestNetworks.uniform(1, 1, examples, TestNetworks.IN, STEPS),
        WindowOracle.oneHot(examples, TestNetworks.CLASSES, STEPS, new Random(2)));
  }

  private static MultiLayerNetwork network() {
    return TestNetworks.network(new Sgd(1), RNNFormat.NCW, TestNetworks.lstm());
  }

  private static double step(MultiLayerNetwork network, DataSet data) {
    INDArray before = network.params().dup();
    network.fit(data);
    return network.params().distance2(before);
  }

  @Test
  void updateHasTheThresholdAsNormWhereTheGradientIsLarger() {
    GlobalNormClipping clipping = GlobalNormClipping.of(.01);
    MultiLayerNetwork network = network();
    network.setListeners(clipping);
    assertEquals(.01, step(network, data(3)), 1e-12);
    assertEquals(1, clipping.updates());
    assertEquals(1, clipping.clippedUpdates());
    assertTrue(clipping.lastNorm() > .01);
  }

  @Test
  void smallGradientsAreLeftAlone() {
    GlobalNormClipping clipping = GlobalNormClipping.of(1e6);
    MultiLayerNetwork network = network();
    double free = step(network, data(3));
    MultiLayerNetwork clipped = network();
    clipped.setListeners(clipping);
    assertEquals(free, step(clipped, data(3)), 1e-12);
    assertEquals(free, clipping.lastNorm(), 1e-12);
    assertEquals(0, clipping.clippedUpdates());
  }

  @Test
  void normIsThatOfTheMeanWhateverTheMinibatchSize() {
    GlobalNormClipping clipping = GlobalNormClipping.of(1);
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm());
    network.setListeners(clipping);
    DataSet one = data(2);
    DataSet twice =
        new DataSet(
            Nd4j.concat(0, one.getFeatures(), one.getFeatures()),
            Nd4j.concat(0, one.getLabels(), one.getLabels()));
    network.fit(one);
    network.fit(twice);
    double[] norms = clipping.normHistory();
    assertEquals(2, norms.length);
    assertEquals(norms[0], norms[1], 1e-12);
  }

  @Test
  void worksForGraphsToo() {
    ComputationGraph graph = TestNetworks.graph(new Sgd(1), List.of(TestNetworks.lstm()));
    graph.setListeners(GlobalNormClipping.of(.01));
    INDArray before = graph.params().dup();
    graph.fit(data(3));
    assertEquals(.01, graph.params().distance2(before), 1e-12);
  }

  @Test
  void runningStatisticsAreNoGradients() {
    BatchNormalization normalization = new BatchNormalization();
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(1))
                .list()
                .layer(TestNetworks.dense())
                .layer(normalization)
                .layer(TestNetworks.output())
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    MultiLayerNetwork free = network.clone();
    MultiLayerNetwork start = network.clone();
    network.setListeners(GlobalNormClipping.of(1e-3));
    INDArray before = network.params().dup();
    network.fit(data(3));
    free.fit(data(3));
    double squares = Math.pow(network.params().distance2(before), 2);
    for (String statistic : new String[] {"1_mean", "1_log10stdev"}) {
      squares -= Math.pow(network.getParam(statistic).distance2(start.getParam(statistic)), 2);
    }
    assertEquals(1e-3, Math.sqrt(squares), 1e-9);
    assertIdentical(free.getParam("1_mean"), network.getParam("1_mean"));
    assertIdentical(free.getParam("1_log10stdev"), network.getParam("1_log10stdev"));
  }

  @Test
  void largeFiniteFloatGradientsAreNotTakenForInfinite() {
    MultiLayerNetwork network =
        TestNetworks.network(new Sgd(1), RNNFormat.NCW, TestNetworks.lstm())
            .convertDataType(DataType.FLOAT);
    Spoiler spoiler = new Spoiler();
    spoiler.active = true;
    spoiler.value = 3e30; // its square is no float
    GlobalNormClipping clipping = GlobalNormClipping.of(1);
    network.setListeners(spoiler, clipping);
    assertEquals(1, step(network, data(3)), 1e-5);
    assertEquals(1e30, clipping.lastNorm(), 1e24);
  }

  private static final class GradientOf extends BaseTrainingListener {
    private final double[] entries;

    GradientOf(double... entries) {
      this.entries = entries;
    }

    @Override
    public void onGradientCalculation(Model model) {
      INDArray gradient = model.gradient().gradient();
      gradient.assign(0);
      for (int i = 0; i < entries.length; i++) {
        gradient.putScalar(gradient.length() - entries.length + i, entries[i]);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1e200, 1e-3})
  void normIsThatOfAllEntriesEvenWhereTheirSquaresOverflow(double scale) {
    GlobalNormClipping clipping = GlobalNormClipping.of(1e-4);
    MultiLayerNetwork network = network();
    network.setListeners(new GradientOf(2 * scale, -6 * scale, 3 * scale), clipping);
    assertEquals(1e-4, step(network, data(2)), 1e-15);
    assertEquals(3.5 * scale, clipping.lastNorm(), 1e-12 * scale); // the mean over two examples
  }

  @Test
  void withoutMiniBatchTheNormIsThatOfTheSum() {
    GlobalNormClipping clipping = GlobalNormClipping.of(1e-4);
    MultiLayerNetwork network = network();
    network.conf().setMiniBatch(false);
    network.setListeners(new GradientOf(2, -6, 3), clipping);
    network.fit(data(2));
    assertEquals(7, clipping.lastNorm(), 1e-12);
  }

  @Test
  void aNormOfTheThresholdIsScaledByOneAndCounts() {
    GlobalNormClipping clipping = GlobalNormClipping.of(3.5);
    MultiLayerNetwork network = network();
    network.setListeners(new GradientOf(2, -6, 3), clipping);
    assertEquals(3.5, step(network, data(2)), 1e-12);
    assertEquals(1, clipping.clippedUpdates());
  }

  @Test
  void whatIsNotFiniteIsCountedAndFoundByItsParameter() {
    MultiLayerNetwork network = network();
    double infinity = Double.POSITIVE_INFINITY;
    network.setListeners(
        new GradientOf(Double.NaN, -infinity, Double.NaN, infinity, Double.NaN, 1, 1),
        GlobalNormClipping.of(1));
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> network.fit(data(3)));
    assertTrue(
        e.getMessage().contains("has 3 NaN and 2 infinite entries, the first in parameter 1_W"),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void nonFiniteGradientFailsAndLeavesTheParameters(double value) {
    MultiLayerNetwork network = network();
    Spoiler spoiler = new Spoiler();
    spoiler.value = value;
    spoiler.active = true;
    network.setListeners(spoiler, GlobalNormClipping.of(1));
    INDArray before = network.params().dup();
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> network.fit(data(3)));
    assertTrue(e.getMessage().contains("iteration 0 has"), e.getMessage());
    assertTrue(e.getMessage().contains("first in parameter 0_W"), e.getMessage());
    assertIdentical(before, network.params());
  }

  @Test
  void skippedUpdateLeavesParametersAndUpdaterStateAndIsCounted() {
    MultiLayerNetwork network =
        TestNetworks.network(new Adam(.1), RNNFormat.NCW, TestNetworks.lstm());
    Spoiler spoiler = new Spoiler();
    GlobalNormClipping clipping = GlobalNormClipping.of(1).nonFinite(NonFinitePolicy.SKIP);
    network.setListeners(spoiler, clipping);
    network.fit(data(3));
    INDArray parameters = network.params().dup();
    INDArray state = network.getUpdater().getStateViewArray().dup();
    spoiler.active = true;
    network.fit(data(3));
    assertIdentical(parameters, network.params());
    assertIdentical(state, network.getUpdater().getStateViewArray());
    assertEquals(1, clipping.skippedUpdates());
    spoiler.active = false;
    network.fit(data(3));
    assertTrue(network.params().distance2(parameters) > 0);
    assertEquals(3, clipping.updates());
  }

  @Test
  void refusesLayersThatClipThemselves() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(1))
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .list()
                .layer(TestNetworks.lstm())
                .layer(TestNetworks.output())
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    network.setListeners(GlobalNormClipping.of(1));
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> network.fit(data(3)));
    assertTrue(e.getMessage().contains("Layer 0"), e.getMessage());
    assertTrue(e.getMessage().contains("ClipL2PerLayer"), e.getMessage());
    assertThrows(
        IllegalStateException.class,
        () -> TruncatedBpttTrainer.builder(network).clipGlobalNorm(1).build());
  }

  @Test
  void refusesGraphsWhoseLayersClipThemselves() {
    Layer lstm = TestNetworks.lstm();
    ((BaseLayer) lstm).setGradientNormalization(GradientNormalization.ClipL2PerLayer);
    ComputationGraph graph = TestNetworks.graph(new Sgd(1), List.of(TestNetworks.dense(), lstm));
    graph.setListeners(GlobalNormClipping.of(1));
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> graph.fit(data(3)));
    assertTrue(
        e.getMessage().contains("(\"h1\") has gradientNormalization ClipL2PerLayer"),
        e.getMessage());
  }

  @Test
  void runningStatisticsOfGraphsAreNoGradientsEither() {
    ComputationGraph graph =
        TestNetworks.graph(
            new Sgd(0), List.of(TestNetworks.dense(), new BatchNormalization.Builder().build()));
    GlobalNormClipping clipping = GlobalNormClipping.of(1e-3);
    graph.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onGradientCalculation(Model model) {
            model.gradient().gradient().assign(0);
            model.gradient().getGradientFor("h1_mean").assign(5);
            model.gradient().getGradientFor("h1_log10stdev").assign(7);
            model.gradient().getGradientFor("out_b").putScalar(0, 6);
          }
        },
        clipping);
    graph.fit(data(3));
    assertEquals(2, clipping.lastNorm(), 1e-12); // the mean over three examples
  }

  @Test
  void listenersInFrontSeeFiniteParametersWhereAnUpdateIsSkipped() {
    MultiLayerNetwork network = network();
    boolean[] finite = new boolean[1];
    BaseTrainingListener inFront =
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            finite[0] = Double.isFinite(model.params().sumNumber().doubleValue());
          }
        };
    network.setListeners(
        inFront,
        new GradientOf(Double.NaN),
        GlobalNormClipping.of(1).nonFinite(NonFinitePolicy.SKIP));
    network.fit(data(3));
    assertTrue(finite[0]);
  }

  @Test
  void layersAreToldWhoSkips() {
    assertFalse(GlobalNormClipping.of(1).skipsNonFinite());
    assertTrue(GlobalNormClipping.of(1).nonFinite(NonFinitePolicy.SKIP).skipsNonFinite());
  }

  @Test
  void refusesLayersThatClipErrors() {
    MultiLayerNetwork network =
        TestNetworks.still(new VanillaRnn.Builder().nOut(3).clipErrorPerTimeStep(.5).build());
    network.setListeners(GlobalNormClipping.of(1));
    IllegalStateException e = assertThrows(IllegalStateException.class, () -> network.fit(data(3)));
    assertTrue(e.getMessage().contains("has clipErrorPerTimeStep 0.5"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void thresholdMustBePositiveAndFinite(double threshold) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> GlobalNormClipping.of(threshold));
    assertEquals("threshold (" + threshold + ") must be positive and finite.", e.getMessage());
  }

  @Test
  void survivesSerialization() throws Exception {
    GlobalNormClipping clipping = GlobalNormClipping.of(.5);
    MultiLayerNetwork network = network();
    network.setListeners(clipping);
    network.fit(data(3));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(clipping);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      GlobalNormClipping copy = (GlobalNormClipping) in.readObject();
      assertEquals(.5, copy.threshold());
      assertClose(clipping.normHistory(), copy.normHistory(), 0);
    }
  }
}
