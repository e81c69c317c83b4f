package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.testing.ArrayAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** Labels and masks at the edges: as DL4J's RnnOutputLayer in NCW, or refused by name. */
class OutputEdgesTest {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();
  private static final int MINIBATCH = 3;
  private static final int N_IN = 4;
  private static final int STEPS = 5;

  private static Layer layer(
      RnnOutputLayer.Builder builder, Activation f, int nOut, RNNFormat format) {
    builder.nIn(N_IN).nOut(nOut).activation(f).dataFormat(format);
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .layer(builder.build())
            .build();
    long count = conf.getLayer().initializer().numParams(conf.getLayer());
    INDArray params = Sequences.uniform(3, 1, count);
    Layer layer = conf.getLayer().instantiate(conf, List.of(), 0, params, false, DataType.DOUBLE);
    layer.setBackpropGradientsViewArray(Nd4j.valueArrayOf(1, count, 7.0).castTo(DataType.DOUBLE));
    return layer;
  }

  private static void prepare(Layer layer, INDArray labels, INDArray mask, RNNFormat format) {
    layer.setInput(
        Sequences.inFormat(Sequences.uniform(1, MINIBATCH, N_IN, STEPS), format), NO_WORKSPACES);
    ((IOutputLayer) layer).setLabels(labels);
    layer.setMaskArray(mask);
  }

  /** In NCW: outputs, errors below, gradient, score, scores of the examples. */
  private static List<double[]> results(
      Layer layer, INDArray ncwLabels, INDArray mask, RNNFormat format) {
    INDArray labels = Sequences.inFormat(ncwLabels, format);
    IOutputLayer output = (IOutputLayer) layer;
    List<double[]> all = new ArrayList<>();
    prepare(layer, labels, mask, format);
    all.add(
        ArrayAssertions.values(Sequences.inFormat(layer.activate(false, NO_WORKSPACES), format)));
    prepare(layer, labels, mask, format);
    INDArray below = layer.backpropGradient(null, NO_WORKSPACES).getSecond();
    all.add(ArrayAssertions.values(Sequences.inFormat(below, format)));
    all.add(ArrayAssertions.values(layer.getGradientsViewArray()));
    prepare(layer, labels, mask, format);
    all.add(new double[] {output.computeScore(0.5, false, NO_WORKSPACES)});
    prepare(layer, labels, mask, format);
    all.add(ArrayAssertions.values(output.computeScoreForExamples(0.5, NO_WORKSPACES)));
    return all;
  }

