package io.github.tbptt4j.exchange;

import static io.github.tbptt4j.exchange.ExchangeNetworks.CLASSES;
import static io.github.tbptt4j.exchange.ExchangeNetworks.EXAMPLES;
import static io.github.tbptt4j.exchange.ExchangeNetworks.IN;
import static io.github.tbptt4j.exchange.ExchangeNetworks.STEPS;
import static io.github.tbptt4j.exchange.ExchangeNetworks.input;
import static io.github.tbptt4j.exchange.ExchangeNetworks.network;
import static io.github.tbptt4j.exchange.ExchangeNetworks.oneOutput;
import static io.github.tbptt4j.exchange.ExchangeNetworks.rnn;
import static io.github.tbptt4j.exchange.ExchangeNetworks.softmax;
import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertDifferent;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import ai.onnxruntime.OrtException;
import io.github.tbptt4j.testing.SmallNetworks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** ONNX Runtime computes of an exported network what we do. */
class OnnxExportTest {
  private static final double TOLERANCE = 1e-5;

  static List<IActivation> recurrentActivations() {
    return List.of(
        Activation.TANH.getActivationFunction(),
        Activation.RELU.getActivationFunction(),
        Activation.SIGMOID.getActivationFunction(),
        Activation.IDENTITY.getActivationFunction(),
        new ActivationLReLU(.2),
        new ActivationELU(.7),
        Activation.SOFTSIGN.getActivationFunction(),
        Activation.SOFTPLUS.getActivationFunction(),
        Activation.HARDSIGMOID.getActivationFunction(),
        new ActivationThresholdedReLU(.4));
  }

  @ParameterizedTest
  @MethodSource("recurrentActivations")
  void sequencesAndTheirPiecesAreOurs(IActivation activation) throws OrtException {
    MultiLayerNetwork network =
        network(
            rnn(5).activation(activation).build(),
            rnn(4).activation(activation).build(),
            softmax());
    assertSameInPieces(network, OnnxExport.of(network));
  }

  /** The whole, then two pieces with the state carried, then single steps. */
  private static void assertSameInPieces(MultiLayerNetwork network, OnnxExport export)
      throws OrtException {
    INDArray x = input();
    try (OnnxRun whole = new OnnxRun(export.toBytes())) {
      assertClose(network.output(x), whole.output(x, null), TOLERANCE);
      for (int[] cuts : new int[][] {{0, 3, STEPS}, {0, 1, 2, 3, 4, 5, 6, STEPS}}) {
        network.rnnClearPreviousState();
        OnnxRun pieces = new OnnxRun(export.toBytes());
        for (int i = 1; i < cuts.length; i++) {
          INDArray piece = x.get(all(), all(), interval(cuts[i - 1], cuts[i])).dup('c');
          assertClose(
              network.rnnTimeStep(piece), pieces.output(piece, null), TOLERANCE, "Piece " + i);
        }
        assertClose(state(network, 0), pieces.state(0), TOLERANCE, "State 0");
        assertClose(state(network, 1), pieces.state(1), TOLERANCE, "State 1");
        assertDifferent(pieces.state(0), pieces.state(0).mul(0));
      }
    }
  }

  private static INDArray state(MultiLayerNetwork network, int layer) {
    return network.rnnGetPreviousState(layer).values().iterator().next();
  }

  static List<Activation> denseActivations() {
    return List.of(
        Activation.TANH,
        Activation.RELU,
        Activation.SIGMOID,
        Activation.LEAKYRELU,
        Activation.ELU,
        Activation.SELU,
        Activation.SOFTSIGN,
        Activation.SOFTPLUS,
        Activation.SOFTMAX,
        Activation.HARDSIGMOID,
        Activation.THRESHOLDEDRELU,
        Activation.IDENTITY);
  }

  @ParameterizedTest
  @MethodSource("denseActivations")
  void denseLayersStandBelowBetweenAndAbove(Activation activation) throws OrtException {
    Layer dense = new DenseLayer.Builder().nOut(5).activation(activation).dropOut(.5).build();
    Layer unbiased = new DenseLayer.Builder().nOut(3).activation(activation).hasBias(false).build();
    MultiLayerNetwork network =
        network(
            dense,
            rnn(4).dropOut(.7).build(),
            unbiased,
            new DropoutLayer(.5),
            rnn(6).build(),
            dense,
            SmallNetworks.numbers(2));
    try (OnnxRun run = new OnnxRun(OnnxExport.of(network).toBytes())) {
      assertClose(network.output(input()), run.output(input(), null), TOLERANCE);
    }
  }

  @Test
  void timeInTheMiddleStaysThere() throws OrtException {
    MultiLayerNetwork network =
        network(
            RNNFormat.NWC,
            rnn(5).dataFormat(RNNFormat.NWC).build(),
            new DenseLayer.Builder().nOut(3).activation(Activation.TANH).build(),
            rnn(4).dataFormat(RNNFormat.NWC).build(),
            new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .dataFormat(RNNFormat.NWC)
                .build());
    INDArray x = input().permute(0, 2, 1).dup('c');
    try (OnnxRun run = new OnnxRun(OnnxExport.of(network).toBytes())) {
      INDArray y = run.output(x, null);
      assertClose(network.output(x), y, TOLERANCE);
      assertEquals(STEPS, y.size(1));
    }
  }

