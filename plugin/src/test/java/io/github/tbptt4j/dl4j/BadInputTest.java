package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Wrong values get an exception that names them, and leave the parameters as they were. */
class BadInputTest {

  private static NeuralNetConfiguration.Builder global() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .dataType(DataType.DOUBLE)
        .updater(new Adam(0.05));
  }

  private static Net net(Kind kind, int segment) {
    return Net.of(
        kind,
        global(),
        InputType.recurrent(Sequences.N_IN),
        segment,
        new VanillaRnn.Builder().name("rnn").nOut(4).truncation(2, 5).build(),
        StackTest.output());
  }

  private static String message(Class<? extends Exception> type, Executable action) {
    return assertThrows(type, action).getMessage();
  }

  private static void assertNames(String message, String... parts) {
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "\"" + part + "\" is not in: " + message);
    }
  }

  /** Fitting fails, naming the values; parameters stay, and a proper minibatch can follow. */
  private static void assertRejected(
      Net net, Class<? extends Exception> type, DataSet bad, String... parts) {
    INDArray before = net.params().dup();
    assertNames(message(type, () -> net.fit(bad)), parts);
    assertIdentical(before, net.params(), "parameters");

    Net fresh = Net.around(copy(net));
    DataSet good = Sequences.labelled(3, 6, Mask.RAGGED);
    net.fit(good);
    fresh.fit(good);
    assertIdentical(fresh.params(), net.params(), "usable afterwards");
  }

  private static Model copy(Net net) {
    return net.model() instanceof ComputationGraph graph
        ? graph.clone()
        : ((MultiLayerNetwork) net.model()).clone();
  }

  @Test
  void k1AndK2BelowOneAreNamed() {
    VanillaRnn.Builder builder = new VanillaRnn.Builder();
    Class<IllegalArgumentException> type = IllegalArgumentException.class;
    assertEquals("k1 (0) must be at least 1.", message(type, () -> builder.truncation(0, 5)));
    assertEquals("k2 (-3) must be at least 1.", message(type, () -> builder.truncation(4, -3)));
    assertEquals(
        "k2 (0) must be at least 1.",
        message(type, () -> builder.truncation(TruncatedBptt.backward(0))));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY})
  void thresholdsThatAreNotPositiveAndFiniteAreNamed(double value) {
    VanillaRnn.Builder builder = new VanillaRnn.Builder();
    Class<IllegalArgumentException> type = IllegalArgumentException.class;
    assertNames(
        message(type, () -> builder.clipGradientValue(value)), "clipGradientValue (" + value);
    assertNames(message(type, () -> builder.clipGradientNorm(value)), "clipGradientNorm (" + value);
    assertNames(
        message(type, () -> builder.clipErrorPerTimeStep(value)), "clipErrorPerTimeStep (" + value);
  }

  @Test
  void twoClippingsConflictWhenTheLayerIsBuilt() {
    Class<IllegalArgumentException> type = IllegalArgumentException.class;
    assertNames(
        message(type, () -> new VanillaRnn.Builder().clipGradientNorm(1.0).clipGradientValue(1.0)),
        "ClipL2PerLayer",
        "ClipElementWiseAbsoluteValue");
    assertNames(
        message(
            type,
            () ->
                new VanillaRnn.Builder()
                    .nOut(2)
                    .clipGradientNorm(1.0)
                    .clipErrorPerTimeStep(0.5)
                    .build()),
        "0.5",
        "ClipL2PerLayer");
    assertNames(
        message(
            type,
            () ->
                new VanillaRnn.Builder()
                    .nOut(2)
                    .clipGradientNorm(1.0)
                    .gradientNormalization(GradientNormalization.RenormalizeL2PerLayer)
                    .build()),
        "RenormalizeL2PerLayer",
        "ClipL2PerLayer");
  }

  @Test
  void clippingByNameConflictsWithDl4jsInAnyOrder() {
    VanillaRnn.Builder builder =
        new VanillaRnn.Builder().gradientNormalization(GradientNormalization.ClipL2PerLayer);
    assertNames(
        message(IllegalArgumentException.class, () -> builder.clipGradientValue(1.0)),
        "ClipL2PerLayer",
        "ClipElementWiseAbsoluteValue");
  }

  @Test
  void wrongValuesInJsonAreNamedWhenTheNetworkIsInitialised() {
    VanillaRnn rnn = new VanillaRnn.Builder().name("rnn").nOut(4).clipErrorPerTimeStep(2).build();
    String json =
        global()
            .list()
            .layer(rnn)
            .layer(StackTest.output())
            .setInputType(InputType.recurrent(3))
            .build()
            .toJson();
    String negative = json.replace("\"errorClip\" : 2.0", "\"errorClip\" : -1.0");
    assertNames(
        message(IllegalArgumentException.class, () -> network(negative).init()),
        "errorClip (-1.0)");
    String without = json.replaceAll("\"truncatedBptt\" : \\{[^}]*\\}", "\"truncatedBptt\" : null");
    assertNames(
        message(IllegalStateException.class, () -> network(without).init()),
        "truncatedBptt null",
        "rnn");
  }

  private static MultiLayerNetwork network(String json) {
    return new MultiLayerNetwork(MultiLayerConfiguration.fromJson(json));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void globalClippingConflictsWithTheLayersWhenTheNetworkIsInitialised(Kind kind) {
    VanillaRnn rnn =
        new VanillaRnn.Builder().name("rnn").nOut(4).clipErrorPerTimeStep(0.25).build();
    NeuralNetConfiguration.Builder global =
        global().gradientNormalization(GradientNormalization.ClipL2PerLayer);
    String message =
        message(
            IllegalStateException.class,
            () -> Net.of(kind, global, InputType.recurrent(3), rnn, StackTest.output()));
    assertNames(message, "0.25", "ClipL2PerLayer", "Layer \"");
  }

  @Test
  void activationWithoutAKnownGradientOverTimeIsRejected() {
    VanillaRnn.Builder builder = new VanillaRnn.Builder().nOut(4).activation(Activation.RRELU);
    assertNames(message(IllegalArgumentException.class, builder::build), "rrelu", "leakyrelu");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void dataOfRank2IsRejected(Kind kind) {
    DataSet bad = new DataSet(Sequences.uniform(1, 3, 3), Sequences.uniform(1, 3, 2));
    assertRejected(
        net(kind, 0), IllegalArgumentException.class, bad, "[3, 3]", "time steps", "layer name");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void otherInputSizeIsRejected(Kind kind) {
    DataSet bad =
        new DataSet(Sequences.uniform(1, 3, 5, 6), Sequences.labelled(3, 6, Mask.NONE).getLabels());
    assertRejected(
        net(kind, 0), IllegalArgumentException.class, bad, "size 5", "nIn is 3", "[3, 5, 6]");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void dataInTheOtherFormatIsRejectedWithAHint(Kind kind) {
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE, RNNFormat.NWC, 5);
    assertRejected(
        net(kind, 0),
        IllegalArgumentException.class,
        bad,
        "size 6",
        "nIn is 3",
        "other RNNFormat",
        "dataFormat");
  }

  @ParameterizedTest
  @CsvSource({"MULTI_LAYER, 0", "MULTI_LAYER, 4", "GRAPH, 0", "GRAPH, 4"})
  void maskOfAnotherShapeIsRejected(Kind kind, int segment) {
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE);
    bad.setFeaturesMaskArray(Sequences.mask(2, 6, Mask.RAGGED));
    assertRejected(
        net(kind, segment),
        IllegalArgumentException.class,
        bad,
        "Mask has shape [2, ",
        "3 examples");
  }

  @ParameterizedTest
  @CsvSource({
    "MULTI_LAYER, 0, NaN",
    "MULTI_LAYER, 4, NaN",
    "GRAPH, 0, NaN",
    "GRAPH, 4, Infinity",
    "MULTI_LAYER, 0, -Infinity"
  })
  void nonFiniteFeatureIsRejectedWithItsPlace(Kind kind, int segment, double value) {
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE);
    bad.getFeatures().putScalar(new int[] {2, 1, 3}, value);
    assertRejected(
        net(kind, segment),
        IllegalArgumentException.class,
        bad,
        "1 NaN or infinite",
        value + " at example 2, feature 1, time step 3");
  }

  @ParameterizedTest
  @CsvSource({"MULTI_LAYER, 0", "MULTI_LAYER, 4", "GRAPH, 0", "GRAPH, 4"})
  void nonFiniteLabelIsRejectedBeforeTheUpdate(Kind kind, int segment) {
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE);
    bad.getLabels().putScalar(new int[] {2, 1, 3}, Double.NaN);
    assertRejected(
        net(kind, segment),
        IllegalStateException.class,
        bad,
        "NaN or infinite",
        "update was not made",
        "layer name");
  }

  /** The layer's own gradient is finite then, that of the output layer isn't. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void nonFiniteErrorThatDoesNotEnterAnyWindowIsRejected(Kind kind) {
    VanillaRnn rnn = new VanillaRnn.Builder().name("rnn").nOut(4).truncation(6, 1).build();
    Net net =
        Net.of(kind, global(), InputType.recurrent(Sequences.N_IN), 0, rnn, StackTest.output());
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE);
    bad.getLabels().putScalar(new int[] {2, 1, 3}, Double.NaN);
    assertRejected(net, IllegalStateException.class, bad, "NaN or infinite", "update was not made");
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void infiniteErrorThatIsClippedIsRejected(Kind kind) {
    VanillaRnn rnn = new VanillaRnn.Builder().name("rnn").nOut(4).clipErrorPerTimeStep(1).build();
    Net net =
        Net.of(kind, global(), InputType.recurrent(Sequences.N_IN), 0, rnn, StackTest.output());
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE);
    bad.getLabels().putScalar(new int[] {2, 1, 3}, Double.POSITIVE_INFINITY);
    assertRejected(net, IllegalStateException.class, bad, "NaN or infinite", "update was not made");
  }

  @Test
  void inferenceHandsNonFiniteValuesOn() {
    Net net = net(Kind.MULTI_LAYER, 0);
    DataSet data = Sequences.labelled(3, 6, Mask.NONE);
    data.getFeatures().putScalar(new int[] {0, 1, 3}, Double.NaN);
    INDArray out = net.output(data);
    assertTrue(Double.isNaN(out.getDouble(0, 0, 3)) && Double.isNaN(out.getDouble(0, 0, 5)));
    assertTrue(Double.isFinite(out.getDouble(0, 0, 2)) && Double.isFinite(out.getDouble(1, 0, 5)));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void nwcWithTruncatedBpttIsRejectedBecauseDl4jCutsTheFeatures(Kind kind) {
    VanillaRnn rnn = new VanillaRnn.Builder().nOut(4).dataFormat(RNNFormat.NWC).build();
    Net net =
        Net.of(
            kind,
            global(),
            InputType.recurrent(Sequences.N_IN, RNNFormat.NWC),
            2,
            rnn,
            new org.deeplearning4j.nn.conf.layers.RnnOutputLayer.Builder()
                .nOut(Sequences.N_IN)
                .activation(Activation.SOFTMAX)
                .build());
    INDArray x = Sequences.inFormat(Sequences.features(3, 6, 1), RNNFormat.NWC);
    INDArray before = net.params().dup();
    String message =
        message(IllegalArgumentException.class, () -> net.fit(new DataSet(x, x.dup())));
    assertNames(message, "TruncatedBPTT", "NCW", "TruncatedBpttTrainer");
    assertIdentical(before, net.params());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void fractionalMaskIsRejected(Kind kind) {
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE);
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 3, 6);
    mask.putScalar(1, 2, 0.4);
    bad.setFeaturesMaskArray(mask);
    assertRejected(net(kind, 0), IllegalArgumentException.class, bad, "Mask", "0.4");
  }

  /** DL4J keeps the masks of a minibatch that failed, and takes them for the next one's. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void masksOfARefusedMinibatchAreForgotten(Kind kind) {
    Net net =
        Net.of(
            kind,
            global(),
            InputType.recurrent(Sequences.N_IN),
            new VanillaRnn.Builder().name("rnn").nOut(4).build(),
            new FusedRnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(Sequences.CLASSES)
                .activation(Activation.SOFTMAX)
                .build());
    Net fresh = Net.around(copy(net));
    INDArray ragged = Sequences.mask(3, 6, Mask.RAGGED);
    DataSet good = Sequences.labelled(3, 6, Mask.NONE);
    for (DataSet bad :
        List.of(
            new DataSet(good.getFeatures(), good.getLabels(), ragged.mul(0.5), null),
            new DataSet(good.getFeatures(), good.getLabels(), null, ragged.sub(2)))) {
      assertThrows(IllegalArgumentException.class, () -> net.fit(bad));
    }
    net.fit(good);
    fresh.fit(good);
    assertIdentical(fresh.params(), net.params());
  }

  @Test
  void aRefusedMinibatchWithAMaskSaysWhatDl4jKeeps() {
    Net net = net(Kind.MULTI_LAYER, 0);
    INDArray ragged = Sequences.mask(3, 6, Mask.RAGGED);
    DataSet bad = Sequences.labelled(3, 6, Mask.NONE);
    bad.setFeaturesMaskArray(ragged.mul(0.5));
    assertNames(
        message(IllegalArgumentException.class, () -> net.fit(bad)),
        "0.5",
        "clearLayerMaskArrays()");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aMaskOfLabelsOfAnotherRankIsNamed(int rank) {
    RnnOutputLayer output =
        new FusedRnnOutputLayer.Builder(LossFunction.MCXENT).nIn(4).nOut(2).build();
    NeuralNetConfiguration conf = new NeuralNetConfiguration.Builder().layer(output).build();
    org.deeplearning4j.nn.api.Layer layer =
        conf.getLayer()
            .instantiate(
                conf, List.of(), 0, Nd4j.zeros(DataType.FLOAT, 1, 10), false, DataType.FLOAT);
    INDArray mask = rank == 1 ? Nd4j.ones(6) : Nd4j.ones(2, 2, 3, 1);
    assertNames(
        message(IllegalArgumentException.class, () -> layer.setMaskArray(mask)),
        java.util.Arrays.toString(mask.shape()));
  }
}
