package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertDifferent;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** Frozen layers: state flows through them, their parameters stay. */
class TrainerFrozenTest {
  private static final int EXAMPLES = 3;
  private static final int STEPS = 7;
  private static final int[][] LENGTHS = {{2, 5}, {3, 3}, {4, 2}, {9, 9}, {1, 3}};

  private final DataSet data =
      new DataSet(
          TestNetworks.uniform(3, 1, EXAMPLES, TestNetworks.IN, STEPS),
          WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(4)));

  static List<Layer> recurrent() {
    return List.of(
        TestNetworks.vanillaRnn(),
        TestNetworks.lstm(),
        TestNetworks.gravesLstm(),
        TestNetworks.simpleRnn());
  }

  /** Something to train below, a frozen layer that passes errors on, something above. */
  private static ComputationGraph passingErrors(IUpdater updater, double l2, Layer frozen) {
    return init(
        TestNetworks.base(updater)
            .l2(l2)
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(InputType.recurrent(TestNetworks.IN))
            .addLayer("below", TestNetworks.lstm(), "in")
            .addLayer("frozen", new FrozenLayerWithBackprop(frozen.clone()), "below")
            .addLayer("above", TestNetworks.vanillaRnn(), "frozen")
            .addLayer("out", TestNetworks.output(), "above")
            .setOutputs("out")
            .build());
  }

  private static ComputationGraph init(
      org.deeplearning4j.nn.conf.ComputationGraphConfiguration configuration) {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    graph.params().addi(TestNetworks.uniform(5, .3, graph.params().shape()));
    return graph;
  }

  private void assertExact(String name, ComputationGraph graph) {
    GraphOracle oracle =
        new GraphOracle(
            graph,
            2,
            new MultiDataSet(data.getFeatures(), data.getLabels()),
            List.of(GraphOracle.MCXENT));
    double worst = 0;
    for (int[] k : LENGTHS) {
      double error = oracle.error(TruncatedBptt.of(k[0], k[1]));
      assertTrue(error < 1e-6, name + Arrays.toString(k) + ": " + error);
      worst = Math.max(worst, error);
    }
    System.out.printf("trainer gradient error, %s: %.1e%n", name, worst);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("recurrent")
  void errorsPassThroughAFrozenLayerExactly(Layer layer) {
    assertExact(
        "FrozenLayerWithBackprop of " + layer.getClass().getSimpleName(),
        passingErrors(new Sgd(0), 0, layer));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("recurrent")
  void layersAboveAFrozenOneAreExact(Layer layer) {
    assertExact(
        "FrozenLayer of " + layer.getClass().getSimpleName(),
        init(
            TestNetworks.base(new Sgd(0))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(TestNetworks.IN))
                .addLayer("frozen", new FrozenLayer(layer.clone()), "in")
                .addLayer("above", TestNetworks.lstm(), "frozen")
                .addLayer("out", TestNetworks.output(), "above")
                .setOutputs("out")
                .build()));
  }

  @Test
  void graphWithErrorsPassingTrainsAsInDl4j() {
    for (Layer layer : List.of(TestNetworks.vanillaRnn(), TestNetworks.lstm())) {
      ComputationGraph theirs = passingErrors(new Adam(.05), 0, layer);
      ComputationGraph ours = passingErrors(new Adam(.05), 0, layer);
      INDArray frozen = ours.getLayer("frozen").params().dup();
      fitBoth(theirs, ours);
      assertIdentical(frozen, ours.getLayer("frozen").params());
      assertClose(theirs.params(), ours.params(), 1e-10);
    }
  }

  @Test
  void penaltiesMoveAFrozenLayerInDl4jButNotHere() {
    ComputationGraph theirs = passingErrors(new Adam(.05), .1, TestNetworks.lstm());
    ComputationGraph ours = passingErrors(new Adam(.05), .1, TestNetworks.lstm());
    INDArray frozen = ours.getLayer("frozen").params().dup();
    INDArray below = ours.getLayer("below").params().dup();
    fitBoth(theirs, ours);
    assertTrue(theirs.getLayer("frozen").params().distance2(frozen) > .1);
    assertIdentical(frozen, ours.getLayer("frozen").params());
    assertTrue(ours.getLayer("below").params().distance2(below) > .1);
  }

  @Test
  void graphFromTransferLearningTrainsAsInDl4j() {
    ComputationGraph graph =
        TestNetworks.graph(
            new Adam(.05),
            List.of(TestNetworks.lstm(), TestNetworks.vanillaRnn(), TestNetworks.lstm()));
    ComputationGraph theirs =
        new TransferLearning.GraphBuilder(graph).setFeatureExtractor("h1").build();
    ComputationGraph ours =
        new TransferLearning.GraphBuilder(graph).setFeatureExtractor("h1").build();
    INDArray frozen = ours.getLayer("h1").params().dup();
    fitBoth(theirs, ours);
    assertIdentical(frozen, ours.getLayer("h1").params());
    assertClose(theirs.params(), ours.params(), 1e-5); // TransferLearning: FLOAT
  }

  private void fitBoth(ComputationGraph theirs, ComputationGraph ours) {
    var trainer =
        TruncatedBpttTrainer.builder(ours).truncation(TruncatedBptt.of(STEPS, STEPS)).build();
    for (int i = 0; i < 5; i++) {
      theirs.fit(data);
      trainer.fit(data);
    }
  }

  @Test
  void noisyLayerThatHandsErrorsOnIsRefused() {
    Layer noisy = new org.deeplearning4j.nn.conf.layers.LSTM.Builder().nOut(3).dropOut(.5).build();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> TruncatedBpttTrainer.builder(passingErrors(new Sgd(0), 0, noisy)).build());
    assertTrue(e.getMessage().contains("Layer \"frozen\""), e.getMessage());
  }

  /** FrozenLayer in the middle: DL4J trains nothing below it, but its updater still penalises. */
  @Test
  void adamAndL2BelowAFrozenLayerDoWhatTheyDoInDl4j() {
    MultiLayerNetwork theirs = frozenInTheMiddle();
    MultiLayerNetwork ours = frozenInTheMiddle();
    INDArray frozen = ours.getLayer(1).params().dup();
    INDArray below = ours.getLayer(0).params().dup();
    var trainer =
        TruncatedBpttTrainer.builder(ours).truncation(TruncatedBptt.of(STEPS, STEPS)).build();
    for (int i = 0; i < 5; i++) {
      theirs.fit(data);
      trainer.fit(data);
    }
    assertIdentical(frozen, ours.getLayer(1).params());
    assertClose(theirs.params(), ours.params(), 1e-10);
    assertDifferent(below, ours.getLayer(0).params());
  }

  private static MultiLayerNetwork frozenInTheMiddle() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam(.05))
                .l2(.1)
                .list()
                .layer(TestNetworks.lstm())
                .layer(new FrozenLayer(TestNetworks.vanillaRnn()))
                .layer(TestNetworks.lstm())
                .layer(TestNetworks.output())
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    return network;
  }

  @Test
  void featureExtractorTrainsAsInDl4j() {
    MultiLayerNetwork network =
        TestNetworks.network(
            new Adam(.05),
            RNNFormat.NCW,
            TestNetworks.lstm(),
            TestNetworks.vanillaRnn(),
            TestNetworks.lstm());
    MultiLayerNetwork theirs =
        new TransferLearning.Builder(network.clone()).setFeatureExtractor(1).build();
    MultiLayerNetwork ours =
        new TransferLearning.Builder(network.clone()).setFeatureExtractor(1).build();
    var trainer =
        TruncatedBpttTrainer.builder(ours).truncation(TruncatedBptt.of(STEPS, STEPS)).build();
    for (int i = 0; i < 5; i++) {
      theirs.fit(data);
      trainer.fit(data);
    }
    assertClose(theirs.params(), ours.params(), 1e-10);
    assertIdentical(network.getLayer(0).params(), ours.getLayer(0).params());
    assertIdentical(network.getLayer(1).params(), ours.getLayer(1).params());
  }
}
