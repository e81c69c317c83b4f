package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.dl4j.Numbers.assertGradientIsExact;
import static io.github.tbptt4j.dl4j.Numbers.numericGradient;
import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;

/** VanillaRnn inside DL4J's wrappers, and under layers that end a sequence. */
class WrapperTest {

  record Case(Kind kind, Mask mask, RNNFormat format) {}

  @BeforeEach
  void doubles() {
    // DL4J's LastTimeStep makes an array of the default type where there is a mask.
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
  }

  @AfterEach
  void floats() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (Mask mask : Mask.values()) {
        for (RNNFormat format : RNNFormat.values()) {
          cases.add(new Case(kind, mask, format));
        }
      }
    }
    return cases.stream();
  }

  static Stream<Case> ncwCases() {
    return cases().filter(which -> which.format() == RNNFormat.NCW);
  }

  private static VanillaRnn rnn(RNNFormat format) {
    return new VanillaRnn.Builder()
        .nIn(Sequences.N_IN)
        .nOut(4)
        .biasInit(0.1)
        .dataFormat(format)
        .build();
  }

  private static RnnOutputLayer eachStep() {
    return StackTest.output();
  }

  private static OutputLayer oncePerSequence() {
    return new OutputLayer.Builder().nOut(Sequences.CLASSES).activation(Activation.SOFTMAX).build();
  }

  private static Net net(Kind kind, RNNFormat format, Layer... layers) {
    NeuralNetConfiguration.Builder global =
        new NeuralNetConfiguration.Builder().seed(12).dataType(DataType.DOUBLE).updater(new NoOp());
    return Net.of(kind, global, InputType.recurrent(Sequences.N_IN, format), layers);
  }

  private static DataSet eachStep(Case which) {
    return Sequences.labelled(3, 9, which.mask(), which.format(), 5);
  }

  private static DataSet oncePerSequence(Case which) {
    return Sequences.withOneLabel(3, 9, which.mask(), which.format());
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("cases")
  void bidirectionalGradientIsExactInEveryMode(Case which) {
    for (Bidirectional.Mode mode : Bidirectional.Mode.values()) {
      Net net =
          net(
              which.kind(),
              which.format(),
              new Bidirectional(mode, rnn(which.format())),
              eachStep());
      assertGradientIsExact(net, eachStep(which));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lastTimeStepGradientIsExact(Case which) {
    Net net =
        net(which.kind(), which.format(), new LastTimeStep(rnn(which.format())), oncePerSequence());
    assertGradientIsExact(net, oncePerSequence(which));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lastTimeStepOfBidirectionalGradientIsExact(Case which) {
    Net net =
        net(
            which.kind(),
            which.format(),
            new LastTimeStep(new Bidirectional(Bidirectional.Mode.CONCAT, rnn(which.format()))),
            oncePerSequence());
    assertGradientIsExact(net, oncePerSequence(which));
  }

  @ParameterizedTest
  @MethodSource("ncwCases") // DL4J's pooling layer takes NCW for granted.
  void poolingOverTimeGradientIsExact(Case which) {
    for (PoolingType type : List.of(PoolingType.AVG, PoolingType.SUM, PoolingType.MAX)) {
      Net net =
          net(
              which.kind(),
              which.format(),
              rnn(which.format()),
              new GlobalPoolingLayer.Builder(type).build(),
              oncePerSequence());
      assertGradientIsExact(net, oncePerSequence(which));
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void maskZeroIsTheSameAsAMaskArray(Case which) {
    DataSet masked = eachStep(which);
    INDArray mask = Sequences.mask(3, 9, which.mask());
    INDArray zeroed = masked.getFeatures().dup();
    INDArray ncw = which.format() == RNNFormat.NWC ? zeroed.permute(0, 2, 1) : zeroed;
    for (int feature = 0; feature < Sequences.N_IN; feature++) {
      ncw.tensorAlongDimension(feature, 0, 2).muli(mask);
    }
    DataSet zeros = new DataSet(zeroed, masked.getLabels(), null, masked.getLabelsMaskArray());
    Net wrapped =
        net(which.kind(), which.format(), new MaskZeroLayer(rnn(which.format()), 0.0), eachStep());
    Net plain = net(which.kind(), which.format(), rnn(which.format()), eachStep());
    plain.model().setParams(wrapped.params());

    assertClose(plain.output(masked), wrapped.output(zeros), 1e-12);
    assertClose(plain.gradient(masked), wrapped.gradient(zeros), 1e-12);
    assertGradientIsExact(wrapped, zeros);
  }

  @ParameterizedTest
  @MethodSource("ncwCases")
  void frozenLayerWithBackpropHandsExactErrorsDown(Case which) {
    Net net =
        net(
            which.kind(),
            which.format(),
            rnn(which.format()),
            new FrozenLayerWithBackprop(
                new VanillaRnn.Builder()
                    .nIn(4)
                    .nOut(3)
                    .dropOut(0.5)
                    .weightNoise(new DropConnect(0.5))
                    .build()),
            eachStep());
    DataSet data = eachStep(which);
    double[] numeric = numericGradient(net, data);
    int below = 3 * 4 + 4 * 4 + 4;
    int frozen = 4 * 3 + 3 * 3 + 3;
    Arrays.fill(numeric, below, below + frozen, 0.0);
    double error = relativeError(net.gradient(data), numeric);
    assertTrue(error < 1e-6, "relative error of the gradient: " + error);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void frozenLayerStaysWhileTheOthersLearn(Kind kind) {
    NeuralNetConfiguration.Builder global =
        new NeuralNetConfiguration.Builder()
            .seed(12)
            .dataType(DataType.DOUBLE)
            .updater(new Sgd(0.1));
    Net net =
        Net.of(
            kind,
            global,
            InputType.recurrent(Sequences.N_IN),
            new FrozenLayer(rnn(RNNFormat.NCW)),
            eachStep());
    DataSet data = Sequences.labelled(3, 9, Mask.RAGGED);
    double[] numeric = numericGradient(net, data);
    double[] before = values(net.params());
    net.fit(data);
    double[] after = values(net.params());
    int frozen = 3 * 4 + 4 * 4 + 4;
    for (int p = 0; p < after.length; p++) {
      double expected = p < frozen ? before[p] : before[p] - 0.1 * numeric[p];
      assertEquals(expected, after[p], 1e-8, "parameter " + p);
    }
  }
}
