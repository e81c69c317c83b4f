package io.github.tbptt4j;

import static io.github.tbptt4j.Identical.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A minibatch that doesn't fit the network, or the stream that it is to continue, is refused at
 * once, even where its steps would wait, and the stream goes on as if it had never been given.
 */
@Tag("trainer")
class TrainerRefusalTest {
  private static final int EXAMPLES = 3;
  private static final int SYMBOLS = 5;
  private static final int FIRST = 7; // steps, of which three wait
  private static final int NEXT = 2; // too few for a window
  private static final TruncatedBptt TRUNCATION = TruncatedBptt.of(4, 6);

  // Networks --------------------------------------------------------------------------------------

  private static MultiLayerNetwork network(Layer output, Layer... hidden) {
    var list = TestNetworks.base(new Adam(.05)).list();
    for (Layer layer : hidden) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(output).setInputType(InputType.recurrent(TestNetworks.IN)).build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork dense() {
    return network(TestNetworks.output(), TestNetworks.lstm(), TestNetworks.vanillaRnn());
  }

  private static MultiLayerNetwork numbers() {
    return network(
        new RnnOutputLayer.Builder(LossFunction.MSE)
            .nOut(TestNetworks.CLASSES)
            .activation(Activation.TANH)
            .build(),
        TestNetworks.lstm());
  }

  private static Layer lossLayer() {
    return new RnnLossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
  }

  /** The output's size is that of the layer below. */
  private static MultiLayerNetwork lossOnly() {
    return network(lossLayer(), TestNetworks.lstm());
  }

  private static MultiLayerNetwork sparse() {
    return network(
        new RnnOutputLayer.Builder(LossFunction.SPARSE_MCXENT)
            .nOut(TestNetworks.CLASSES)
            .activation(Activation.SOFTMAX)
            .build(),
        TestNetworks.lstm());
  }

  private static MultiLayerNetwork symbols() {
    return symbols(new VanillaRnn.Builder().nIn(SYMBOLS).nOut(4).indexInput(true).build());
  }

  private static MultiLayerNetwork symbols(Layer first) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            TestNetworks.base(new Adam(.05))
                .list()
                .layer(first)
                .layer(new LSTM.Builder().nIn(4).nOut(4).dataFormat(RNNFormat.NCW).build())
                .layer(
                    new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(4)
                        .nOut(SYMBOLS)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    return network;
  }

  private static MultiLayerNetwork embedding() {
    return symbols(
        new EmbeddingSequenceLayer.Builder().nIn(SYMBOLS).nOut(4).inferInputLength(true).build());
  }

  // Data ------------------------------------------------------------------------------------------

  private static INDArray x(int steps) {
    return TestNetworks.uniform(1, 1, EXAMPLES, TestNetworks.IN, steps);
  }

  private static INDArray y(int classes, int steps) {
    return WindowOracle.oneHot(EXAMPLES, classes, steps, new Random(2));
  }

  private static INDArray indices(int steps) {
    double[] values =
        new Random(3).ints((long) EXAMPLES * steps, 0, SYMBOLS).asDoubleStream().toArray();
    return Nd4j.createFromArray(values).reshape('c', new long[] {EXAMPLES, 1, steps});
  }

  private static INDArray matrix(int steps) {
    return indices(steps).reshape('c', new long[] {EXAMPLES, steps});
  }

  private static INDArray ones(long... shape) {
    return Nd4j.ones(DataType.DOUBLE, shape);
  }

  private static INDArray with(INDArray array, double value, int... index) {
    array.putScalar(index, value);
    return array;
  }

  private static DataSet denseData(int steps) {
    return new DataSet(x(steps), y(TestNetworks.CLASSES, steps));
  }

  private static DataSet symbolData(int steps) {
    return new DataSet(indices(steps), indices(steps));
  }

  private static DataSet masked(DataSet data, INDArray features, INDArray labels) {
    data.setFeaturesMaskArray(features);
    data.setLabelsMaskArray(labels);
    return data;
  }

  // Streams ---------------------------------------------------------------------------------------

  private static Arguments refused(
      String message, Supplier<MultiLayerNetwork> network, DataSet first, DataSet bad) {
    return Arguments.of(message, network.get(), first, bad);
  }

  static Stream<Arguments> whatNoStreamGoesOnWith() {
    return Stream.of(
        refused(
            "Features have shape [3, 5, 2], of the minibatch before it [3, 1, 7]",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(y(SYMBOLS, NEXT), indices(NEXT))),
        refused(
            "Features have shape [3, 1, 2], of the minibatch before it [3, 5, 7]",
            TrainerRefusalTest::symbols,
            new DataSet(y(SYMBOLS, FIRST), indices(FIRST)),
            symbolData(NEXT)),
        refused(
            "Features have shape [3, 2], of the minibatch before it [3, 1, 7]",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(matrix(NEXT), indices(NEXT))),
        refused(
            "Labels have shape [3, 5, 2], of the minibatch before it [3, 1, 7]",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(indices(NEXT), y(SYMBOLS, NEXT))),
        refused(
            "Labels have shape [3, 1, 2], of the minibatch before it [3, 5, 7]",
            TrainerRefusalTest::symbols,
            new DataSet(indices(FIRST), y(SYMBOLS, FIRST)),
            symbolData(NEXT)),
        refused(
            "Features have type INT, the one before it DOUBLE",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(indices(NEXT).castTo(DataType.INT), indices(NEXT))),
        refused(
            "Labels have type LONG, the one before it DOUBLE",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(indices(NEXT), indices(NEXT).castTo(DataType.LONG))),
        refused(
            "Labels mask has shape [3, 2, 2], of the minibatch before it [3, 7]",
            TrainerRefusalTest::numbers,
            masked(denseData(FIRST), null, ones(EXAMPLES, FIRST)),
            masked(denseData(NEXT), null, ones(EXAMPLES, TestNetworks.CLASSES, NEXT))),
        refused(
            "Labels mask has shape [3, 2], of the minibatch before it [3, 2, 7]",
            TrainerRefusalTest::numbers,
            masked(denseData(FIRST), null, ones(EXAMPLES, TestNetworks.CLASSES, FIRST)),
            masked(denseData(NEXT), null, ones(EXAMPLES, NEXT))),
        refused(
            "Features contain 5.0 at [1, 0, 1] of shape [3, 1, 2]: indices are whole numbers from 0"
                + " to 4.",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(with(indices(NEXT), SYMBOLS, 1, 0, 1), indices(NEXT))),
        refused(
            "Features contain 2.5 at [0, 0, 0]",
            TrainerRefusalTest::embedding,
            symbolData(FIRST),
            new DataSet(with(indices(NEXT), 2.5, 0, 0, 0), indices(NEXT))),
        refused(
            "Features contain -1.0 at [2, 1]",
            TrainerRefusalTest::embedding,
            new DataSet(matrix(FIRST), indices(FIRST)),
            new DataSet(with(matrix(NEXT), -1, 2, 1), indices(NEXT))),
        refused(
            "Features contain NaN at [2, 0, 1]",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(with(indices(NEXT), Double.NaN, 2, 0, 1), indices(NEXT))),
        refused(
            "example 1, time step 0 is not one-hot",
            TrainerRefusalTest::symbols,
            new DataSet(y(SYMBOLS, FIRST), indices(FIRST)),
            new DataSet(with(y(SYMBOLS, NEXT), .5, 1, 2, 0), indices(NEXT))),
        refused(
            "Labels contain 5.0 at [0, 0, 1]",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            new DataSet(indices(NEXT), with(indices(NEXT), SYMBOLS, 0, 0, 1))),
        refused(
            "Labels contain 1.5 at [2, 0, 0] of shape [3, 1, 2]: indices are whole numbers from 0"
                + " to 1.",
            TrainerRefusalTest::sparse,
            new DataSet(x(FIRST), y(1, FIRST)),
            new DataSet(x(NEXT), with(y(1, NEXT), 1.5, 2, 0, 0))),
        refused(
            "Features mask contains 0.5 at [2, 1] of shape [3, 2]: 1 is a time step that is there",
            TrainerRefusalTest::dense,
            denseData(FIRST),
            masked(denseData(NEXT), with(ones(EXAMPLES, NEXT), .5, 2, 1), null)),
        refused(
            "Labels mask contains 0.5 at [0, 1] of shape [3, 2]: 1 is a loss that counts, 0 is one",
            TrainerRefusalTest::dense,
            denseData(FIRST),
            masked(denseData(NEXT), null, with(ones(EXAMPLES, NEXT), .5, 0, 1))),
        refused(
            "Labels mask contains -0.5 at [0, 1] of shape [3, 2]: a weight must be 0 or more",
            TrainerRefusalTest::symbols,
            symbolData(FIRST),
            masked(symbolData(NEXT), null, with(ones(EXAMPLES, NEXT), -.5, 0, 1))),
        refused(
            "Labels mask contains -1.0 at [0, 1, 1] of shape [3, 2, 2]: 1 is a loss that counts",
            TrainerRefusalTest::numbers,
            denseData(FIRST),
            masked(denseData(NEXT), null, with(ones(EXAMPLES, 2, NEXT), -1, 0, 1, 1))));
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0}")
  @MethodSource("whatNoStreamGoesOnWith")
  void streamGoesOnAsIfTheRefusedMinibatchHadNeverBeen(
      String message, MultiLayerNetwork network, DataSet first, DataSet bad) {
    MultiLayerNetwork undisturbed = network.clone();
    TruncatedBpttTrainer trainer = stream(network);
    TruncatedBpttTrainer other = stream(undisturbed);
    trainer.fit(first);
    other.fit(first);

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(bad));
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertIdentical(undisturbed, network);
    assertEquals(other.pendingSteps(), trainer.pendingSteps());

    trainer.fit(first);
    other.fit(first);
    trainer.flush();
    other.flush();
    assertIdentical(undisturbed, network);
  }

