package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
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
import org.nd4j.linalg.learning.config.Adam;

/** Bad input fails before anything has changed, and says what is wrong. */
@Tag("trainer")
class TrainerInputTest {
  private static final int IN = TestNetworks.IN;
  private static final int CLASSES = TestNetworks.CLASSES;

  private static INDArray x(long... shape) {
    return TestNetworks.uniform(1, 1, shape);
  }

  private static INDArray y(int examples, int steps) {
    return WindowOracle.oneHot(examples, CLASSES, steps, new Random(1));
  }

  private static INDArray ones(long... shape) {
    return Nd4j.ones(DataType.DOUBLE, shape);
  }

  private static INDArray with(INDArray array, int[] index, double value) {
    array.putScalar(index, value);
    return array;
  }

  static Stream<Arguments> badMinibatches() {
    return Stream.of(
        Arguments.of(
            new DataSet(x(3, IN, 100), y(3, 90)),
            "Labels have 90 time steps, features 100: they must be equal."),
        Arguments.of(
            new DataSet(x(3, IN, 9), y(2, 9)), "Labels have 2 examples, features 3: they must"),
        Arguments.of(new DataSet(x(3, IN), y(3, 9)), "Features must have 3 dimensions"),
        Arguments.of(new DataSet(x(3, IN, 9), x(3, CLASSES)), "Labels must have 3 dimensions"),
        Arguments.of(new DataSet(null, y(3, 9)), "no features (null)"),
        Arguments.of(new DataSet(x(3, IN, 9), null), "no labels (null)"),
        Arguments.of(
            new DataSet(x(3, IN, 9), y(3, 9), ones(3, 8), null),
            "Features mask has shape [3, 8]: it must be [examples, time steps] = [3, 9]."),
        Arguments.of(
            new DataSet(x(3, IN, 9), y(3, 9), null, ones(9, 3)),
            "Labels mask has shape [9, 3]: it must be"),
        Arguments.of(
            new DataSet(with(x(3, IN, 9), new int[] {1, 0, 4}, Double.NaN), y(3, 9)),
            "Features contain NaN at [1, 0, 4] of shape [3, 2, 9]"),
        Arguments.of(
            new DataSet(x(3, IN, 9), with(y(3, 9), new int[] {2, 1, 8}, Double.POSITIVE_INFINITY)),
            "Labels contain Infinity at [2, 1, 8]"),
        Arguments.of(
            new DataSet(x(3, IN, 9), y(3, 9), null, with(ones(3, 9), new int[] {0, 5}, Double.NaN)),
            "Labels mask contains NaN at [0, 5]"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("badMinibatches")
  void badMinibatchIsRefusedAndChangesNothing(DataSet minibatch, String message) {
    MultiLayerNetwork network =
        TestNetworks.network(new Adam(.1), RNNFormat.NCW, TestNetworks.lstm());
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(2, 3)).build();
    trainer.fit(new DataSet(x(3, IN, 9), y(3, 9)));
    INDArray parameters = network.params().dup();
    INDArray updater = network.getUpdater().getStateViewArray().dup();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(minibatch));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertIdentical(parameters, network.params());
    assertIdentical(updater, network.getUpdater().getStateViewArray());
    assertEquals(5, network.getIterationCount());
  }

  @Test
  void arraysOfAnotherSizeThanTheNetworksChangeNothing() {
    for (Layer layer :
        List.of(
            TestNetworks.lstm(),
            TestNetworks.gravesLstm(),
            TestNetworks.simpleRnn(),
            TestNetworks.vanillaRnn())) {
      MultiLayerNetwork network = TestNetworks.network(new Adam(.1), RNNFormat.NCW, layer);
      INDArray parameters = network.params().dup();
      TruncatedBpttTrainer trainer = TruncatedBpttTrainer.builder(network).build();
      for (DataSet wrong :
          List.of(
              new DataSet(x(3, IN + 1, 9), y(3, 9)),
              new DataSet(x(3, IN, 9), x(3, CLASSES + 1, 9)))) {
        String name = layer.getClass().getSimpleName();
        IllegalArgumentException e =
            assertThrows(IllegalArgumentException.class, () -> trainer.fit(wrong), name);
        assertTrue(e.getMessage().contains("3"), e.getMessage());
        assertIdentical(parameters, network.params());
      }
      assertEquals(1, trainer.fit(new DataSet(x(3, IN, 9), y(3, 9))).updates());
    }
  }

  @Test
  void minibatchSizeMayNotChangeWithinAStream() {
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(TestNetworks.still(TestNetworks.lstm()))
            .truncation(TruncatedBptt.of(4, 4))
            .stateful(true)
            .build();
    trainer.fit(new DataSet(x(3, IN, 9), y(3, 9)));
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> trainer.fit(new DataSet(x(2, IN, 9), y(2, 9))));
    assertTrue(e.getMessage().startsWith("The minibatch has 2 examples, those before it 3"));
    assertEquals(1, trainer.pendingSteps());
    trainer.resetState();
    assertEquals(2, trainer.fit(new DataSet(x(2, IN, 9), y(2, 9))).updates());
  }

