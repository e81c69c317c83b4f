package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.TimeDistributed;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Inside of DL4J's wrappers, too, indices are the same as one-hot sequences, or are refused. */
class IndexWrapperTest {
  private static final int SYMBOLS = 5;
  private static final int STEPS = 9;

  /** A wrapper, and whether it leaves a sequence. */
  record Wrapper(String name, UnaryOperator<Layer> wrap, boolean sequence) {
    @Override
    public String toString() {
      return name;
    }
  }

  record Case(Kind kind, Wrapper wrapper, Mask mask, RNNFormat format) {}

  @BeforeEach
  void doubles() {
    // DL4J's LastTimeStep makes an array of the default type where there is a mask.
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterEach
  void floats() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  private static List<Wrapper> wrappers() {
    List<Wrapper> wrappers = new ArrayList<>();
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      wrappers.add(new Wrapper("both " + mode, layer -> new Bidirectional(mode, layer), true));
      wrappers.add(
          new Wrapper(
              "last of both " + mode,
              layer -> new LastTimeStep(new Bidirectional(mode, layer)),
              false));
    }
    wrappers.add(new Wrapper("last", LastTimeStep::new, false));
    wrappers.add(new Wrapper("frozen", FrozenLayer::new, true));
    wrappers.add(new Wrapper("frozen with backprop", FrozenLayerWithBackprop::new, true));
    return wrappers;
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Wrapper wrapper : wrappers()) {
        for (Mask mask : Mask.values()) {
          for (RNNFormat format : RNNFormat.values()) {
            cases.add(new Case(kind, wrapper, mask, format));
          }
        }
      }
    }
    return cases.stream();
  }

  private static Layer rnn(boolean indexInput, RNNFormat format) {
    return new VanillaRnn.Builder()
        .nIn(SYMBOLS)
        .nOut(4)
        .biasInit(0.1)
        .truncation(3, 5)
        .dataFormat(format)
        .indexInput(indexInput)
        .build();
  }

  private static Net net(Case which, boolean indexInput) {
    Layer output =
        which.wrapper.sequence
            ? StackTest.output()
            : new OutputLayer.Builder()
                .nOut(Sequences.CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    return Net.of(
        which.kind,
        new NeuralNetConfiguration.Builder()
            .seed(12)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.1)),
        InputType.recurrent(indexInput ? 1 : SYMBOLS, which.format),
        which.wrapper.wrap.apply(rnn(indexInput, which.format)),
        output);
  }

  private static DataSet data(Case which, boolean indices) {
    DataSet data =
        which.wrapper.sequence
            ? Sequences.labelled(3, STEPS, which.mask, which.format, 5)
            : Sequences.withOneLabel(3, STEPS, which.mask, which.format);
    data.setFeatures(Sequences.inFormat(symbols(indices), which.format));
    return data;
  }

  /** [3, 1 or SYMBOLS, T]. */
  private static INDArray symbols(boolean indices) {
    Random random = new Random(8);
    INDArray array = Nd4j.zeros(DataType.DOUBLE, 3, indices ? 1 : SYMBOLS, STEPS);
    for (int i = 0; i < 3; i++) {
      for (int t = 0; t < STEPS; t++) {
        int symbol = random.nextInt(SYMBOLS);
        array.putScalar(new int[] {i, indices ? 0 : symbol, t}, indices ? symbol : 1);
      }
    }
    return array;
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("cases")
  void indicesAreOneHotSequences(Case which) {
    Net dense = net(which, false);
    Net byIndices = net(which, true);
    Net oneHotAsSymbols = net(which, true);
    for (Net net : List.of(byIndices, oneHotAsSymbols)) {
      net.model().setParams(dense.params());
      DataSet data = data(which, net == byIndices);
      assertClose(dense.output(data(which, false)), net.output(data), 1e-12);
      assertArrayEquals(dense.gradient(data(which, false)), net.gradient(data), 1e-12);
    }
    for (int i = 0; i < 2; i++) {
      dense.fit(data(which, false));
      byIndices.fit(data(which, true));
      oneHotAsSymbols.fit(data(which, false));
    }
    assertClose(dense.params(), byIndices.params(), 1e-12);
    assertClose(dense.params(), oneHotAsSymbols.params(), 1e-12);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("cases")
  void whatAMaskLeavesOutMayHoldAnything(Case which) {
    if (which.mask == Mask.NONE) {
      return;
    }
    Net net = net(which, true);
    for (boolean indices : new boolean[] {true, false}) {
      DataSet clean = data(which, indices);
      DataSet padded = clean.copy();
      INDArray ncw =
          which.format == RNNFormat.NWC
              ? padded.getFeatures().permute(0, 2, 1)
              : padded.getFeatures();
      for (int i = 0; i < 3; i++) {
        for (int t = 0; t < STEPS; t++) {
          if (!which.mask.real(i, t, STEPS)) {
            for (int j = 0; j < ncw.size(1); j++) {
              ncw.putScalar(new int[] {i, j, t}, indices ? -1 : 0);
            }
          }
        }
      }
      assertClose(net.output(clean), net.output(padded), 0);
      assertArrayEquals(net.gradient(clean), net.gradient(padded), 0);
    }
  }

  @Test
  void indicesInsideOfBidirectionalHaveRankThree() {
    Case which = cases().findFirst().orElseThrow();
    DataSet data = data(which, true);
    data.setFeatures(data.getFeatures().reshape(3, STEPS));
    String message =
        assertThrows(IllegalArgumentException.class, () -> net(which, true).output(data))
            .getMessage();
    assertTrue(message.contains("[3, 9]") && message.contains("[minibatch, 1, time"), message);
  }

  @Test
  void whatTakesIndicesForNumbersIsRefused() {
    for (Kind kind : Kind.values()) {
      assertRefused("MaskZeroLayer", kind, layer -> new MaskZeroLayer(layer, 0.0));
      assertRefused("MaskZeroLayer", kind, l -> new LastTimeStep(new MaskZeroLayer(l, -1.0)));
      assertRefused(
          "MaskZeroLayer", kind, l -> new MaskZeroLayer(new FrozenLayerWithBackprop(l), 0.0));
      assertRefused(
          "MaskZeroLayer",
          kind,
          l -> new Bidirectional(Bidirectional.Mode.ADD, new MaskZeroLayer(l, 0)));
    }
  }

  private static void assertRefused(String part, Kind kind, UnaryOperator<Layer> wrap) {
    Case which =
        new Case(
            kind,
            new Wrapper(
                "refused", wrap, !(wrap.apply(rnn(true, RNNFormat.NCW)) instanceof LastTimeStep)),
            Mask.NONE,
            RNNFormat.NCW);
    String message = assertThrows(IllegalStateException.class, () -> net(which, true)).getMessage();
    assertTrue(message.contains(part) && message.contains("features mask"), message);
  }

  @Test
  void timeDistributedIsForFeedForwardLayers() {
    for (boolean indexInput : new boolean[] {false, true}) {
      var list =
          new NeuralNetConfiguration.Builder()
              .dataType(DataType.DOUBLE)
              .list()
              .layer(new TimeDistributed(rnn(indexInput, RNNFormat.NCW)))
              .layer(
                  new org.deeplearning4j.nn.conf.layers.RnnOutputLayer.Builder()
                      .nIn(4)
                      .nOut(2)
                      .activation(Activation.SOFTMAX)
                      .build());
      var network = new org.deeplearning4j.nn.multilayer.MultiLayerNetwork(list.build());
      String message = assertThrows(IllegalStateException.class, network::init).getMessage();
      assertTrue(message.contains("TimeDistributed"), message);
    }
  }
}
