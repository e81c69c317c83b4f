package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The trainer's gradient of a whole network against finite differences of what DESIGN 3 defines.
 */
@Tag("trainer")
class TrainerGradientTest {
  private static final double TOLERANCE = 1e-6;
  private static final int EXAMPLES = 2;
  private static final int STEPS = 7;
  private static final int[][] LENGTHS = {
    {2, 2}, {2, 5}, {3, 2}, {2, 3}, {3, 7}, {4, 1}, {1, 4}, {7, 7}, {9, 9}, {3, 4}
  };

  private final INDArray x = TestNetworks.uniform(3, 1, EXAMPLES, TestNetworks.IN, STEPS);
  private final INDArray y =
      WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, STEPS, new Random(4));

  static Stream<Arguments> stacks() {
    return Stream.of(
        Arguments.of("LSTM", List.of(TestNetworks.lstm())),
        Arguments.of("GravesLSTM", List.of(TestNetworks.gravesLstm())),
        Arguments.of("SimpleRnn", List.of(TestNetworks.simpleRnn())),
        Arguments.of("VanillaRnn", List.of(TestNetworks.vanillaRnn())),
        Arguments.of("VanillaRnn, LSTM", List.of(TestNetworks.vanillaRnn(), TestNetworks.lstm())),
        Arguments.of("LSTM, LSTM", List.of(TestNetworks.lstm(), TestNetworks.lstm())),
        Arguments.of("SimpleRnn, LSTM", List.of(TestNetworks.simpleRnn(), TestNetworks.lstm())),
        Arguments.of(
            "GravesLSTM, dense, SimpleRnn",
            List.of(TestNetworks.gravesLstm(), TestNetworks.dense(), TestNetworks.simpleRnn())));
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("stacks")
  void gradientOfAllWindowsIsExactForAllParameters(String name, List<Layer> hidden) {
    MultiLayerNetwork network = TestNetworks.still(hidden.toArray(new Layer[0]));
    WindowOracle oracle = new WindowOracle(network, x, y, null, null);
    double worst = 0;
    for (int[] k : new int[][] {{2, 5}, {4, 3}}) {
      INDArray actual = gradient(network, TruncatedBptt.of(k[0], k[1]), new DataSet(x, y));
      double[] expected = oracle.gradient(WindowOracle.spans(k[0], k[1], STEPS));
      double error = relativeError(expected, values(actual));
      worst = Math.max(worst, error);
      assertTrue(error < TOLERANCE, name + " " + Arrays.toString(k) + ": " + error);
    }
    System.out.printf("trainer gradient error, %s: %.1e%n", name, worst);
  }

  @Test
  void gradientIsExactForEveryK1AndK2InRandomDirections() {
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm(), TestNetworks.simpleRnn());
    WindowOracle oracle = new WindowOracle(network, x, y, null, null);
    for (int k1 = 1; k1 <= STEPS + 2; k1++) {
      for (int k2 = 1; k2 <= STEPS + 2; k2++) {
        INDArray actual = gradient(network, TruncatedBptt.of(k1, k2), new DataSet(x, y));
        double error = oracle.errorInDirections(WindowOracle.spans(k1, k2, STEPS), actual);
        assertTrue(error < TOLERANCE, "k1=" + k1 + ", k2=" + k2 + ": " + error);
      }
    }
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("stacks")
  void gradientIsExactWithMasks(String name, List<Layer> hidden) {
    INDArray featureMask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    INDArray labelMask = Nd4j.ones(DataType.DOUBLE, EXAMPLES, STEPS);
    for (int[] masked : new int[][] {{0, 0}, {0, 3}, {1, 5}, {1, 6}}) {
      featureMask.putScalar(masked, 0);
      labelMask.putScalar(masked, 0);
    }
    labelMask.putScalar(1, 2, 0);
    // A dense layer between recurrent ones is masked too, which rnnTimeStep can't do.
    List<Layer> recurrent =
        hidden.stream()
            .filter(l -> !(l instanceof org.deeplearning4j.nn.conf.layers.DenseLayer))
            .toList();
    MultiLayerNetwork network = TestNetworks.still(recurrent.toArray(new Layer[0]));
    WindowOracle oracle = new WindowOracle(network, x, y, featureMask, labelMask);
    double worst = 0;
    for (int[] k : new int[][] {{2, 5}, {3, 2}}) {
      INDArray actual =
          gradient(
              network,
              TruncatedBptt.of(k[0], k[1]),
              new DataSet(x, y, featureMask.dup(), labelMask.dup()));
      double error = oracle.errorInDirections(WindowOracle.spans(k[0], k[1], STEPS), actual);
      worst = Math.max(worst, error);
      assertTrue(error < TOLERANCE, name + " " + Arrays.toString(k) + ": " + error);
    }
    System.out.printf("trainer gradient error with masks, %s: %.1e%n", name, worst);
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("stacks")
  void graphAndNwcAndWorkspacesAndBackpropTypeGiveTheSameGradient(String name, List<Layer> hidden) {
    MultiLayerNetwork network = TestNetworks.still(hidden.toArray(new Layer[0]));
    TruncatedBptt truncation = TruncatedBptt.of(3, 4);
    INDArray expected = gradient(network, truncation, new DataSet(x, y));

    ComputationGraph graph = TestNetworks.graph(new Sgd(0), hidden);
    graph.setParams(network.params());
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    graph.setListeners(sum);
    TruncatedBpttTrainer.builder(graph).truncation(truncation).build().fit(new DataSet(x, y));
    assertSameGradient(expected, sum.sum);

    MultiLayerNetwork nwc =
        TestNetworks.network(new Sgd(0), RNNFormat.NWC, hidden.toArray(new Layer[0]));
    nwc.setParams(network.params());
    assertSameGradient(
        expected,
        gradient(nwc, truncation, new DataSet(x.permute(0, 2, 1).dup(), y.permute(0, 2, 1).dup())));

    network.getLayerWiseConfigurations().setTrainingWorkspaceMode(WorkspaceMode.NONE);
    assertSameGradient(expected, gradient(network, truncation, new DataSet(x, y)));
    network.getLayerWiseConfigurations().setBackpropType(BackpropType.TruncatedBPTT);
    assertSameGradient(expected, gradient(network, truncation, new DataSet(x, y)));
    assertEquals(
        BackpropType.TruncatedBPTT, network.getLayerWiseConfigurations().getBackpropType());
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("stacks")
  void endedSequencesAreForgottenWhileOthersLookBack(String name, List<Layer> hidden) {
    MultiLayerNetwork network = TestNetworks.still(hidden.toArray(new Layer[0]));
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    network.setListeners(sum);
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network)
            .truncation(TruncatedBptt.of(2, 5))
            .stateful(true)
            .build();
    trainer.fit(steps(0, 3));
    FitReport flushed = trainer.endSequences(1); // example 1 begins anew at step 3
    assertEquals(1, flushed.updates());
    trainer.fit(steps(3, STEPS));
    List<WindowOracle.Span> spans =
        List.of(
            new WindowOracle.Span(0, 0, 2),
            new WindowOracle.Span(0, 2, 3),
            new WindowOracle.Span(0, 3, 5),
            new WindowOracle.Span(2, 5, 7));
    double error =
        new WindowOracle(network, x, y, null, null, 0, 3).errorInDirections(spans, sum.sum);
    System.out.printf("trainer gradient error with an ended sequence, %s: %.1e%n", name, error);
    assertTrue(error < TOLERANCE, name + ": " + error);
  }

  @Tag("slow")
  @Test
  void streamMayBeChoppedAnywhere() {
    int[][] cuts = {{0, 7}, {0, 1, 2, 3, 4, 5, 6, 7}, {0, 3, 4, 7}, {0, 6, 7}};
    for (int[] k : LENGTHS) {
      List<INDArray> parameters = new ArrayList<>();
      for (int[] cut : cuts) {
        MultiLayerNetwork network =
            TestNetworks.network(
                new Sgd(.5), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.simpleRnn());
        TruncatedBpttTrainer trainer =
            TruncatedBpttTrainer.builder(network)
                .truncation(TruncatedBptt.of(k[0], k[1]))
                .stateful(true)
                .build();
        for (int i = 1; i < cut.length; i++) {
          trainer.fit(steps(cut[i - 1], cut[i]));
        }
        trainer.flush();
        assertEquals(0, trainer.pendingSteps());
        parameters.add(network.params().dup());
      }
      MultiLayerNetwork whole =
          TestNetworks.network(
              new Sgd(.5), RNNFormat.NCW, TestNetworks.lstm(), TestNetworks.simpleRnn());
      TruncatedBpttTrainer.builder(whole)
          .truncation(TruncatedBptt.of(k[0], k[1]))
          .build()
          .fit(new DataSet(x, y));
      for (INDArray other : parameters) {
        assertClose(whole.params(), other, 1e-12, Arrays.toString(k));
      }
    }
  }

  @Test
  void oneWindowOverTheSequenceIsWhatDl4jDoes() {
    for (Layer layer : List.of(TestNetworks.lstm(), TestNetworks.simpleRnn())) {
      MultiLayerNetwork theirs = TestNetworks.still(layer);
      WindowOracle.GradientSum dl4j = new WindowOracle.GradientSum();
      theirs.setListeners(dl4j);
      theirs.fit(new DataSet(x, y));
      MultiLayerNetwork ours = TestNetworks.still(layer);
      for (TruncatedBptt truncation :
          List.of(
              TruncatedBptt.full(), TruncatedBptt.of(STEPS, STEPS), TruncatedBptt.backward(99))) {
        assertSameGradient(dl4j.sum, gradient(ours, truncation, new DataSet(x, y)));
      }
    }
  }

  @Test
  void lastStepsOnlyWithK1Unset() {
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm());
    INDArray actual = gradient(network, TruncatedBptt.backward(3), new DataSet(x, y));
    double[] expected =
        new WindowOracle(network, x, y, null, null)
            .gradient(List.of(new WindowOracle.Span(STEPS - 3, STEPS - 3, STEPS)));
    assertTrue(relativeError(expected, values(actual)) < TOLERANCE);
  }

  private DataSet steps(int from, int to) {
    var time = NDArrayIndex.interval(from, to);
    return new DataSet(
        x.get(NDArrayIndex.all(), NDArrayIndex.all(), time).dup(),
        y.get(NDArrayIndex.all(), NDArrayIndex.all(), time).dup());
  }

  private static INDArray gradient(
      MultiLayerNetwork network, TruncatedBptt truncation, DataSet data) {
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    network.setListeners(sum);
    TruncatedBpttTrainer.builder(network).truncation(truncation).build().fit(data);
    network.setListeners();
    return sum.sum;
  }

  private static void assertSameGradient(INDArray expected, INDArray actual) {
    assertClose(expected, actual, 1e-10 * largest(expected));
  }
}
