package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * k2 = k1 against DL4J's TBPTT, of which each segment is a sequence of its own with a carried
 * state.
 */
@Tag("trainer")
class TrainerSegmentsTest {
  private static final int EXAMPLES = 2;
  private static final int K = 4;

  /** VanillaRnn's gradient within a segment is right, unlike SimpleRnn's and LSTM's in fit. */
  private static MultiLayerNetwork network(double rate) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Sgd(rate))
                .list()
                .layer(TestNetworks.vanillaRnn())
                .layer(TestNetworks.vanillaRnn())
                .layer(TestNetworks.output())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(K)
                .setInputType(InputType.recurrent(TestNetworks.IN))
                .build());
    network.init();
    return network;
  }

  private static DataSet data(int steps) {
    return new DataSet(
        TestNetworks.uniform(1, 1, EXAMPLES, TestNetworks.IN, steps),
        WindowOracle.oneHot(EXAMPLES, TestNetworks.CLASSES, steps, new Random(2)));
  }

  private static FitReport windows(MultiLayerNetwork network, DataSet data) {
    return TruncatedBpttTrainer.builder(network)
        .truncation(TruncatedBptt.of(K, K))
        .build()
        .fit(data);
  }

  private static double difference(int steps) {
    MultiLayerNetwork bySegments = network(.5);
    MultiLayerNetwork byWindows = network(.5);
    bySegments.fit(data(steps));
    assertEquals((steps + K - 1) / K, windows(byWindows, data(steps)).updates());
    return bySegments.params().distance2(byWindows.params());
  }

  @ParameterizedTest
  @CsvSource({"4", "8", "12"})
  void windowsAreDl4jsSegmentsWhereK1DividesTheLength(int steps) {
    assertEquals(0, difference(steps), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"5", "10", "11"})
  void lastWindowReachesBackFurtherThanDl4jsLastSegmentWhereItDoesNot(int steps) {
    assertTrue(difference(steps) > 1e-6, "difference " + difference(steps));
  }

  @Test
  void bothAreTheirDefinition() {
    int steps = 10;
    MultiLayerNetwork network = network(0);
    DataSet data = data(steps);
    INDArray bySegments = gradient(network, () -> network.fit(data));
    INDArray byWindows = gradient(network, () -> windows(network, data));
    WindowOracle oracle =
        new WindowOracle(network, data.getFeatures(), data.getLabels(), null, null);
    List<WindowOracle.Span> segments =
        List.of(
            new WindowOracle.Span(0, 0, 4),
            new WindowOracle.Span(4, 4, 8),
            new WindowOracle.Span(8, 8, 10));
    List<WindowOracle.Span> windows =
        List.of(segments.get(0), segments.get(1), new WindowOracle.Span(6, 8, 10));
    assertTrue(relativeError(oracle.gradient(segments), values(bySegments)) < 1e-6);
    assertTrue(relativeError(oracle.gradient(windows), values(byWindows)) < 1e-6);
  }

  private static INDArray gradient(MultiLayerNetwork network, Runnable training) {
    WindowOracle.GradientSum sum = new WindowOracle.GradientSum();
    network.setListeners(sum);
    training.run();
    network.setListeners();
    return sum.sum;
  }
}
