package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Errors that come from outside, without an output layer: {@code backpropGradient(epsilon)}. The
 * loss is the sum of epsilon times the output, so that the errors of the windows are known and each
 * gradient can be had from full BPTT of a part of the sequence.
 */
class ExternalErrorsTest {
  private static final int STEPS = 7;
  private static final int MINIBATCH = 2;
  private static final int HIDDEN = 4;

  private final INDArray x = Sequences.features(MINIBATCH, STEPS, 1);
  private final INDArray epsilon = Sequences.uniform(2, MINIBATCH, HIDDEN, STEPS);

  private static NeuralNetConfiguration.Builder global(WorkspaceMode mode) {
    return new NeuralNetConfiguration.Builder()
        .seed(8)
        .dataType(DataType.DOUBLE)
        .trainingWorkspaceMode(mode)
        .inferenceWorkspaceMode(mode)
        .updater(new NoOp());
  }

  private static VanillaRnn rnn(TruncatedBptt truncation) {
    return new VanillaRnn.Builder().nOut(HIDDEN).truncation(truncation).build();
  }

  private static MultiLayerNetwork network(WorkspaceMode mode, VanillaRnn... layers) {
    NeuralNetConfiguration.ListBuilder list = global(mode).list();
    for (VanillaRnn layer : layers) {
      list.layer(layer);
    }
    MultiLayerConfiguration conf = list.setInputType(InputType.recurrent(Sequences.N_IN)).build();
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return network;
  }

  private static ComputationGraph graph(VanillaRnn layer, BackpropType type, int k1, int k2) {
    ComputationGraphConfiguration conf =
        global(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs("in")
            .addLayer("rnn", layer, "in")
            .setOutputs("rnn")
            .setInputTypes(InputType.recurrent(Sequences.N_IN))
            .backpropType(type)
            .tBPTTForwardLength(k1)
            .tBPTTBackwardLength(k2)
            .build();
    ComputationGraph graph = new ComputationGraph(conf);
    graph.init();
    return graph;
  }

  private Pair<Gradient, INDArray> backprop(MultiLayerNetwork network) {
    network.setInput(x);
    network.feedForward(true, false);
    return network.backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces());
  }

  private double loss(MultiLayerNetwork network, INDArray input) {
    return network.output(input, true).mul(epsilon).sumNumber().doubleValue();
  }

  @ParameterizedTest
  @EnumSource(WorkspaceMode.class)
  void gradientOfAStackIsExact(WorkspaceMode mode) {
    MultiLayerNetwork network = network(mode, rnn(TruncatedBptt.full()), rnn(TruncatedBptt.full()));
    Pair<Gradient, INDArray> result = backprop(network);
    double[] gradient = result.getFirst().gradient().dup().toDoubleVector();

    INDArray params = network.params().reshape(network.numParams());
    double[] numeric = new double[gradient.length];
    for (int p = 0; p < numeric.length; p++) {
      double value = params.getDouble(p);
      params.putScalar(p, value + 1e-5);
      double up = loss(network, x);
      params.putScalar(p, value - 1e-5);
      numeric[p] = (up - loss(network, x)) / 2e-5;
      params.putScalar(p, value);
    }
    assertTrue(relativeError(gradient, numeric) < 1e-6);

    INDArray moved = x.dup('c');
    double[] numericInput = new double[(int) moved.length()];
    for (int p = 0; p < numericInput.length; p++) {
      double value = moved.data().getDouble(p);
      moved.data().put(p, value + 1e-5);
      double up = loss(network, moved);
      moved.data().put(p, value - 1e-5);
      numericInput[p] = (up - loss(network, moved)) / 2e-5;
      moved.data().put(p, value);
    }
    assertTrue(relativeError(values(result.getSecond()), numericInput) < 1e-6);
  }