  private static void assertSame(List<double[]> expected, List<double[]> actual, String what) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), 1e-10, "result " + i + " of " + what);
    }
  }

  private static INDArray ones(int nOut, int zeros) {
    INDArray mask = Nd4j.ones(DataType.DOUBLE, MINIBATCH, nOut, STEPS);
    new Random(6).ints(zeros, 0, MINIBATCH * nOut * STEPS).forEach(at -> mask.putScalar(at, 0.0));
    return mask;
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void masksOfSingleOutputsAreDl4jsInBothLayouts(RNNFormat format) {
    for (int nOut : new int[] {1, 3}) {
      for (LossFunction loss : List.of(LossFunction.XENT, LossFunction.MSE)) {
        INDArray labels =
            Sequences.uniform(8, MINIBATCH, nOut, STEPS).gt(0).castTo(DataType.DOUBLE);
        INDArray mask = ones(nOut, 6);
        Layer theirs =
            layer(new RnnOutputLayer.Builder(loss), Activation.SIGMOID, nOut, RNNFormat.NCW);
        Layer ours = layer(new FusedRnnOutputLayer.Builder(loss), Activation.SIGMOID, nOut, format);
        assertSame(
            results(theirs, labels, mask, RNNFormat.NCW),
            results(ours, labels, mask, format),
            loss + " with nOut " + nOut);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void aMaskOfStepsMayHaveADimensionOfOne(RNNFormat format) {
    for (LossFunction loss : List.of(LossFunction.MCXENT, LossFunction.MSE)) {
      INDArray labels = oneHot(indices());
      INDArray steps = Nd4j.ones(DataType.DOUBLE, MINIBATCH, STEPS);
      steps.putScalar(1, 2, 0).putScalar(2, 4, 0);
      Layer ours = layer(new FusedRnnOutputLayer.Builder(loss), Activation.SOFTMAX, 3, format);
      assertSame(
          results(ours, labels, steps, format),
          results(ours, labels, steps.reshape(MINIBATCH, 1, STEPS), format),
          loss.toString());
    }
  }

  @Test
  void softmaxOutputsAreMaskedOneByOneAsDl4jDoes() {
    INDArray mask = ones(3, 7);
    Layer theirs =
        layer(
            new RnnOutputLayer.Builder(LossFunction.MCXENT), Activation.SOFTMAX, 3, RNNFormat.NCW);
    prepare(theirs, null, mask, RNNFormat.NCW);
    double[] expected = ArrayAssertions.values(theirs.activate(false, NO_WORKSPACES));
    for (RNNFormat format : RNNFormat.values()) {
      Layer ours =
          layer(
              new FusedRnnOutputLayer.Builder(LossFunction.MCXENT), Activation.SOFTMAX, 3, format);
      prepare(ours, null, mask, format);
      INDArray out = ours.activate(false, NO_WORKSPACES);
      assertArrayEquals(expected, ArrayAssertions.values(Sequences.inFormat(out, format)), 1e-12);
    }
  }

  private static INDArray indices() {
    INDArray indices = Nd4j.zeros(DataType.DOUBLE, MINIBATCH, 1, STEPS);
    Random random = new Random(2);
    for (int i = 0; i < indices.length(); i++) {
      indices.putScalar(i, random.nextInt(3));
    }
    return indices;
  }

  private static INDArray oneHot(INDArray indices) {
    INDArray oneHot = Nd4j.zeros(DataType.DOUBLE, MINIBATCH, 3, STEPS);
    for (int i = 0; i < MINIBATCH; i++) {
      for (int t = 0; t < STEPS; t++) {
        oneHot.putScalar(new int[] {i, indices.getInt(i, 0, t), t}, 1);
      }
    }
    return oneHot;
  }

  /** A loss for indices, and what sends it on DL4J's way, if anything. */
  record Way(String name, Supplier<ILossFunction> loss, String kernel, INDArray mask) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Way> ways() {
    INDArray steps = Nd4j.ones(DataType.DOUBLE, MINIBATCH, STEPS);
    steps.putScalar(1, 2, 0).putScalar(2, 4, 0);
    INDArray weights = Nd4j.createFromArray(new double[][] {{1, 2, 0.5}});
    return Stream.of(
        new Way("fused", LossMCXENT::new, "reference", steps),
        new Way("fused, sparse", LossSparseMCXENT::new, "reference", steps),
        new Way("DL4J's", LossMCXENT::new, "portable", steps),
        new Way("DL4J's, sparse", LossSparseMCXENT::new, "portable", steps),
        new Way("weights", () -> new LossMCXENT(weights), "reference", steps),
        new Way("weights, sparse", () -> new LossSparseMCXENT(weights), "reference", steps));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void indicesOfEveryTypeAreOneHotLabelsOnEveryWay(Way way) {
    System.setProperty(Kernels.PROPERTY, way.kernel);
    try {
      for (RNNFormat format : RNNFormat.values()) {
        ILossFunction loss = way.loss.get();
        ILossFunction dense =
            new LossMCXENT(((LossMCXENT) loss).getWeights()); // the same without indices
        Layer theirs =
            layer(new RnnOutputLayer.Builder(dense), Activation.SOFTMAX, 3, RNNFormat.NCW);
        Layer ours = layer(new FusedRnnOutputLayer.Builder(loss), Activation.SOFTMAX, 3, format);
        INDArray indices = indices();
        List<double[]> expected = results(theirs, oneHot(indices), way.mask, RNNFormat.NCW);
        indices.putScalar(new int[] {1, 0, 2}, 99).putScalar(new int[] {2, 0, 4}, 17); // masked
        for (DataType type :
            List.of(DataType.DOUBLE, DataType.INT, DataType.LONG, DataType.UINT8)) {
          assertSame(
              expected, results(ours, indices.castTo(type), way.mask, format), type + " " + format);
        }
      }
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatIsNoIndexIsNamedWithItsPlaceOnEveryWay(Way way) {
    System.setProperty(Kernels.PROPERTY, way.kernel);
    try {
      for (RNNFormat format : RNNFormat.values()) {
        Layer ours =
            layer(new FusedRnnOutputLayer.Builder(way.loss.get()), Activation.SOFTMAX, 3, format);
        for (double bad : new double[] {3, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY, 1e12}) {
          INDArray labels = indices();
          labels.putScalar(new int[] {1, 0, 4}, bad);
          prepare(ours, Sequences.inFormat(labels, format), way.mask, format);
          INDArray before = ours.getGradientsViewArray().dup();
          String[] parts = {"Label " + bad, "example 1", "time step 4", "(2)"};
          assertRefused(() -> ours.backpropGradient(null, NO_WORKSPACES), parts);
          assertRefused(() -> ((IOutputLayer) ours).computeScore(0, false, NO_WORKSPACES), parts);
          assertRefused(
              () -> ((IOutputLayer) ours).computeScoreForExamples(0, NO_WORKSPACES), parts);
          assertEquals(before, ours.getGradientsViewArray());
        }
      }
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }

  private static void assertRefused(Runnable call, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void lossesOfNumbersTakeNoIndices() {
    for (LossFunction loss : List.of(LossFunction.MSE, LossFunction.XENT, LossFunction.L1)) {
      Layer ours =
          layer(new FusedRnnOutputLayer.Builder(loss), Activation.SIGMOID, 3, RNNFormat.NCW);
      prepare(ours, indices(), null, RNNFormat.NCW);
      assertRefused(
          () -> ours.backpropGradient(null, NO_WORKSPACES), "[3, 1, 5]", "must be [3, 3, 5] for");
      assertRefused(() -> ((IOutputLayer) ours).computeScore(0, false, NO_WORKSPACES), "[3, 1, 5]");
    }
  }

  @Test
  void aSparseLossTakesIndicesOnly() {
    Layer ours =
        layer(
            new FusedRnnOutputLayer.Builder(LossFunction.SPARSE_MCXENT),
            Activation.SOFTMAX,
            3,
            RNNFormat.NWC);
    prepare(ours, Sequences.inFormat(oneHot(indices()), RNNFormat.NWC), null, RNNFormat.NWC);
    assertRefused(
        () -> ours.backpropGradient(null, NO_WORKSPACES), "[3, 5, 3]", "must be [3, 5, 1] for");
  }

  @Test
  void labelsOfAnotherShapeAreNamedWhateverTheLoss() {
    for (LossFunction loss : List.of(LossFunction.MCXENT, LossFunction.MSE)) {
      Layer ours =
          layer(new FusedRnnOutputLayer.Builder(loss), Activation.SOFTMAX, 3, RNNFormat.NCW);
      for (long[] shape : new long[][] {{3, 3, 4}, {2, 3, 5}, {3, 2, 5}, {3, 3}, {3, 5, 3}}) {
        prepare(ours, Nd4j.zeros(DataType.DOUBLE, shape), null, RNNFormat.NCW);
        assertRefused(
            () -> ours.backpropGradient(null, NO_WORKSPACES),
            java.util.Arrays.toString(shape),
            "must be [3, 3, 5]");
      }
      prepare(ours, null, null, RNNFormat.NCW);
      assertTrue(
          assertThrows(
                  IllegalStateException.class, () -> ours.backpropGradient(null, NO_WORKSPACES))
              .getMessage()
              .contains("no labels"));
    }
  }

  @Test
  void aMaskThatIsTurnedRoundIsRefusedThoughItHasAsManyElements() {
    for (RNNFormat format : RNNFormat.values()) {
      for (LossFunction loss : List.of(LossFunction.MCXENT, LossFunction.MSE)) {
        Layer ours = layer(new FusedRnnOutputLayer.Builder(loss), Activation.SOFTMAX, 3, format);
        INDArray labels = Sequences.inFormat(oneHot(indices()), format);
        for (long[] shape : new long[][] {{5, 3}, {15, 1}, {3, 4}, {2, 5}, {5, 3, 3}, {3, 2, 5}}) {
          prepare(ours, labels, Nd4j.ones(DataType.DOUBLE, shape), format);
          String given = java.util.Arrays.toString(shape);
          assertRefused(
              () -> ((IOutputLayer) ours).computeScore(0, false, NO_WORKSPACES), given, "[3, 5]");
          if (loss == LossFunction.MCXENT) {
            assertRefused(() -> ours.activate(false, NO_WORKSPACES), given, "[3, 5]");
          }
          // Last: whoever refuses a minibatch in fit forgets its mask.
          assertRefused(() -> ours.backpropGradient(null, NO_WORKSPACES), given, "[3, 5]");
        }
      }
    }
  }
}
