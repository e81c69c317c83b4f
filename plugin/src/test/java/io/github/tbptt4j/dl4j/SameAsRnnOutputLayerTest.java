package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** The fused output layer beside DL4J's, on the same numbers. */
class SameAsRnnOutputLayerTest {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();
  private static final double REGULARIZATION = 0.25;

  /** What the labels are. */
  enum Labels {
    ONE_HOT,
    SOFT,
    /** Some steps have no class at all, though no mask says so. */
    SOME_EMPTY,
    INDICES
  }

  /** Which steps count. */
  enum Steps {
    ALL,
    LATE_ONES,
    RAGGED,
    NONE
  }

  record Case(
      int minibatch, int nIn, int nOut, int steps, RNNFormat format, Labels labels, Steps counts) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    int[][] sizes = {{1, 1, 2, 1}, {1, 5, 3, 7}, {4, 3, 5, 1}, {3, 7, 11, 13}, {5, 17, 70, 60}};
    for (int[] s : sizes) {
      for (RNNFormat format : RNNFormat.values()) {
        for (Labels labels : Labels.values()) {
          for (Steps counts : Steps.values()) {
            if (s[0] * s[3] > 1 || counts == Steps.ALL) { // DL4J takes a 1 x 1 mask for per output
              cases.add(new Case(s[0], s[1], s[2], s[3], format, labels, counts));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scoresGradientsErrorsAndOutputsAreEqual(Case c) {
    ILossFunction theirLoss =
        c.labels == Labels.INDICES ? new LossSparseMCXENT() : new LossMCXENT();
    Results theirs = results(new RnnOutputLayer.Builder(theirLoss), c, DataType.DOUBLE);
    assertSame(theirs, results(new FusedRnnOutputLayer.Builder(theirLoss), c, DataType.DOUBLE));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singlePrecisionIsAsExactAsItCanBe(Case c) {
    ILossFunction theirLoss =
        c.labels == Labels.INDICES ? new LossSparseMCXENT() : new LossMCXENT();
    Results exact = results(new RnnOutputLayer.Builder(theirLoss), c, DataType.DOUBLE);
    Results ours = results(new FusedRnnOutputLayer.Builder(theirLoss), c, DataType.FLOAT);
    for (int i = 0; i < exact.all.size(); i++) {
      double error = relativeError(exact.all.get(i), ours.all.get(i));
      assertTrue(error < 2e-5, "result " + i + " differs by " + error);
    }
  }

  @Test
  void indicesAndOneHotLabelsGiveTheSame() {
    Case dense = new Case(3, 4, 6, 9, RNNFormat.NCW, Labels.ONE_HOT, Steps.RAGGED);
    Case sparse = new Case(3, 4, 6, 9, RNNFormat.NCW, Labels.INDICES, Steps.RAGGED);
    LossMCXENT loss = new LossMCXENT();
    Results expected = results(new FusedRnnOutputLayer.Builder(loss), dense, DataType.DOUBLE);
    assertSame(expected, results(new FusedRnnOutputLayer.Builder(loss), sparse, DataType.DOUBLE));
    System.setProperty(Kernels.PROPERTY, "portable"); // DL4J's own arithmetic
    try {
      assertSame(expected, results(new FusedRnnOutputLayer.Builder(loss), sparse, DataType.DOUBLE));
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }

  @Test
  void otherLossesActivationsAndClassWeightsGoDl4jsWay() {
    Case c = new Case(3, 4, 5, 6, RNNFormat.NCW, Labels.ONE_HOT, Steps.RAGGED);
    INDArray weights = Nd4j.createFromArray(1.0, 2.0, 0.5, 1.0, 3.0).reshape(1, 5);
    for (ILossFunction loss :
        List.of(
            new LossMCXENT(weights),
            new LossMCXENT(0.0, null),
            LossFunction.MSE.getILossFunction(),
            LossFunction.XENT.getILossFunction())) {
      RnnOutputLayer.Builder theirs = new RnnOutputLayer.Builder(loss);
      RnnOutputLayer.Builder ours = new FusedRnnOutputLayer.Builder(loss);
      if (!(loss instanceof LossMCXENT)) {
        theirs.activation(Activation.SIGMOID);
        ours.activation(Activation.SIGMOID);
      }
      assertSame(results(theirs, c, DataType.DOUBLE), results(ours, c, DataType.DOUBLE));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DOUBLE", "FLOAT"})
  void aLayerWithoutBiasHasTheGradientsOfOneWhoseBiasIsZero(DataType type) {
    Case c = new Case(3, 4, 5, 6, RNNFormat.NCW, Labels.ONE_HOT, Steps.ALL);
    RnnOutputLayer.Builder ours = new FusedRnnOutputLayer.Builder(new LossMCXENT());
    ours.hasBias(false);
    RnnOutputLayer.Builder theirs = new RnnOutputLayer.Builder(new LossMCXENT());
    theirs.hasBias(false);
    Layer[] layers = {layer(theirs, c, type), layer(ours, c, type)};
    double[][] gradients = new double[2][];
    for (int i = 0; i < 2; i++) {
      prepare(layers[i], c, type);
      layers[i].backpropGradient(null, NO_WORKSPACES);
      gradients[i] = values(layers[i].getGradientsViewArray());
    }
    double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-5;
    assertClose(gradients[0], gradients[1], tolerance);
    // DL4J's own output fails without a bias.
    assertEquals(1.0, layers[1].activate(false, NO_WORKSPACES).sum(1).getDouble(0), tolerance);
  }

  @Test
  void confidentAndHopelessPredictionsAreClippedAsDl4jDoes() {
    Case c = new Case(3, 4, 5, 6, RNNFormat.NCW, Labels.ONE_HOT, Steps.ALL);
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      Layer theirs = layer(new RnnOutputLayer.Builder(new LossMCXENT()), c, type);
      Layer ours = layer(new FusedRnnOutputLayer.Builder(new LossMCXENT()), c, type);
      for (Layer layer : List.of(theirs, ours)) {
        layer.params().muli(300);
        prepare(layer, c, type);
      }
      double expected = ((IOutputLayer) theirs).computeScore(0, false, NO_WORKSPACES);
      double actual = ((IOutputLayer) ours).computeScore(0, false, NO_WORKSPACES);
      assertTrue(expected > 20, "some are hopeless");
      assertEquals(expected, actual, (type == DataType.DOUBLE ? 1e-9 : 1e-5) * expected);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DOUBLE", "FLOAT"})
  void whatIsNotFiniteShowsUpWhereDl4jsDoes(DataType type) {
    for (Steps counts : List.of(Steps.ALL, Steps.LATE_ONES, Steps.RAGGED)) {
      for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
        Case c = new Case(3, 4, 5, 6, RNNFormat.NCW, Labels.ONE_HOT, counts);
        List<boolean[]> finite = new ArrayList<>();
        for (RnnOutputLayer.Builder builder :
            List.of(
                new RnnOutputLayer.Builder(new LossMCXENT()),
                new FusedRnnOutputLayer.Builder(new LossMCXENT()))) {
          Layer layer = layer(builder, c, type);
          prepare(layer, c, type);
          layer.input().putScalar(new int[] {1, 2, 0}, bad);
          INDArray errors = layer.backpropGradient(null, NO_WORKSPACES).getSecond();
          double score = ((IOutputLayer) layer).computeScore(0, true, NO_WORKSPACES);
          finite.add(
              new boolean[] {
                Double.isFinite(score),
                Double.isFinite(layer.getGradientsViewArray().sumNumber().doubleValue()),
                Double.isFinite(errors.sumNumber().doubleValue())
              });
        }
        assertArrayEquals(finite.get(0), finite.get(1), counts + " with " + bad);
      }
    }
  }

  private record Results(List<double[]> all) {}

  private static void assertSame(Results expected, Results actual) {
    for (int i = 0; i < expected.all.size(); i++) {
      double error = relativeError(expected.all.get(i), actual.all.get(i));
      assertTrue(error < 1e-9, "result " + i + " differs by " + error);
    }
  }

  /** Outputs, gradient, errors below, score of the step, score alone, scores of the examples. */
  private static Results results(RnnOutputLayer.Builder builder, Case c, DataType type) {
    Layer layer = layer(builder, c, type);
    IOutputLayer output = (IOutputLayer) layer;
    List<double[]> all = new ArrayList<>();
    prepare(layer, c, type);
    INDArray p = layer.activate(false, NO_WORKSPACES);
    all.add(values(p));
    prepare(layer, c, type);
    INDArray epsilon = layer.backpropGradient(null, NO_WORKSPACES).getSecond();
    assertArrayEquals(layer.input().shape(), epsilon.shape());
    all.add(values(epsilon));
    all.add(values(layer.getGradientsViewArray()));
    all.add(new double[] {output.computeScore(REGULARIZATION, true, NO_WORKSPACES)});
    prepare(layer, c, type);
    all.add(new double[] {output.computeScore(REGULARIZATION, false, NO_WORKSPACES)});
    if (c.minibatch * c.steps > 1) { // DL4J's fails for a single number
      all.add(values(output.computeScoreForExamples(REGULARIZATION, NO_WORKSPACES)));
    }
    return new Results(all);
  }

  private static Layer layer(RnnOutputLayer.Builder builder, Case c, DataType type) {
    builder.nIn(c.nIn).nOut(c.nOut).dataFormat(c.format);
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder().dataType(type).layer(builder.build()).build();
    long count = conf.getLayer().initializer().numParams(conf.getLayer());
    INDArray params = Sequences.uniform(3, 1, count).castTo(type);
    Layer layer = conf.getLayer().instantiate(conf, List.of(), 0, params, false, type);
    layer.setBackpropGradientsViewArray(Nd4j.valueArrayOf(1, count, 7.0).castTo(type));
    return layer;
  }

  private static void prepare(Layer layer, Case c, DataType type) {
    INDArray x = Sequences.uniform(1, c.minibatch, c.nIn, c.steps).castTo(type);
    layer.setInput(Sequences.inFormat(x, c.format), NO_WORKSPACES);
    ((IOutputLayer) layer).setLabels(Sequences.inFormat(labels(c).castTo(type), c.format));
    if (c.counts != Steps.ALL) {
      layer.setMaskArray(mask(c).castTo(type));
    }
  }

  private static INDArray labels(Case c) {
    Random random = new Random(9);
    int size = c.labels == Labels.INDICES ? 1 : c.nOut;
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, c.minibatch, size, c.steps);
    for (int i = 0; i < c.minibatch; i++) {
      for (int t = 0; t < c.steps; t++) {
        int label = random.nextInt(c.nOut);
        switch (c.labels) {
          case ONE_HOT -> labels.putScalar(new int[] {i, label, t}, 1);
          case SOME_EMPTY -> labels.putScalar(new int[] {i, label, t}, label % 2);
          case INDICES -> labels.putScalar(new int[] {i, 0, t}, label);
          case SOFT -> {
            labels.putScalar(new int[] {i, label, t}, 0.75);
            labels.putScalar(new int[] {i, (label + 1) % c.nOut, t}, 0.25);
          }
        }
      }
    }
    return labels;
  }

  private static INDArray mask(Case c) {
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, c.minibatch, c.steps);
    for (int i = 0; i < c.minibatch; i++) {
      for (int t = 0; t < c.steps; t++) {
        mask.putScalar(
            i,
            t,
            switch (c.counts) {
              case ALL -> 1.0;
              case LATE_ONES -> 2 * t >= c.steps ? 1.0 : 0.0;
              case RAGGED -> t <= c.steps - 2 * i ? 1.0 : 0.0;
              case NONE -> 0.0;
            });
      }
    }
    return mask;
  }
}
