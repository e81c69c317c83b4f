package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.dl4j.Numbers.assertGradientIsExact;
import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import io.github.tbptt4j.internal.layer.FusedRnnOutputImpl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.ConstantDistribution;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.weightnoise.WeightNoise;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The fused output layer in networks. */
class FusedRnnOutputLayerTest {
  private static final int HIDDEN = 4;

  /** A setting of the output layer's builder. */
  record Setting(String name, Consumer<RnnOutputLayer.Builder> set) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Setting> settings() {
    return Stream.of(
        new Setting("plain", b -> {}),
        new Setting("l1 and l2", b -> b.l1(0.02).l2(0.1).l2Bias(0.1)),
        new Setting("dropout", b -> b.dropOut(new Halving())),
        new Setting(
            "weight noise", b -> b.weightNoise(new WeightNoise(new ConstantDistribution(0.2)))),
        new Setting("constraint", b -> b.constrainWeights(new MaxNormConstraint(0.5, 1))),
        new Setting("NLL", b -> b.lossFunction(LossFunction.NEGATIVELOGLIKELIHOOD)),
        new Setting("MSE", b -> b.lossFunction(LossFunction.MSE)));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("settings")
  void trainsAsRnnOutputLayerDoes(Setting setting) {
    for (Kind kind : Kind.values()) {
      assertTrainsTheSame(setting, kind, 0, Mask.NONE, RNNFormat.NCW);
      assertTrainsTheSame(setting, kind, 4, Mask.HOLES, RNNFormat.NCW);
      assertTrainsTheSame(setting, kind, 0, Mask.RAGGED, RNNFormat.NWC);
    }
  }

  private static void assertTrainsTheSame(
      Setting setting, Kind kind, int segment, Mask mask, RNNFormat format) {
    Net theirs = net(kind, segment, format, hidden(), with(setting, theirOutput()));
    Net ours = net(kind, segment, format, hidden(), with(setting, ourOutput()));
    for (int i = 0; i < 3; i++) {
      DataSet data = Sequences.labelled(3, 10, mask, format, 5 + i);
      theirs.fit(data);
      ours.fit(data);
    }
    assertClose(theirs.params(), ours.params(), 1e-9);
    DataSet test = Sequences.labelled(3, 10, mask, format, 99);
    assertClose(theirs.output(test), ours.output(test), 1e-9);
    assertEquals(theirs.score(test, false), ours.score(test, false), 1e-9);
    if (setting.name.equals("dropout") || setting.name.equals("weight noise")) {
      return; // DL4J computes the step's score a second time, with other noise
    }
    assertEquals(theirs.model().score(), ours.model().score(), 1e-9);
  }

  @ParameterizedTest
  @EnumSource(Mask.class)
  void theGradientIsExact(Mask mask) {
    for (Kind kind : Kind.values()) {
      for (RNNFormat format : RNNFormat.values()) {
        Net net = net(kind, 0, format, hidden(), ourOutput().build());
        assertGradientIsExact(net, Sequences.labelled(3, 9, mask, format, 5));
      }
    }
  }