  @Test
  void unknownExamplesCanNotEnd() {
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(TestNetworks.still(TestNetworks.lstm()))
            .truncation(TruncatedBptt.of(4, 4))
            .stateful(true)
            .build();
    assertThrows(IllegalArgumentException.class, () -> trainer.endSequences(0));
    trainer.fit(new DataSet(x(3, IN, 9), y(3, 9)));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.endSequences(3));
    assertTrue(e.getMessage().contains("examples 0 to 2"), e.getMessage());
  }

  @Test
  void epochsAndIteratorsAreChecked() {
    TruncatedBpttTrainer trainer =
        TruncatedBpttTrainer.builder(TestNetworks.still(TestNetworks.lstm())).build();
    var some = new ListDataSetIterator<>(List.of(new DataSet(x(3, IN, 9), y(3, 9))), 3);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(some, 0));
    assertEquals("epochs (0) must be at least 1.", e.getMessage());
    var none = new ListDataSetIterator<DataSet>(List.of(), 3);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(none, 1))
            .getMessage()
            .startsWith("The iterator has no minibatch"));
    assertThrows(NullPointerException.class, () -> trainer.fit((DataSet) null));
  }

  @Test
  void streamsNeedAK1() {
    for (TruncatedBptt truncation : List.of(TruncatedBptt.full(), TruncatedBptt.backward(3))) {
      assertThrows(
          IllegalStateException.class,
          () ->
              TruncatedBpttTrainer.builder(TestNetworks.still(TestNetworks.lstm()))
                  .truncation(truncation)
                  .stateful(true)
                  .build());
    }
  }

  @Test
  void oneGlobalClippingAtATime() {
    MultiLayerNetwork network = TestNetworks.still(TestNetworks.lstm());
    network.setListeners(GlobalNormClipping.of(1));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> TruncatedBpttTrainer.builder(network).clipGlobalNorm(1).build());
    assertTrue(e.getMessage().contains("one clipping at a time"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> TruncatedBpttTrainer.builder(network).clipGlobalNorm(0));
  }

  static Stream<Arguments> layersThatSeeTheWholeSequence() {
    return Stream.of(
        Arguments.of(new Bidirectional(TestNetworks.lstm()), "Bidirectional"),
        Arguments.of(new MaskZeroLayer(TestNetworks.lstm(), 0), "MaskZeroLayer"),
        Arguments.of(
            new VanillaRnn.Builder().nOut(3).truncation(2, 3).build(), "truncation of its own"),
        Arguments.of(
            new SimpleRnn.Builder().nOut(3).hasLayerNorm(true).build(), "layer normalisation"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("layersThatSeeTheWholeSequence")
  void layersThatCanNotRunInWindowsAreRefused(Layer layer, String message) {
    MultiLayerNetwork network = TestNetworks.still(layer);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> TruncatedBpttTrainer.builder(network).build());
    assertTrue(
        e.getMessage().contains("Layer 0") && e.getMessage().contains(message), e::getMessage);
  }

  @Test
  void errorClipAndGlobalNormAreRefused() {
    MultiLayerNetwork network =
        TestNetworks.still(new VanillaRnn.Builder().nOut(3).clipErrorPerTimeStep(1).build());
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> TruncatedBpttTrainer.builder(network).clipGlobalNorm(1).build());
    assertTrue(e.getMessage().contains("clipErrorPerTimeStep 1.0"), e.getMessage());
  }

  @Test
  void lineSearchesAndUnknownFormatsAndUninitialisedNetworksAreRefused() {
    MultiLayerNetwork search =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam())
                .optimizationAlgo(OptimizationAlgorithm.LBFGS)
                .list()
                .layer(TestNetworks.lstm())
                .layer(TestNetworks.output())
                .setInputType(InputType.recurrent(IN))
                .build());
    assertMessage("init()", search);
    search.init();
    assertMessage("LBFGS", search);
  }

  private static void assertMessage(String part, MultiLayerNetwork network) {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> TruncatedBpttTrainer.builder(network).build());
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
