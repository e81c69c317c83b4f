package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.SequenceEvaluation;
import io.github.tbptt4j.SymbolSequenceIterator;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.datasets.iterator.IteratorMultiDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.InvocationType;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.EvaluationBinary;
import org.nd4j.evaluation.classification.ROCMultiClass;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Figures that are those of a count by hand, or no figures. */
class EvaluationTest {
  private static final int STEPS = 7;

  record Case(Kind kind, RNNFormat format, Mask mask, boolean indices, boolean fused) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (RNNFormat format : RNNFormat.values()) {
        for (Mask mask : Mask.values()) {
          for (boolean indices : new boolean[] {false, true}) {
            for (boolean fused : new boolean[] {false, true}) {
              cases.add(new Case(kind, format, mask, indices, fused));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  private static Net net(Kind kind, RNNFormat format, Layer... layers) {
    NeuralNetConfiguration.Builder global =
        new NeuralNetConfiguration.Builder().seed(12).dataType(DataType.DOUBLE).updater(new NoOp());
    return Net.of(kind, global, InputType.recurrent(Sequences.N_IN, format), layers);
  }

  private static Net net(Case which) {
    RnnOutputLayer.Builder output =
        which.fused
            ? new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
            : new RnnOutputLayer.Builder(LossFunction.MCXENT);
    Layer rnn = new VanillaRnn.Builder().nOut(4).dataFormat(which.format).build();
    output.nOut(Sequences.CLASSES).activation(Activation.SOFTMAX).dataFormat(which.format);
    return net(which.kind, which.format, rnn, output.build());
  }

  private static DataSet data(Case which, long seed) {
    DataSet data = Sequences.labelled(3, STEPS, which.mask, which.format, seed);
    data.setFeaturesMaskArray(null);
    if (which.indices) {
      data.setLabels(indices(data.getLabels(), which.format));
      INDArray ncw = ncw(data.getLabels(), which.format);
      for (int i = 0; i < 3; i++) {
        for (int t = 0; t < STEPS; t++) {
          if (!which.mask.real(i, t, STEPS)) { // what isn't counted may be anything
            ncw.putScalar(new int[] {i, 0, t}, -1);
          }
        }
      }
    }
    return data;
  }

  private static INDArray indices(INDArray oneHot, RNNFormat format) {
    int size = format == RNNFormat.NWC ? 2 : 1;
    return Nd4j.argMax(oneHot, size).castTo(DataType.DOUBLE).reshape(keep(oneHot, size));
  }

  private static long[] keep(INDArray oneHot, int size) {
    long[] shape = oneHot.shape().clone();
    shape[size] = 1;
    return shape;
  }

  private static DataSetIterator iterator(DataSet... data) {
    return new ExistingDataSetIterator(Arrays.asList(data));
  }

  private static MultiDataSetIterator single(org.nd4j.linalg.dataset.api.MultiDataSet data) {
    return new IteratorMultiDataSetIterator(List.of(data).iterator(), 3);
  }

  private static <T extends IEvaluation<?>> T evaluate(Net net, DataSetIterator data, T into) {
    return net.model() instanceof ComputationGraph graph
        ? SequenceEvaluation.evaluate(graph, data, into)
        : SequenceEvaluation.evaluate((MultiLayerNetwork) net.model(), data, into);
  }

  /** Counts [actual][predicted] over the steps that count. */
  private static int[][] byHand(Net net, Case which, DataSet... all) {
    int[][] counts = new int[Sequences.CLASSES][Sequences.CLASSES];
    for (DataSet data : all) {
      DataSet alone = new DataSet(data.getFeatures(), null);
      INDArray out = ncw(net.output(alone), which.format);
      INDArray labels = ncw(data.getLabels(), which.format);
      for (int i = 0; i < 3; i++) {
        for (int t = 0; t < STEPS; t++) {
          if (which.mask.real(i, t, STEPS)) {
            int predicted = out.getDouble(i, 1, t) > out.getDouble(i, 0, t) ? 1 : 0;
            int actual = labels.getInt(i, which.indices ? 0 : 1, t);
            counts[actual][predicted]++;
          }
        }
      }
    }
    return counts;
  }

  private static INDArray ncw(INDArray array, RNNFormat format) {
    return format == RNNFormat.NWC ? array.permute(0, 2, 1) : array;
  }

  private static void assertCounts(int[][] expected, Evaluation actual) {
    for (int a = 0; a < expected.length; a++) {
      for (int p = 0; p < expected.length; p++) {
        assertEquals(expected[a][p], actual.getConfusionMatrix().getCount(a, p));
      }
    }
    int all = Arrays.stream(expected).flatMapToInt(Arrays::stream).sum();
    assertEquals(all, actual.getNumRowCounter());
    assertEquals((double) (expected[0][0] + expected[1][1]) / all, actual.accuracy(), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void figuresAreThoseOfACountByHand(Case which) {
    Net net = net(which);
    DataSet one = data(which, 5);
    DataSet two = data(which, 6);
    Evaluation counted = evaluate(net, iterator(one, two), new Evaluation());
    assertCounts(byHand(net, which, one, two), counted);
    if (which.format == RNNFormat.NCW && !which.indices) {
      Evaluation dl4js = dl4j(net, iterator(one, two), new Evaluation());
      assertEquals(dl4js.getConfusionMatrix(), counted.getConfusionMatrix());
    }
  }

  private static <T extends IEvaluation<?>> T dl4j(Net net, DataSetIterator data, T into) {
    if (net.model() instanceof ComputationGraph graph) {
      graph.doEvaluation(data, into);
    } else {
      ((MultiLayerNetwork) net.model()).doEvaluation(data, into);
    }
    return into;
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyEvaluationOfDl4jsCountsTheSameInBothLayouts(Kind kind) {
    for (Mask mask : Mask.values()) {
      Case ncw = new Case(kind, RNNFormat.NCW, mask, false, true);
      DataSet a = data(ncw, 5);
      Net net = net(ncw);
      double mse = dl4j(net, iterator(a), new RegressionEvaluation()).meanSquaredError(0);
      double auc = dl4j(net, iterator(a), new ROCMultiClass()).calculateAUC(1);
      int positives = dl4j(net, iterator(a), new EvaluationBinary()).truePositives(1);
      for (RNNFormat format : RNNFormat.values()) {
        for (boolean indices : new boolean[] {false, true}) {
          Case which = new Case(kind, format, mask, indices, true);
          Net same = net(which);
          same.model().setParams(net.params());
          DataSet b = data(which, 5);
          assertEquals(
              mse,
              evaluate(same, iterator(b), new RegressionEvaluation()).meanSquaredError(0),
              1e-9);
          assertEquals(auc, evaluate(same, iterator(b), new ROCMultiClass()).calculateAUC(1), 1e-9);
          assertEquals(
              positives, evaluate(same, iterator(b), new EvaluationBinary()).truePositives(1));
        }
      }
    }
  }

  @Test
  void aMaskOfElementsReachesEvaluationsThatKnowIt() {
    for (RNNFormat format : RNNFormat.values()) {
      Case which = new Case(Kind.MULTI_LAYER, format, Mask.NONE, false, false);
      Net net = net(which);
      DataSet data = data(which, 5);
      INDArray ncwMask = Nd4j.ones(DataType.DOUBLE, 3, Sequences.CLASSES, STEPS);
      ncwMask.putScalar(new int[] {1, 0, 3}, 0);
      ncwMask.putScalar(new int[] {2, 0, 4}, 0);
      ncwMask.putScalar(new int[] {2, 1, 4}, 0);
      data.setLabelsMaskArray(ncwMask);
      EvaluationBinary counted = evaluate(net, iterator(data), new EvaluationBinary());
      assertEquals(3 * STEPS - 2, counted.totalCount(0));
      assertEquals(3 * STEPS - 1, counted.totalCount(1));
    }
  }

  @Test
  void aGraphsOutputsAreEvaluatedEachByItsOwn() {
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(4)
            .dataType(DataType.DOUBLE)
            .graphBuilder()
            .addInputs("in")
            .addLayer("rnn", new VanillaRnn.Builder().nOut(4).build(), "in")
            .addLayer("a", StackTest.output(), "rnn")
            .addLayer(
                "b",
                new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(Sequences.CLASSES)
                    .build(),
                "rnn")
            .setOutputs("a", "b")
            .setInputTypes(InputType.recurrent(Sequences.N_IN, RNNFormat.NWC));
    ComputationGraph graph = new ComputationGraph(builder.build());
    graph.init();
    DataSet data = Sequences.labelled(3, STEPS, Mask.NONE, RNNFormat.NWC, 5);
    INDArray mask = Sequences.mask(3, STEPS, Mask.RAGGED);
    MultiDataSet both =
        new MultiDataSet(
            new INDArray[] {data.getFeatures()},
            new INDArray[] {data.getLabels(), indices(data.getLabels(), RNNFormat.NWC)},
            null,
            new INDArray[] {null, mask});
    Evaluation a = new Evaluation();
    Evaluation b = new Evaluation();
    SequenceEvaluation.evaluate(graph, single(both), Map.of(0, List.of(a), 1, List.of(b)));
    assertEquals(3 * STEPS, a.getNumRowCounter());
    assertEquals(mask.sumNumber().intValue(), b.getNumRowCounter());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    SequenceEvaluation.evaluate(
                        graph, single(both), Map.of(2, List.of(new Evaluation()))))
            .getMessage();
    assertTrue(message.contains("no output 2"), message);
  }

  @Test
  void oneLabelASequenceIsDl4jsEvaluation() {
    for (RNNFormat format : RNNFormat.values()) {
      Net net =
          net(
              Kind.MULTI_LAYER,
              format,
              new LastTimeStep(new VanillaRnn.Builder().nOut(4).dataFormat(format).build()),
              new OutputLayer.Builder()
                  .nOut(Sequences.CLASSES)
                  .activation(Activation.SOFTMAX)
                  .build());
      DataSet data = Sequences.withOneLabel(3, STEPS, Mask.NONE, format);
      Evaluation ours = evaluate(net, iterator(data), new Evaluation());
      // DL4J's own evaluation of such a network is right in NWC, too, and let through.
      Evaluation theirs = dl4j(net, iterator(data), new Evaluation());
      assertEquals(theirs.getConfusionMatrix(), ours.getConfusionMatrix());
      assertEquals(3, ours.getNumRowCounter());
    }
  }

  private static SymbolSequenceIterator characters() {
    return SymbolSequenceIterator.builder("abcabbcaabcacbabcabcabaac", "abc")
        .streams(2)
        .timeSteps(5)
        .build();
  }

  private static Net characterNet(Kind kind) {
    NeuralNetConfiguration.Builder global = new NeuralNetConfiguration.Builder().seed(12);
    return Net.of(
        kind,
        global,
        InputType.recurrent(1),
        new VanillaRnn.Builder().nIn(3).nOut(8).indexInput(true).build(),
        new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nOut(3).build());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void indicesInAndOutAreEvaluatedByDl4jAndByUs(Kind kind) {
    Net net = characterNet(kind);
    net.fit(characters());
    int[][] counts = new int[3][3];
    SymbolSequenceIterator data = characters();
    while (data.hasNext()) {
      DataSet batch = data.next();
      assertEquals(1, batch.getLabels().size(1), "indices but for evaluations");
      INDArray out = net.output(new DataSet(batch.getFeatures(), null));
      for (int i = 0; i < 2; i++) {
        for (int t = 0; t < out.size(2); t++) {
          int best = 0;
          for (int j = 1; j < 3; j++) {
            best = out.getDouble(i, j, t) > out.getDouble(i, best, t) ? j : best;
          }
          counts[batch.getLabels().getInt(i, 0, t)][best]++;
        }
      }
    }
    Evaluation theirs =
        net.model() instanceof ComputationGraph graph
            ? graph.evaluate(characters())
            : ((MultiLayerNetwork) net.model()).evaluate(characters());
    for (Evaluation each : List.of(theirs, evaluate(net, characters(), new Evaluation()))) {
      for (int a = 0; a < 3; a++) {
        for (int p = 0; p < 3; p++) {
          assertEquals(counts[a][p], each.getConfusionMatrix().getCount(a, p));
        }
      }
    }
    double auc = evaluate(net, characters(), new ROCMultiClass(0)).calculateAUC(1);
    assertEquals(auc, dl4j(net, characters(), new ROCMultiClass(0)).calculateAUC(1), 1e-9);
    double error = evaluate(net, characters(), new RegressionEvaluation()).meanSquaredError(2);
    assertEquals(
        error, dl4j(net, characters(), new RegressionEvaluation()).meanSquaredError(2), 1e-9);
  }

  @Test
  void indicesWithoutADimensionOfOneAreEvaluatedToo() {
    Net net = characterNet(Kind.MULTI_LAYER);
    DataSet batch = characters().next();
    Evaluation expected = evaluate(net, iterator(batch), new Evaluation());
    DataSet matrix =
        new DataSet(batch.getFeatures().reshape(2, 5), batch.getLabels().castTo(DataType.INT));
    Evaluation actual = evaluate(net, iterator(matrix), new Evaluation());
    assertEquals(expected.getConfusionMatrix(), actual.getConfusionMatrix());
    assertEquals(10, actual.getNumRowCounter());
  }

  /** Every way of DL4J's to a figure of a network's. */
  private static List<BiConsumer<MultiLayerNetwork, DataSet>> waysOfLayers() {
    return List.of(
        (net, data) -> net.evaluate(iterator(data)),
        (net, data) -> net.evaluateRegression(new WithOutcomes(data)),
        (net, data) -> net.evaluateROC(iterator(data), 10),
        (net, data) -> net.evaluateROCMultiClass(iterator(data), 10),
        (net, data) -> net.doEvaluation(iterator(data), new EvaluationBinary()),
        (net, data) -> net.f1Score(data.getFeatures(), data.getLabels()),
        (net, data) -> listened(new EvaluativeListener(iterator(data), 1), net),
        (net, data) ->
            listened(
                new EvaluativeListener(data, 1, InvocationType.ITERATION_END, new Evaluation()),
                net));
  }

  private static void listened(EvaluativeListener listener, Model net) {
    listener.iterationDone(net, 1, 0);
  }

  private static List<BiConsumer<ComputationGraph, DataSet>> waysOfGraphs() {
    return List.of(
        (net, data) -> net.evaluate(iterator(data)),
        (net, data) -> net.evaluateRegression(iterator(data)),
        (net, data) -> net.evaluateROC(iterator(data), 10),
        (net, data) -> net.evaluateROCMultiClass(iterator(data), 10),
        (net, data) -> net.evaluate(single(data.toMultiDataSet())),
        (net, data) -> net.doEvaluation(iterator(data), new EvaluationBinary()),
        (net, data) ->
            listened(
                new EvaluativeListener(data, 1, InvocationType.ITERATION_END, new Evaluation()),
                net),
        (net, data) ->
            net.evaluate(iterator(data), Map.of(0, new IEvaluation[] {new Evaluation()})));
  }

  @Test
  void dl4jsEvaluationOfNwcIsRefusedWithTheWayOut() {
    Layer ours = new VanillaRnn.Builder().nOut(4).dataFormat(RNNFormat.NWC).build();
    Layer lstm = new LSTM.Builder().nOut(4).dataFormat(RNNFormat.NWC).build();
    RnnOutputLayer.Builder fused = new FusedRnnOutputLayer.Builder(LossFunction.MCXENT);
    fused.nOut(Sequences.CLASSES).dataFormat(RNNFormat.NWC);
    DataSet data = Sequences.labelled(3, STEPS, Mask.RAGGED, RNNFormat.NWC, 5);
    for (Layer[] layers :
        new Layer[][] {{ours, StackTest.output()}, {ours, ours}, {lstm, fused.build()}}) {
      if (layers[1] == ours) {
        layers = new Layer[] {ours, ours, StackTest.output()};
      }
      MultiLayerNetwork net =
          (MultiLayerNetwork) net(Kind.MULTI_LAYER, RNNFormat.NWC, layers).model();
      for (var way : waysOfLayers()) {
        assertRefused(() -> way.accept(net, data));
      }
      ComputationGraph graph = (ComputationGraph) net(Kind.GRAPH, RNNFormat.NWC, layers).model();
      for (var way : waysOfGraphs()) {
        assertRefused(() -> way.accept(graph, data));
      }
      net.output(data.getFeatures());
      graph.output(data.getFeatures());
      net.score(data);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void evaluationInSegmentsIsTheSameForIndicesAndRefusedForNwc(Kind kind) {
    NeuralNetConfiguration.Builder global = new NeuralNetConfiguration.Builder().seed(12);
    Layer[] layers = {
      new VanillaRnn.Builder().nIn(3).nOut(8).indexInput(true).build(),
      new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nOut(3).build()
    };
    Net segments = Net.of(kind, global, InputType.recurrent(1), 2, layers);
    Evaluation expected = evaluate(segments, characters(), new Evaluation());
    Evaluation actual = dl4j(segments, characters(), new Evaluation());
    assertEquals(expected.getConfusionMatrix(), actual.getConfusionMatrix());

    Net nwc =
        Net.of(
            kind,
            global.dataType(DataType.DOUBLE),
            InputType.recurrent(Sequences.N_IN, RNNFormat.NWC),
            STEPS,
            new VanillaRnn.Builder().nOut(4).dataFormat(RNNFormat.NWC).build(),
            layers[1]);
    // DL4J cuts the last dimension, and gets to the layers where features and labels have one size.
    INDArray x = Sequences.uniform(5, 3, STEPS, 3);
    DataSet data = new DataSet(x, x.gt(0).castTo(DataType.DOUBLE));
    assertRefused(() -> dl4j(nwc, iterator(data), new Evaluation()));
  }

  private static void assertRefused(Runnable evaluation) {
    String message = assertThrows(IllegalStateException.class, evaluation::run).getMessage();
    assertTrue(message.contains("SequenceEvaluation.evaluate(network, data"), message);
  }

  @Test
  void dl4jsEvaluationOfNcwIsAsItWas() {
    DataSet data = Sequences.labelled(3, STEPS, Mask.RAGGED);
    Case which = new Case(Kind.MULTI_LAYER, RNNFormat.NCW, Mask.RAGGED, false, true);
    Net net = net(which);
    for (var way : waysOfLayers()) {
      if (way != waysOfLayers().get(5)) {
        way.accept((MultiLayerNetwork) net.model(), data);
      }
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Case which = new Case(Kind.MULTI_LAYER, RNNFormat.NWC, Mask.NONE, false, true);
    DataSet good = data(which, 5);
    INDArray one = indices(good.getLabels(), RNNFormat.NWC);
    assertNamed(which, one.permute(0, 2, 1), null, "[3, 1, 7]", "[3, 7, 2] in NWC", "[3, 7, 1]");
    assertNamed(which, Nd4j.zeros(DataType.DOUBLE, 3, 8, 2), null, "[3, 8, 2]");
    assertNamed(which, Nd4j.zeros(DataType.DOUBLE, 3, 2), null, "[3, 2]");
    for (double bad : new double[] {2, -1, 0.5, Double.NaN}) {
      INDArray labels = one.dup();
      labels.putScalar(new int[] {1, 4, 0}, bad);
      assertNamed(which, labels, null, "Label " + bad, "row 11", "(1)");
    }
    INDArray nan = good.getLabels().dup();
    nan.putScalar(new int[] {1, 4, 0}, Double.NaN);
    assertNamed(which, nan, null, "NaN");
    INDArray none = good.getLabels().dup();
    none.putScalar(new int[] {1, 4, 0}, 0).putScalar(new int[] {1, 4, 1}, 0);
    assertNamed(which, none, null, "row 11", "no class", "mask");
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 3, STEPS);
    assertNamed(which, one, mask.permute(1, 0), "[7, 3]", "[3, 7]");
    assertNamed(which, one, mask.mul(0.5), "0.5");
    mask.putScalar(1, 4, 0);
    Net net = net(which);
    DataSet masked = new DataSet(good.getFeatures(), nan, null, mask);
    assertEquals(
        3 * STEPS - 1, evaluate(net, iterator(masked), new Evaluation()).getNumRowCounter());
  }

  private static void assertNamed(Case which, INDArray labels, INDArray mask, String... parts) {
    DataSet data = new DataSet(data(which, 5).getFeatures(), labels, null, mask);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> evaluate(net(which), iterator(data), new Evaluation()))
            .getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
  }

  @Test
  void nanInTheOutputAndNoDataAtAllAreNamed() {
    Case which = new Case(Kind.MULTI_LAYER, RNNFormat.NWC, Mask.NONE, false, false);
    Net net = net(which);
    DataSet data = data(which, 5);
    data.getFeatures().putScalar(0, Double.NaN);
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> evaluate(net, iterator(data), new RegressionEvaluation()))
            .getMessage();
    assertTrue(message.contains("NaN"), message);
    message =
        assertThrows(
                IllegalArgumentException.class, () -> evaluate(net, iterator(), new Evaluation()))
            .getMessage();
    assertTrue(message.contains("no minibatch"), message);
  }

  /** DL4J asks for the number of columns. */
  private static final class WithOutcomes extends ExistingDataSetIterator {
    WithOutcomes(DataSet data) {
      super(List.of(data));
    }

    @Override
    public int totalOutcomes() {
      return Sequences.CLASSES;
    }
  }
}