  private static TruncatedBpttTrainer stream(MultiLayerNetwork network) {
    return TruncatedBpttTrainer.builder(network).truncation(TRUNCATION).stateful(true).build();
  }

  @Test
  void masksMayComeAndGoInAStream() {
    INDArray mask = with(ones(EXAMPLES, FIRST), 0, 1, 3);
    INDArray none = ones(EXAMPLES, FIRST);
    MultiLayerNetwork stated = dense();
    MultiLayerNetwork implied = dense();
    for (MultiLayerNetwork network : new MultiLayerNetwork[] {stated, implied}) {
      INDArray absent = network == stated ? none : null;
      TruncatedBpttTrainer trainer = stream(network);
      trainer.fit(masked(denseData(FIRST), absent, absent));
      trainer.fit(masked(denseData(FIRST), mask, mask));
      trainer.fit(masked(denseData(FIRST), absent, absent));
      trainer.flush();
    }
    assertEquals(0, stated.params().distance2(implied.params()), 1e-12);
  }

  @Test
  void anotherFormIsAnotherStream() {
    TruncatedBpttTrainer trainer = stream(symbols());
    trainer.fit(symbolData(FIRST));
    trainer.resetState();
    assertEquals(1, trainer.fit(new DataSet(y(SYMBOLS, FIRST), y(SYMBOLS, FIRST))).updates());
  }