  @Test
  void worksAboveAnyLayer() {
    Layer lstm = new LSTM.Builder().nOut(HIDDEN).build();
    Net theirs = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, lstm, theirOutput().build());
    Net ours = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, lstm, ourOutput().build());
    DataSet data = Sequences.labelled(3, 9, Mask.HOLES);
    assertClose(theirs.gradient(data), ours.gradient(data), 1e-10);
  }

  @Test
  void indicesTrainAsOneHotLabelsDo() {
    for (Kind kind : Kind.values()) {
      for (Mask mask : Mask.values()) {
        for (RNNFormat format : RNNFormat.values()) {
          DataSet dense = Sequences.labelled(3, 9, mask, format, 5);
          DataSet sparse = indices(dense, format);
          Net a = net(kind, 0, format, hidden(), ourOutput().build());
          Net b = net(kind, 0, format, hidden(), ourOutput().build());
          Layer sparseLoss = ourOutput().lossFunction(LossFunction.SPARSE_MCXENT).build();
          Net c = net(kind, 0, format, hidden(), sparseLoss);
          a.fit(dense);
          b.fit(sparse);
          c.fit(sparse);
          assertIdentical(a.params(), b.params());
          assertIdentical(a.params(), c.params());
          assertEquals(a.score(dense, false), b.score(sparse, false), 1e-12);
        }
      }
    }
  }

  @Test
  void integersAreIndicesToo() {
    DataSet dense = Sequences.labelled(3, 9, Mask.NONE);
    DataSet sparse = indices(dense, RNNFormat.NCW);
    Net net = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, hidden(), ourOutput().build());
    double expected = net.score(dense, false);
    for (DataType type : List.of(DataType.INT, DataType.LONG, DataType.UINT8, DataType.FLOAT)) {
      DataSet cast = new DataSet(sparse.getFeatures(), sparse.getLabels().castTo(type));
      assertEquals(expected, net.score(cast, false), 1e-12);
    }
  }

  @Test
  void aStepLeftOutByTheMaskMayHaveAnyIndex() {
    DataSet sparse = indices(Sequences.labelled(3, 9, Mask.RAGGED), RNNFormat.NCW);
    Net net = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, hidden(), ourOutput().build());
    double expected = net.score(sparse, false);
    sparse.getLabels().putScalar(new int[] {2, 0, 8}, -1);
    assertEquals(expected, net.score(sparse, false));
  }

  @Test
  void evaluationIsDl4js() {
    DataSet data = Sequences.labelled(5, 12, Mask.RAGGED);
    Net theirs = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, hidden(), theirOutput().build());
    Net ours = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, hidden(), ourOutput().build());
    var iterator = new ListDataSetIterator<>(List.of(data));
    var expected = ((MultiLayerNetwork) theirs.model()).evaluate(iterator);
    iterator.reset();
    var actual = ((MultiLayerNetwork) ours.model()).evaluate(iterator);
    assertEquals(expected.getConfusion(), actual.getConfusion());
    assertTrue(actual.getNumRowCounter() > 0);
  }

  @Test
  void aLayersOwnInputIsNotChangedByDropout() {
    DataSet data = Sequences.labelled(3, 9, Mask.NONE);
    Layer output = ourOutput().dropOut(new Halving()).build();
    Net net = net(Kind.GRAPH, 0, RNNFormat.NCW, hidden(), output);
    net.differentiate(data);
    double[] first = net.gradient(data);
    assertClose(first, net.gradient(data), 0.0);
  }

  @Test
  void workspacesMakeNoDifference() {
    INDArray[] params = new INDArray[2];
    for (WorkspaceMode mode : new WorkspaceMode[] {WorkspaceMode.NONE, WorkspaceMode.ENABLED}) {
      NeuralNetConfiguration.Builder global =
          global().trainingWorkspaceMode(mode).inferenceWorkspaceMode(mode);
      Net net =
          Net.of(
              Kind.MULTI_LAYER,
              global,
              InputType.recurrent(Sequences.N_IN),
              hidden(),
              ourOutput().build());
      for (int i = 0; i < 5; i++) {
        DataSet data = Sequences.labelled(2 + i, 7 + i, Mask.RAGGED);
        net.fit(data);
        net.output(data);
        net.score(data, false);
      }
      params[mode == WorkspaceMode.NONE ? 0 : 1] = net.params();
    }
    assertIdentical(params[0], params[1]);
  }

  @Test
  void survivesJsonAndFiles() throws IOException {
    FusedRnnOutputLayer layer =
        (FusedRnnOutputLayer)
            ourOutput()
                .name("out")
                .nIn(HIDDEN)
                .l2(0.1)
                .dropOut(0.7)
                .weightInit(WeightInit.RELU)
                .biasInit(0.3)
                .hasBias(true)
                .updater(new Adam(0.1))
                .constrainWeights(new MaxNormConstraint(0.5, 1))
                .build();
    assertEquals(layer, layer.clone());
    assertEquals(layer.hashCode(), layer.clone().hashCode());
    assertNotEquals(layer, ourOutput().build());
    Net net = net(Kind.MULTI_LAYER, 0, RNNFormat.NWC, hidden(), layer);
    MultiLayerNetwork network = (MultiLayerNetwork) net.model();
    MultiLayerConfiguration conf = network.getLayerWiseConfigurations();
    assertEquals(conf, MultiLayerConfiguration.fromJson(conf.toJson()));
    assertEquals(conf, MultiLayerConfiguration.fromYaml(conf.toYaml()));

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataSet data = Sequences.labelled(3, 9, Mask.RAGGED, RNNFormat.NWC, 5);
    net.fit(data);
    ModelSerializer.writeModel(network, bytes, true);
    MultiLayerNetwork restored =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes.toByteArray()));
    assertInstanceOf(FusedRnnOutputImpl.class, restored.getOutputLayer());
    assertEquals(network.score(data), restored.score(data));
    for (MultiLayerNetwork each : List.of(network, restored)) {
      Nd4j.getRandom().setSeed(5); // of the dropout
      each.fit(data);
    }
    assertIdentical(
        network.getUpdater().getStateViewArray(), restored.getUpdater().getStateViewArray());
  }

  @Test
  void theConfigurationIsDl4jsWithAnotherClass() {
    RnnOutputLayer theirs =
        theirOutput().dataFormat(RNNFormat.NWC).name("out").nIn(3).l1(0.2).dropOut(0.4).build();
    FusedRnnOutputLayer ours = FusedRnnOutputLayer.from(theirs);
    assertEquals(theirs.toString(), ours.toString().substring("Fused".length()));
    assertNotEquals(theirs, ours);
    assertNotEquals(ours, theirs);
    theirs.setNOut(77);
    assertNotEquals(77, ours.getNOut());
  }

  @Test
  void transferLearningChangesItsSize() {
    Net net = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, hidden(), ourOutput().build());
    MultiLayerNetwork changed =
        new TransferLearning.Builder((MultiLayerNetwork) net.model())
            .nOutReplace(1, 7, WeightInit.XAVIER)
            .build();
    assertInstanceOf(FusedRnnOutputImpl.class, changed.getOutputLayer());
    assertEquals(7, changed.output(Sequences.features(2, 5, 1)).size(1));
  }

  @Test
  void itsMemoryIsThatOfDl4jsLayer() {
    InputType input = InputType.recurrent(HIDDEN, 20);
    Layer theirs = theirOutput().nIn(HIDDEN).updater(new Adam(0.1)).build();
    Layer ours = ourOutput().nIn(HIDDEN).updater(new Adam(0.1)).build();
    assertEquals(theirs.getMemoryReport(input), ours.getMemoryReport(input));
  }

  @Test
  void theTrainerTakesItForRnnOutputLayer() {
    for (Kind kind : Kind.values()) {
      for (int[] k : new int[][] {{3, 3}, {2, 5}, {4, 20}}) {
        for (Mask mask : List.of(Mask.NONE, Mask.RAGGED)) {
          Net theirs = net(kind, 0, RNNFormat.NCW, hidden(), theirOutput().l2(0.1).build());
          Net ours = net(kind, 0, RNNFormat.NCW, hidden(), ourOutput().l2(0.1).build());
          Net sparse = net(kind, 0, RNNFormat.NCW, hidden(), ourOutput().l2(0.1).build());
          DataSet data = Sequences.labelled(3, 11, mask);
          double expected = train(theirs, k, data);
          assertEquals(expected, train(ours, k, data), 1e-9);
          assertEquals(expected, train(sparse, k, indices(data, RNNFormat.NCW)), 1e-9);
          assertClose(theirs.params(), ours.params(), 1e-9);
          assertClose(theirs.params(), sparse.params(), 1e-9);
        }
      }
    }
  }

  @Test
  void aFrozenOutputLayerPassesErrorsOn() {
    Net theirs =
        net(
            Kind.GRAPH,
            0,
            RNNFormat.NCW,
            hidden(),
            new FrozenLayerWithBackprop(theirOutput().build()));
    Net ours =
        net(
            Kind.GRAPH,
            0,
            RNNFormat.NCW,
            hidden(),
            new FrozenLayerWithBackprop(ourOutput().build()));
    DataSet data = Sequences.labelled(3, 11, Mask.RAGGED);
    assertEquals(train(theirs, new int[] {3, 5}, data), train(ours, new int[] {3, 5}, data), 1e-9);
    assertClose(theirs.params(), ours.params(), 1e-9);
  }

  @Test
  void badLabelsAreNamed() {
    Net net = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, hidden(), ourOutput().build());
    DataSet good = Sequences.labelled(3, 9, Mask.NONE);
    INDArray index = indices(good, RNNFormat.NCW).getLabels();
    assertRefused(net, good, Nd4j.ones(DataType.DOUBLE, 3, 2, 8), "[3, 2, 8]", "9 time steps");
    assertRefused(net, good, Nd4j.ones(DataType.DOUBLE, 2, 2, 9), "[2, 2, 9]", "3 examples");
    assertRefused(net, good, Nd4j.ones(DataType.DOUBLE, 3, 5, 9), "[3, 5, 9]", "nOut is 2");
    assertRefused(net, good, Nd4j.ones(DataType.DOUBLE, 3, 2), "[3, 2]");
    for (double bad : new double[] {2, -1, 0.5, Double.NaN, 1e12}) {
      INDArray labels = index.dup();
      labels.putScalar(new int[] {1, 0, 4}, bad);
      assertRefused(net, good, labels, "Label " + bad, "example 1", "time step 4", "(1)");
    }
  }

  @Test
  void aMaskOfAnotherLengthIsNamed() {
    Net net = net(Kind.MULTI_LAYER, 0, RNNFormat.NCW, hidden(), ourOutput().build());
    DataSet data = Sequences.labelled(3, 9, Mask.NONE);
    data.setLabelsMaskArray(Nd4j.ones(DataType.DOUBLE, 3, 8));
    String message =
        assertThrows(IllegalArgumentException.class, () -> net.score(data, false)).getMessage();
    assertTrue(message.contains("[3, 8]") && message.contains("9 time steps"), message);
  }

  private static void assertRefused(Net net, DataSet good, INDArray labels, String... parts) {
    DataSet data = new DataSet(good.getFeatures(), labels);
    INDArray before = net.params().dup();
    String message =
        assertThrows(IllegalArgumentException.class, () -> net.differentiate(data)).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertIdentical(before, net.params());
    net.fit(good); // still usable
    net.params().assign(before);
  }

  private static double train(Net net, int[] k, DataSet data) {
    TruncatedBpttTrainer.Builder trainer =
        net.model() instanceof ComputationGraph graph
            ? TruncatedBpttTrainer.builder(graph)
            : TruncatedBpttTrainer.builder((MultiLayerNetwork) net.model());
    return trainer
        .truncation(TruncatedBptt.of(k[0], k[1]))
        .build()
        .fit(new ListDataSetIterator<>(List.of(data)), 2)
        .loss();
  }

  private static DataSet indices(DataSet dense, RNNFormat format) {
    int dimension = format == RNNFormat.NWC ? 2 : 1;
    INDArray labels = dense.getLabels().argMax(dimension).castTo(DataType.DOUBLE);
    long[] shape = dense.getLabels().shape().clone();
    shape[dimension] = 1;
    return new DataSet(
        dense.getFeatures(),
        labels.reshape(shape),
        dense.getFeaturesMaskArray(),
        dense.getLabelsMaskArray());
  }

  private static NeuralNetConfiguration.Builder global() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .updater(new Adam(0.02));
  }

  private static Net net(Kind kind, int segment, RNNFormat format, Layer... layers) {
    return Net.of(kind, global(), InputType.recurrent(Sequences.N_IN, format), segment, layers);
  }

  private static Layer hidden() {
    return new VanillaRnn.Builder().nOut(HIDDEN).build();
  }

  private static RnnOutputLayer.Builder theirOutput() {
    return new RnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(Sequences.CLASSES)
        .activation(Activation.SOFTMAX);
  }

  private static RnnOutputLayer.Builder ourOutput() {
    return new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
        .nOut(Sequences.CLASSES)
        .activation(Activation.SOFTMAX);
  }

  private static Layer with(Setting setting, RnnOutputLayer.Builder builder) {
    setting.set.accept(builder);
    return builder.build();
  }

  /** A dropout without chance: half of everything. */
  public static final class Halving implements IDropout {
    private static final long serialVersionUID = 1L;

    @Override
    public INDArray applyDropout(
        INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr mgr) {
      return input.muli(0.5, result);
    }

    @Override
    public INDArray backprop(INDArray above, INDArray below, int iteration, int epoch) {
      return above.muli(0.5, below);
    }

    @Override
    public void clear() {}

    @Override
    public IDropout clone() {
      return this;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Halving;
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }
}
