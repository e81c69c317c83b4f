package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.rnn.ReverseTimeSeriesVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.adapter.SingletonMultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Graphs with several inputs and outputs, merging and adding between recurrent layers. */
class TrainerGraphTest {
  private static final double TOLERANCE = 1e-6;
  private static final int EXAMPLES = 3;
  private static final int STEPS = 7;
  private static final int[] SIZES = {2, 3}; // of the inputs
  private static final int OUT = 2; // of both outputs
  private static final int[][] LENGTHS = {{2, 5}, {3, 3}, {4, 2}, {3, 7}, {9, 9}, {1, 3}};

  private static ComputationGraph graph(IUpdater updater, double l2, RNNFormat format) {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(updater)
                .l2(l2)
                .graphBuilder()
                .addInputs("a", "b")
                .setInputTypes(
                    InputType.recurrent(SIZES[0], format), InputType.recurrent(SIZES[1], format))
                .addLayer("ra", TestNetworks.vanillaRnn(), "a")
                .addLayer("rb", TestNetworks.lstm(), "b")
                .addVertex("merged", new MergeVertex(), "ra", "rb")
                .addLayer("rm", TestNetworks.lstm(), "merged")
                .addVertex("added", new ElementWiseVertex(ElementWiseVertex.Op.Add), "rm", "ra")
                .addLayer("top", TestNetworks.vanillaRnn(), "added")
                .addLayer("classes", TestNetworks.output(), "top")
                .addLayer(
                    "numbers",
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(OUT)
                        .activation(Activation.TANH)
                        .build(),
                    "added")
                .setOutputs("classes", "numbers")
                .build());
    graph.init();
    graph.params().addi(TestNetworks.uniform(5, .3, graph.params().shape()));
    return graph;
  }

  private static INDArray in(RNNFormat format, INDArray ncw) {
    return format == RNNFormat.NCW ? ncw : ncw.permute(0, 2, 1).dup('c');
  }

  private static MultiDataSet data(RNNFormat format, boolean masked) {
    INDArray[] features = new INDArray[2];
    for (int i = 0; i < 2; i++) {
      features[i] = in(format, TestNetworks.uniform(i, 1, EXAMPLES, SIZES[i], STEPS));
    }
    INDArray[] labels = {
      in(format, WindowOracle.oneHot(EXAMPLES, OUT, STEPS, new Random(1))),
      in(format, TestNetworks.uniform(3, 1, EXAMPLES, OUT, STEPS))
    };
    if (!masked) {
      return new MultiDataSet(features, labels);
    }
    INDArray[] featureMasks = {ones(EXAMPLES, STEPS), ones(EXAMPLES, STEPS)};
    zero(featureMasks[0], new int[][] {{0, 0}, {1, 4}, {2, 5}, {2, 6}});
    zero(featureMasks[1], new int[][] {{0, 0}, {1, 2}, {2, 6}});
    INDArray[] labelMasks = {ones(EXAMPLES, STEPS), ones(EXAMPLES, OUT, STEPS)};
    zero(labelMasks[0], new int[][] {{0, 2}, {1, 6}, {2, 6}});
    zero(labelMasks[1], new int[][] {{0, 0, 1}, {1, 1, 4}, {2, 0, 6}, {2, 1, 5}});
    return new MultiDataSet(features, labels, featureMasks, labelMasks);
  }

  private static INDArray ones(long... shape) {
    return Nd4j.ones(DataType.DOUBLE, shape);
  }

  private static void zero(INDArray mask, int[][] entries) {
    for (int[] entry : entries) {
      mask.putScalar(entry, 0);
    }
  }

  private static double worstError(ComputationGraph graph, RNNFormat format, MultiDataSet data) {
    int timeAxis = format == RNNFormat.NCW ? 2 : 1;
    GraphOracle oracle =
        new GraphOracle(
            graph, timeAxis, data, List.of(GraphOracle.MCXENT, GraphOracle.mse(3 - timeAxis)));
    double worst = 0;
    for (int[] k : LENGTHS) {
      double error = oracle.error(TruncatedBptt.of(k[0], k[1]));
      assertTrue(error < TOLERANCE, Arrays.toString(k) + ": " + error);
      worst = Math.max(worst, error);
    }
    return worst;
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void gradientIsExactWithSeveralInputsAndOutputs(RNNFormat format) {
    double error = worstError(graph(new Sgd(0), 0, format), format, data(format, false));
    System.out.printf("trainer gradient error, graph, %s: %.1e%n", format, error);
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void gradientIsExactWithAMaskForEachInputAndOutput(RNNFormat format) {
    double error = worstError(graph(new Sgd(0), 0, format), format, data(format, true));
    System.out.printf("trainer gradient error, graph with masks, %s: %.1e%n", format, error);
  }

  @Test
  void gradientIsExactWhereOnlyOneInputAndOneOutputAreMasked() {
    MultiDataSet data = data(RNNFormat.NCW, true);
    data.setFeaturesMaskArray(1, null);
    data.setLabelsMaskArray(0, null);
    worstError(graph(new Sgd(0), 0, RNNFormat.NCW), RNNFormat.NCW, data);
  }

  @Test
  void gradientIsExactWithoutWorkspaces() {
    ComputationGraph graph = graph(new Sgd(0), 0, RNNFormat.NCW);
    graph.getConfiguration().setTrainingWorkspaceMode(WorkspaceMode.NONE);
    graph.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.NONE);
    worstError(graph, RNNFormat.NCW, data(RNNFormat.NCW, true));
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void oneWindowPerMinibatchTrainsAsDl4jDoes(RNNFormat format) {
    ComputationGraph theirs = graph(new Adam(.05), .1, format);
    ComputationGraph ours = graph(new Adam(.05), .1, format); // clone() forgets MergeVertex's axis
    List<org.nd4j.linalg.dataset.api.MultiDataSet> minibatches =
        List.of(data(format, true), data(format, false));
    var trainer =
        TruncatedBpttTrainer.builder(ours).truncation(TruncatedBptt.of(STEPS, STEPS)).build();
    FitReport last = null;
    for (int epoch = 0; epoch < 3; epoch++) {
      theirs.fit(new IteratorMultiDataSetIterator(minibatches.iterator(), EXAMPLES));
      last = trainer.fit(new IteratorMultiDataSetIterator(minibatches.iterator(), EXAMPLES), 1);
    }
    assertClose(theirs.params(), ours.params(), 1e-10);
    assertEquals(theirs.score(), ours.score(), 1e-10);
    assertEquals(theirs.getIterationCount(), ours.getIterationCount());
    assertEquals(theirs.getEpochCount(), ours.getEpochCount());
    assertEquals(2, last.updates());
  }

  @Test
  void minibatchAndIteratorDoTheSame() {
    MultiDataSet data = data(RNNFormat.NCW, true);
    ComputationGraph one = graph(new Adam(.05), 0, RNNFormat.NCW);
    ComputationGraph other = one.clone();
    TruncatedBptt truncation = TruncatedBptt.of(2, 5);
    var trainer = TruncatedBpttTrainer.builder(one).truncation(truncation).build();
    trainer.fit(data);
    trainer.fit(data);
    FitReport report =
        TruncatedBpttTrainer.builder(other)
            .truncation(truncation)
            .build()
            .fit(new SingletonMultiDataSetIterator(data), 2);
    assertEquals(8, report.updates());
    assertEquals(2, other.getEpochCount());
    assertIdentical(one.params(), other.params());
  }

  @Test
  void iteratorThatCanNotBeResetGivesOneEpochOnly() {
    var trainer = TruncatedBpttTrainer.builder(graph(new Sgd(0), 0, RNNFormat.NCW)).build();
    List<org.nd4j.linalg.dataset.api.MultiDataSet> minibatches =
        List.of(data(RNNFormat.NCW, false));
    var once = new IteratorMultiDataSetIterator(minibatches.iterator(), EXAMPLES);
    assertThrows(IllegalArgumentException.class, () -> trainer.fit(once, 2));
    assertEquals(1, trainer.fit(once, 1).updates());
  }

  private static Arguments bad(String message, Consumer<MultiDataSet> spoil) {
    MultiDataSet data = data(RNNFormat.NCW, true);
    spoil.accept(data);
    return Arguments.of(message, data);
  }

  static Stream<Arguments> badMinibatches() {
    return Stream.of(
        bad(
            "Features 1 have 6 time steps, features 0 7: they must be equal.",
            d -> d.setFeatures(1, ones(EXAMPLES, SIZES[1], 6))),
        bad(
            "Features 1 have 2 examples, features 0 3: they must be equal.",
            d -> d.setFeatures(1, ones(2, SIZES[1], STEPS))),
        bad("Features 1 must have 3 dimensions", d -> d.setFeatures(1, ones(EXAMPLES, SIZES[1]))),
        bad(
            "Labels 1 have 8 time steps, features 0 7: they must be equal.",
            d -> d.setLabels(1, ones(EXAMPLES, OUT, 8))),
        bad("no labels 1 (null)", d -> d.setLabels(1, null)),
        bad("no features 0 (null)", d -> d.setFeatures(0, null)),
        bad(
            "Features mask 1 has shape [3, 6]: it must be [examples, time steps] = [3, 7].",
            d -> d.setFeaturesMaskArray(1, ones(EXAMPLES, 6))),
        bad(
            "Labels mask 1 has shape [3, 5, 7]: it must be [examples, time steps] = [3, 7] or"
                + " [3, 2, 7].",
            d -> d.setLabelsMaskArray(1, ones(EXAMPLES, 5, STEPS))),
        bad(
            "Features 1 contain NaN at [2, 0, 3]",
            d -> d.getFeatures(1).putScalar(new int[] {2, 0, 3}, Double.NaN)),
        bad(
            "Labels 1 contain -Infinity at [0, 1, 0]",
            d -> d.getLabels(1).putScalar(new int[] {0, 1, 0}, Double.NEGATIVE_INFINITY)),
        bad(
            "Labels mask 0 contains NaN at [1, 1]",
            d -> d.getLabelsMaskArray(0).putScalar(new int[] {1, 1}, Double.NaN)),
        bad(
            "1 arrays of features, the network 2 inputs",
            d -> d.setFeatures(new INDArray[] {d.getFeatures(0)})),
        bad(
            "1 arrays of labels, the network 2 outputs",
            d -> d.setLabels(new INDArray[] {d.getLabels(0)})),
        bad(
            "Labels masks: there are 1, but 2 arrays to mask",
            d -> d.setLabelsMaskArray(new INDArray[] {d.getLabelsMaskArray(0)})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badMinibatches")
  void messageNamesTheArray(String message, MultiDataSet minibatch) {
    ComputationGraph graph = graph(new Adam(.1), 0, RNNFormat.NCW);
    INDArray before = graph.params().dup();
    var trainer = TruncatedBpttTrainer.builder(graph).build();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(minibatch));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertIdentical(before, graph.params());
  }

  @Test
  void oneDataSetIsNotEnoughForTwoInputs() {
    var trainer = TruncatedBpttTrainer.builder(graph(new Adam(.1), 0, RNNFormat.NCW)).build();
    MultiDataSet data = data(RNNFormat.NCW, false);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer.fit(new DataSet(data.getFeatures(0), data.getLabels(0))));
    assertTrue(e.getMessage().contains("the network 2 inputs"), e.getMessage());
  }

  @Test
  void verticesThatSeeTheWholeSequenceAreRefused() {
    ComputationGraph graph =
        new ComputationGraph(
            TestNetworks.base(new Sgd(0))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(2))
                .addVertex("back", new ReverseTimeSeriesVertex(), "in")
                .addLayer("rnn", TestNetworks.lstm(), "back")
                .addLayer("out", TestNetworks.output(), "rnn")
                .setOutputs("out")
                .build());
    graph.init();
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> TruncatedBpttTrainer.builder(graph).build());
    assertTrue(e.getMessage().contains("Vertex \"back\""), e.getMessage());
  }
}