  @Test
  void indicesAreTaken() throws OrtException {
    Layer first = rnn(5).nIn(IN).indexInput(true).build();
    MultiLayerNetwork network = network(first, rnn(4).build(), softmax());
    INDArray symbols = Nd4j.createFromArray(new long[][] {{0, 2, 1, 1}, {2, 2, 0, 1}});
    try (OnnxRun run = new OnnxRun(OnnxExport.of(network).toBytes())) {
      assertClose(
          network.output(symbols.castTo(DataType.FLOAT)), run.output(symbols, null), TOLERANCE);
      assertArrayEquals(new long[] {-1, -1}, run.inputs().get("input"));
    }
  }

  /** What stands behind an example's end isn't compared: it is of no use. */
  @Test
  void lengthsAreMasksOfRightPadding() throws OrtException {
    MultiLayerNetwork network =
        network(
            rnn(5).build(),
            new DenseLayer.Builder().nOut(3).activation(Activation.SIGMOID).build(),
            rnn(4).build(),
            softmax());
    INDArray x = input();
    INDArray expected = network.output(x, false, ExchangeNetworks.mask(), null);
    try (OnnxRun run = new OnnxRun(OnnxExport.of(network).withLengths().toBytes())) {
      INDArray y = run.output(x, ExchangeNetworks.lengths());
      for (int b = 0; b < EXAMPLES; b++) {
        int length = ExchangeNetworks.LENGTHS[b];
        assertClose(
            expected.get(point(b), all(), interval(0, length)),
            y.get(point(b), all(), interval(0, length)),
            TOLERANCE,
            "Example " + b);
        INDArray alone = x.get(interval(b, b + 1), all(), interval(0, length)).dup('c');
        network.rnnClearPreviousState();
        network.rnnTimeStep(alone);
        assertClose(
            state(network, 2),
            run.state(1).get(interval(b, b + 1), all()),
            TOLERANCE,
            "State " + b);
      }
    }
  }

  static List<Layer> whatLeavesOneStep() {
    return List.of(
        new GlobalPoolingLayer(PoolingType.SUM),
        new GlobalPoolingLayer(PoolingType.AVG),
        new GlobalPoolingLayer(PoolingType.MAX),
        new GlobalPoolingLayer.Builder(PoolingType.PNORM).pnorm(3).build());
  }

  @ParameterizedTest
  @MethodSource("whatLeavesOneStep")
  void poolingLeavesThePaddingOut(Layer pooling) throws OrtException {
    Layer sigmoid = new DenseLayer.Builder().nOut(3).activation(Activation.SIGMOID).build();
    assertOneStep(network(rnn(5).build(), pooling, sigmoid, oneOutput()));
    assertOneStep(network(rnn(5).activation(Activation.RELU).build(), pooling, oneOutput()));
  }

  @Test
  void theLastRealStepGoesOn() throws OrtException {
    Layer tanh = new DenseLayer.Builder().nOut(3).activation(Activation.TANH).build();
    assertOneStep(network(rnn(5).build(), new LastTimeStep(rnn(4).build()), tanh, oneOutput()));
  }

  private static void assertOneStep(MultiLayerNetwork network) throws OrtException {
    INDArray x = input();
    try (OnnxRun run = new OnnxRun(OnnxExport.of(network).withoutState().toBytes())) {
      assertClose(network.output(x), run.output(x, null), TOLERANCE);
      assertEquals(Set.of("input"), run.inputs().keySet());
    }
    INDArray masked = network.output(x, false, ExchangeNetworks.mask(), null);
    try (OnnxRun masking = new OnnxRun(OnnxExport.of(network).withLengths().toBytes())) {
      assertClose(masked, masking.output(x, ExchangeNetworks.lengths()), TOLERANCE);
      assertArrayEquals(new long[] {EXAMPLES, CLASSES}, masked.shape());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void graphsAreChainsToo(DataType type) throws OrtException {
    ComputationGraph graph =
        SmallNetworks.graph(
            ExchangeNetworks.base(type),
            InputType.recurrent(IN),
            rnn(5).build(),
            new DenseLayer.Builder().nOut(3).activation(Activation.TANH).build(),
            softmax());
    try (OnnxRun run = new OnnxRun(OnnxExport.of(graph).toBytes())) {
      INDArray expected = graph.output(input().castTo(type))[0].castTo(DataType.FLOAT);
      assertClose(expected, run.output(input(), null), TOLERANCE);
    }
  }

  @Test
  void statesAloneAreAnOutput() throws OrtException {
    MultiLayerNetwork network = network(rnn(5).build());
    try (OnnxRun run = new OnnxRun(OnnxExport.of(network).toBytes())) {
      assertClose(network.output(input()), run.output(input(), null), TOLERANCE);
    }
  }

  @Test
  void theModelSaysWhatItIs() throws OrtException {
    MultiLayerNetwork network = network(rnn(5).build(), rnn(4).build(), softmax());
    OnnxExport export =
        OnnxExport.of(network).withMetadata("alphabet", "abc").withMetadata("unit", "MW");
    try (OnnxRun run = new OnnxRun(export.toBytes())) {
      assertEquals("TBPTT4J", run.producer());
      assertEquals(Map.of("alphabet", "abc", "unit", "MW"), run.metadata());
      assertEquals(Set.of("input", "state_in_0", "state_in_1"), run.inputs().keySet());
      assertEquals(Set.of("output", "state_out_0", "state_out_1"), run.outputs().keySet());
    }
  }
}
