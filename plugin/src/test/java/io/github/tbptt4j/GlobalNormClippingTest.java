package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
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
    network.setListeners(GlobalNormClipping.of(1e-3));
    network.fit(data(3));
    free.fit(data(3));
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
  void historyKeepsTheLastTenThousand() {
    var statistics = new io.github.tbptt4j.training.NormStatistics(5);
    for (int i = 0; i < 12; i++) {
      statistics.add(i, false);
    }
    assertArrayEquals(new double[] {7, 8, 9, 10, 11}, statistics.history());
    assertEquals(12, statistics.updates());
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
