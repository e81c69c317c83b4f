package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/** State from call to call: pieces of a sequence give what the whole sequence gives. */
class StreamingTest {
  private static final int STEPS = 8;

  record Case(Kind kind, String name, Layer... layers) {
    Net net() {
      return StreamingTest.net(kind, RNNFormat.NCW, layers);
    }

    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    new Case(kind, "one", StackTest.rnn(), StackTest.output()),
                    stack(kind),
                    new Case(kind, "k2", truncated(), StackTest.lstm(), StackTest.output()),
                    new Case(kind, "softsign", softsign(), StackTest.output())));
  }

  private static Case stack(Kind kind) {
    // A graph gives recurrent layers their input without the preprocessor that a dense layer needs.
    return kind == Kind.GRAPH
        ? new Case(kind, "stack", StackTest.rnn(), StackTest.rnn(), StackTest.output())
        : new Case(
            kind, "stack", StackTest.rnn(), StackTest.dense(), StackTest.rnn(), StackTest.output());
  }

  private static VanillaRnn truncated() {
    return new VanillaRnn.Builder().nOut(4).truncation(2, 5).build();
  }

  private static VanillaRnn softsign() {
    return new VanillaRnn.Builder().nOut(4).activation(Activation.SOFTSIGN).build();
  }

  private static Net net(Kind kind, RNNFormat format, Layer... layers) {
    return Net.of(
        kind,
        new NeuralNetConfiguration.Builder().seed(4).dataType(DataType.DOUBLE).updater(new NoOp()),
        InputType.recurrent(Sequences.N_IN, format),
        layers);
  }

  private static INDArray whole(Net net, INDArray x) {
    return net.output(new org.nd4j.linalg.dataset.DataSet(x, null));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singleStepsAre2dAndEqualTheWholePass(Case which) {
    Net net = which.net();
    INDArray x = Sequences.features(2, STEPS, 9);
    INDArray expected = whole(net, x);
    for (int t = 0; t < STEPS; t++) {
      INDArray step = net.timeStep(x.get(all(), all(), point(t)));
      assertClose(expected.get(all(), all(), point(t)), step, 1e-12);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void piecesOf3dEqualTheWholePass(Case which) {
    Net net = which.net();
    INDArray x = Sequences.features(2, STEPS, 9);
    INDArray expected = whole(net, x);
    int[] cuts = {0, 1, 4, 6, STEPS};
    for (int i = 0; i + 1 < cuts.length; i++) {
      INDArray piece = net.timeStep(x.get(all(), all(), interval(cuts[i], cuts[i + 1])));
      assertClose(expected.get(all(), all(), interval(cuts[i], cuts[i + 1])), piece, 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void piecesInNwcEqualTheWholePass(Kind kind) {
    VanillaRnn rnn = new VanillaRnn.Builder().nOut(4).dataFormat(RNNFormat.NWC).build();
    Net net = net(kind, RNNFormat.NWC, rnn, StackTest.output());
    INDArray x = Sequences.inFormat(Sequences.features(2, STEPS, 9), RNNFormat.NWC);
    INDArray expected = whole(net, x);
    int[] cuts = {0, 1, 4, 6, STEPS};
    for (int i = 0; i + 1 < cuts.length; i++) {
      INDArray piece = net.timeStep(x.get(all(), interval(cuts[i], cuts[i + 1]), all()));
      assertClose(expected.get(all(), interval(cuts[i], cuts[i + 1]), all()), piece, 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aStepAsAMatrixInNwcIsRefused(Kind kind) {
    VanillaRnn rnn = new VanillaRnn.Builder().nOut(4).dataFormat(RNNFormat.NWC).build();
    Net net = net(kind, RNNFormat.NWC, rnn, StackTest.output());
    INDArray x = Sequences.inFormat(Sequences.features(2, STEPS, 9), RNNFormat.NWC);
    net.timeStep(x);
    Map<String, INDArray> before = ((RecurrentLayer) net.layer(0)).rnnGetPreviousState();
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> net.timeStep(x.get(all(), point(0), all())))
            .getMessage();
    assertTrue(message.contains("[2, 1, " + Sequences.N_IN + "]"), message);
    INDArray state = ((RecurrentLayer) net.layer(0)).rnnGetPreviousState().get("prevAct");
    assertClose(before.get("prevAct"), state, 0);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void clearedStateBeginsAnew(Case which) {
    Net net = which.net();
    INDArray x = Sequences.features(2, STEPS, 9);
    INDArray first = net.timeStep(x);
    assertTrue(largestDifference(first, net.timeStep(x)) > 1e-4, "state is kept");
    net.clearState();
    assertClose(first, net.timeStep(x), 0.0);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void stateCanBeTakenOutAndPutBack(Kind kind) {
    Net net = net(kind, RNNFormat.NCW, StackTest.rnn(), StackTest.output());
    RecurrentLayer layer = (RecurrentLayer) net.layer(0);
    INDArray x = Sequences.features(2, STEPS, 9);
    net.timeStep(x.get(all(), all(), interval(0, 3)));
    Map<String, INDArray> after3 = layer.rnnGetPreviousState();
    INDArray rest = net.timeStep(x.get(all(), all(), interval(3, STEPS)));

    assertEquals(java.util.Set.of("prevAct"), after3.keySet());
    layer.rnnSetPreviousState(after3);
    assertClose(rest, net.timeStep(x.get(all(), all(), interval(3, STEPS))), 0.0);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aStateMayLieInMemoryInAnyOrder(Kind kind) {
    Net net = net(kind, RNNFormat.NCW, StackTest.rnn(), StackTest.output());
    RecurrentLayer layer = (RecurrentLayer) net.layer(0);
    INDArray x = Sequences.features(2, STEPS, 9);
    net.timeStep(x.get(all(), all(), interval(0, 3)));
    INDArray state = layer.rnnGetPreviousState().get("prevAct");
    INDArray rest = net.timeStep(x.get(all(), all(), interval(3, STEPS)));

    layer.rnnSetPreviousState(Map.of("prevAct", state.dup('f').castTo(DataType.FLOAT)));
    assertClose(rest, net.timeStep(x.get(all(), all(), interval(3, STEPS))), 1e-6);
  }

  @Test
  void theStateIsTheLastStepsActivation() {
    Net net = net(Kind.MULTI_LAYER, RNNFormat.NCW, StackTest.rnn(), StackTest.output());
    MultiLayerNetwork network = (MultiLayerNetwork) net.model();
    INDArray x = Sequences.features(2, STEPS, 9);
    INDArray hidden = network.feedForward(x, false).get(1);
    network.rnnTimeStep(x);
    INDArray state = network.rnnGetPreviousState(0).get("prevAct");
    assertClose(hidden.get(all(), all(), point(STEPS - 1)), state, 1e-12);
    assertTrue(!state.isAttached(), "in a workspace");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void otherMinibatchSizeInTheMiddleOfAStreamNamesBothSizes(Kind kind) {
    Net net = net(kind, RNNFormat.NCW, StackTest.rnn(), StackTest.output());
    net.timeStep(Sequences.features(2, 3, 9));
    Exception e =
        assertThrows(IllegalStateException.class, () -> net.timeStep(Sequences.features(5, 3, 9)));
    assertTrue(
        e.getMessage().contains("from 2 to 5") && e.getMessage().contains("rnnClearPreviousState"),
        e.getMessage());
    net.clearState();
    INDArray x = Sequences.features(5, 3, 9);
    assertClose(whole(net, x), net.timeStep(x), 1e-12);
  }

  @Test
  void storedStateIsReadButOnlyStoredWhereAsked() {
    Net net = net(Kind.MULTI_LAYER, RNNFormat.NCW, StackTest.rnn(), StackTest.output());
    MultiLayerNetwork network = (MultiLayerNetwork) net.model();
    INDArray x = Sequences.features(2, STEPS, 9);
    INDArray expected = whole(net, x);
    INDArray early = x.get(all(), all(), interval(0, 5));
    INDArray late = x.get(all(), all(), interval(5, STEPS));

    List<INDArray> first = network.rnnActivateUsingStoredState(early, false, true);
    assertClose(expected.get(all(), all(), interval(0, 5)), first.get(2), 1e-12);
    for (boolean training : new boolean[] {false, true, false}) {
      List<INDArray> again = network.rnnActivateUsingStoredState(late, training, false);
      assertClose(expected.get(all(), all(), interval(5, STEPS)), again.get(2), 1e-12);
    }
    network.rnnActivateUsingStoredState(late, true, true);
    RecurrentLayer layer = (RecurrentLayer) network.getLayer(0);
    INDArray hidden = network.feedForward(x, false).get(1);
    assertClose(
        hidden.get(all(), all(), point(STEPS - 1)), layer.rnnGetTBPTTState().get("prevAct"), 1e-12);
  }

  @Test
  void storedStateOfAGraphIsReadButOnlyStoredWhereAsked() {
    Net net = net(Kind.GRAPH, RNNFormat.NCW, truncated(), StackTest.output());
    var graph = (org.deeplearning4j.nn.graph.ComputationGraph) net.model();
    INDArray x = Sequences.features(2, STEPS, 9);
    INDArray expected = whole(net, x);
    INDArray[] early = {x.get(all(), all(), interval(0, 5))};
    INDArray[] late = {x.get(all(), all(), interval(5, STEPS))};

    graph.rnnActivateUsingStoredState(early, true, true);
    for (boolean training : new boolean[] {false, true, false}) {
      Map<String, INDArray> again = graph.rnnActivateUsingStoredState(late, training, false);
      assertClose(expected.get(all(), all(), interval(5, STEPS)), again.get("layer1"), 1e-12);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void inferenceDoesNotTouchTheStateOfAStream(Kind kind) {
    Net net = net(kind, RNNFormat.NCW, StackTest.rnn(), StackTest.output());
    INDArray x = Sequences.features(2, STEPS, 9);
    INDArray expected = whole(net, x);
    net.timeStep(x.get(all(), all(), interval(0, 5)));
    whole(net, Sequences.features(3, 4, 1));
    net.score(Sequences.labelled(3, 4, Mask.RAGGED), false);
    INDArray late = net.timeStep(x.get(all(), all(), interval(5, STEPS)));
    assertClose(expected.get(all(), all(), interval(5, STEPS)), late, 1e-12);
  }
}