  @ParameterizedTest
  @EnumSource(WorkspaceMode.class)
  void inputGradientOfStepsThatNoWindowCoversIsZero(WorkspaceMode mode) {
    // Windows own 0..2, 3..5, 6 and cover 2, 5, 6.
    MultiLayerNetwork network = network(mode, rnn(TruncatedBptt.of(3, 1)));
    INDArray dx = backprop(network).getSecond();
    for (int t = 0; t < STEPS; t++) {
      double size = largest(dx.get(all(), all(), interval(t, t + 1)));
      boolean covered = t == 2 || t == 5 || t == 6;
      assertTrue(covered ? size > 1e-3 : size == 0.0, "step " + t + ": " + size);
    }
  }

  @Test
  void inferencePassBeforeBackpropIsDifferentiatedAsItWas() {
    // With dropout only in training: a pass without it has a gradient without it.
    VanillaRnn dropped = new VanillaRnn.Builder().nOut(HIDDEN).dropOut(0.5).build();
    MultiLayerNetwork network = network(WorkspaceMode.NONE, dropped);
    MultiLayerNetwork plain = network(WorkspaceMode.NONE, rnn(TruncatedBptt.full()));
    network.setInput(x);
    network.feedForward(false, false);
    Pair<Gradient, INDArray> actual =
        network.backpropGradient(epsilon, LayerWorkspaceMgr.noWorkspaces());
    Pair<Gradient, INDArray> expected = backprop(plain);
    assertClose(
        values(expected.getFirst().gradient()), values(actual.getFirst().gradient()), 1e-12);
    assertClose(values(expected.getSecond()), values(actual.getSecond()), 1e-12);
  }

  @Test
  void standardGraphEqualsTheNetworkForEveryTruncation() {
    for (TruncatedBptt truncation :
        new TruncatedBptt[] {
          TruncatedBptt.full(), TruncatedBptt.of(2, 3), TruncatedBptt.of(3, 1)
        }) {
      ComputationGraph graph = graph(rnn(truncation), BackpropType.Standard, 20, 20);
      MultiLayerNetwork network = network(WorkspaceMode.ENABLED, rnn(truncation));
      double[] expected = values(backprop(network).getFirst().gradient());
      graph.feedForward(new INDArray[] {x}, true, false);
      assertClose(
          expected, values(graph.backpropGradient(epsilon).gradient()), 1e-12, "" + truncation);
    }
  }

  @Test
  void tbpttGraphUsesDl4jsBackwardLengthWhereTheLayerHasNoneOfItsOwn() {
    // DL4J calls tbpttBackpropGradient here and nowhere else.
    ComputationGraph graph = graph(rnn(TruncatedBptt.full()), BackpropType.TruncatedBPTT, STEPS, 3);
    MultiLayerNetwork backward3 = network(WorkspaceMode.ENABLED, rnn(TruncatedBptt.backward(3)));
    assertGraphEquals(graph, backward3);
  }

  @Test
  void tbpttGraphUsesTheLayersTruncationBeforeDl4js() {
    ComputationGraph graph =
        graph(rnn(TruncatedBptt.of(2, 4)), BackpropType.TruncatedBPTT, STEPS, 3);
    MultiLayerNetwork own = network(WorkspaceMode.ENABLED, rnn(TruncatedBptt.of(2, 4)));
    assertGraphEquals(graph, own);
  }

  private void assertGraphEquals(ComputationGraph graph, MultiLayerNetwork network) {
    double[] expected = values(backprop(network).getFirst().gradient());
    double[] full =
        values(
            backprop(network(WorkspaceMode.ENABLED, rnn(TruncatedBptt.full())))
                .getFirst()
                .gradient());
    graph.feedForward(new INDArray[] {x}, true, false);
    double[] actual = values(graph.backpropGradient(epsilon).gradient());
    assertClose(expected, actual, 1e-12);
    assertTrue(relativeError(expected, full) > 1e-3, "truncation acts");
  }
}