  // Sizes and shapes ------------------------------------------------------------------------------

  private static Arguments unfit(
      String message, Supplier<MultiLayerNetwork> network, INDArray features, INDArray labels) {
    return Arguments.of(message, network.get(), new DataSet(features, labels));
  }

  static Stream<Arguments> whatDoesNotFitTheNetwork() {
    return Stream.of(
        unfit(
            "Features have shape [3, 3, 7], size 3, but layer 0 (\"layer0\") takes nIn = 2.",
            TrainerRefusalTest::dense,
            ones(EXAMPLES, 3, FIRST),
            y(2, FIRST)),
        unfit(
            "Labels have shape [3, 3, 7], size 3, but layer \"layer2\" has nOut = 2.",
            TrainerRefusalTest::dense,
            x(FIRST),
            y(3, FIRST)),
        unfit(
            "Labels have shape [3, 1, 7], size 1, but layer \"layer2\" has nOut = 2. Indices of"
                + " classes need a FusedRnnOutputLayer, or the loss SPARSE_MCXENT.",
            TrainerRefusalTest::dense,
            x(FIRST),
            y(1, FIRST)),
        unfit(
            "Labels have shape [3, 2, 7], size 2, but layer \"layer1\" has nOut = 3.",
            TrainerRefusalTest::lossOnly,
            x(FIRST),
            y(2, FIRST)),
        unfit(
            "Labels have shape [3, 2, 7], size 2, but layer \"layer1\" with SPARSE_MCXENT takes"
                + " indices, size 1.",
            TrainerRefusalTest::sparse,
            x(FIRST),
            y(2, FIRST)),
        unfit(
            "takes nIn = 5, or indices, size 1.",
            TrainerRefusalTest::symbols,
            ones(EXAMPLES, 4, FIRST),
            indices(FIRST)),
        unfit(
            "takes indices, size 1.",
            TrainerRefusalTest::embedding,
            y(SYMBOLS, FIRST),
            indices(FIRST)),
        unfit(
            "Labels have shape [3, 4, 7], size 4, but layer \"layer2\" has nOut = 5 and takes that"
                + " or indices, size 1.",
            TrainerRefusalTest::symbols,
            indices(FIRST),
            y(4, FIRST)),
        unfit(
            "need a layer that takes them: VanillaRnn with indexInput(true). A single time step"
                + " needs a time dimension of length 1, [examples, size, 1].",
            TrainerRefusalTest::dense,
            matrix(FIRST),
            y(2, FIRST)),
        unfit(
            "Indices of classes need a dimension of size 1 between examples and time steps.",
            TrainerRefusalTest::symbols,
            matrix(FIRST),
            matrix(FIRST)),
        unfit(
            "Features must have 3 dimensions, [examples, size, time steps], but have shape [3, 2,"
                + " 1, 7]. Put all values of a time step into one dimension.",
            TrainerRefusalTest::dense,
            x(FIRST).reshape(EXAMPLES, 2, 1, FIRST),
            y(2, FIRST)),
        unfit(
            "Features have shape [3, 2, 0], no time steps: nothing can be trained.",
            TrainerRefusalTest::dense,
            Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 2, 0),
            Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 2, 0)),
        unfit(
            "Features have shape [0, 2, 7], no examples",
            TrainerRefusalTest::dense,
            Nd4j.zeros(DataType.DOUBLE, 0, 2, FIRST),
            Nd4j.zeros(DataType.DOUBLE, 0, 2, FIRST)),
        unfit(
            "Features have shape [3, 0, 7], no values",
            TrainerRefusalTest::dense,
            Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 0, FIRST),
            y(2, FIRST)),
        unfit(
            "Labels have shape [3, 0, 7], no values",
            TrainerRefusalTest::dense,
            x(FIRST),
            Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 0, FIRST)),
        unfit(
            "Features have shape [3, 0], no time steps",
            TrainerRefusalTest::symbols,
            Nd4j.zeros(DataType.DOUBLE, EXAMPLES, 0),
            indices(FIRST)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("whatDoesNotFitTheNetwork")
  void messageNamesShapeAndLayer(String message, MultiLayerNetwork network, DataSet bad) {
    MultiLayerNetwork untouched = network.clone();
    for (boolean stateful : new boolean[] {false, true}) {
      TruncatedBpttTrainer trainer =
          TruncatedBpttTrainer.builder(network).truncation(TRUNCATION).stateful(stateful).build();
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> trainer.fit(bad));
      assertTrue(e.getMessage().contains(message), e.getMessage());
      assertIdentical(untouched, network);
      assertEquals(0, trainer.pendingSteps());
    }
  }

  @Tag("slow")
  @Test
  void indexOfAMaskedStepMayBeAnything() {
    INDArray mask = with(ones(EXAMPLES, FIRST), 0, 1, 3);
    INDArray labels = indices(FIRST);
    MultiLayerNetwork one = symbols();
    MultiLayerNetwork other = symbols();
    stream(one).fit(masked(new DataSet(indices(FIRST), labels), null, mask));
    INDArray padded = with(labels.dup(), -1, 1, 0, 3);
    stream(other).fit(masked(new DataSet(indices(FIRST), padded), null, mask));
    assertIdentical(one, other);
  }

  @Test
  void lossesThatDl4jCannotMaskPerOutputAreNamed() {
    MultiLayerNetwork network = dense();
    DataSet data = masked(denseData(FIRST), null, ones(EXAMPLES, TestNetworks.CLASSES, FIRST));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> stream(network).fit(data));
    assertTrue(e.getMessage().contains("Labels mask has shape [3, 2, 7]"), e.getMessage());
    assertTrue(e.getMessage().contains("LossMCXENT"), e.getMessage());
  }

  /**
   * Why masks of DL4J's outputs must be 0 or 1: their product with the output is what softmax gets.
   */
  @Test
  void dl4jMultipliesMoreThanTheLossByAWeight() {
    MultiLayerNetwork network = dense();
    double[] scores = new double[3];
    for (int weight = 0; weight < 3; weight++) {
      INDArray mask = ones(EXAMPLES, FIRST).muli(weight);
      scores[weight] = network.score(masked(denseData(FIRST), null, mask), true);
    }
    assertEquals(0, scores[0]);
    assertTrue(Math.abs(scores[2] - 2 * scores[1]) > 1e-3 * scores[1]);
  }
}
