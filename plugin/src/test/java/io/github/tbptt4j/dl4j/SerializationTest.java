package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.RecurrentInit;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Configurations and networks survive every way DL4J writes them down. */
class SerializationTest {

  private static VanillaRnn.Builder everything() {
    return new VanillaRnn.Builder()
        .name("rnn")
        .nIn(Sequences.N_IN)
        .nOut(4)
        .activation(Activation.SOFTSIGN)
        .weightInit(RecurrentInit.spectralRadius(0.5))
        .weightInitRecurrent(RecurrentInit.orthogonal(1.2))
        .biasInit(0.3)
        .dropOut(0.9)
        .l1(0.01)
        .l2(0.02)
        .l1Bias(0.03)
        .l2Bias(0.04)
        .weightNoise(new DropConnect(0.8))
        .constrainRecurrent(new MaxNormConstraint(3.0, 1))
        .constrainBias(new MaxNormConstraint(2.0, 1))
        .updater(new RmsProp(0.01))
        .biasUpdater(new Sgd(0.05))
        .dataFormat(RNNFormat.NCW)
        .truncation(3, 7)
        .clipErrorPerTimeStep(0.7)
        .vanishingRegularizer(0.3);
  }

  private static List<Layer> recurrentLayers() {
    VanillaRnn.Builder square = everything().weightInit(RecurrentInit.identity());
    return List.of(
        square.build(),
        everything().weightInit(org.deeplearning4j.nn.weights.WeightInit.XAVIER).build(),
        new VanillaRnn.Builder().nIn(3).nOut(4).truncation(TruncatedBptt.backward(5)).build(),
        new VanillaRnn.Builder().nIn(3).nOut(4).clipGradientNorm(0.4).build(),
        new VanillaRnn.Builder().nIn(3).nOut(4).clipGradientValue(0.4).build(),
        new Bidirectional(Bidirectional.Mode.ADD, everything().build()),
        new LastTimeStep(everything().build()),
        new LastTimeStep(new Bidirectional(everything().build())));
  }

  private static NeuralNetConfiguration.Builder global() {
    return new NeuralNetConfiguration.Builder()
        .seed(31)
        .dataType(DataType.DOUBLE)
        .updater(new Adam(0.05));
  }

  private static Layer above(Layer layer) {
    return layer instanceof LastTimeStep
        ? new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build()
        : StackTest.output();
  }

  @Test
  void jsonAndYamlOfANetworkKeepEverySetting() {
    for (Layer layer : recurrentLayers()) {
      MultiLayerConfiguration conf =
          global()
              .list()
              .layer(layer)
              .layer(above(layer))
              .setInputType(InputType.recurrent(3))
              .build();
      MultiLayerConfiguration json = MultiLayerConfiguration.fromJson(conf.toJson());
      MultiLayerConfiguration yaml = MultiLayerConfiguration.fromYaml(conf.toYaml());
      assertEquals(conf, json);
      assertEquals(conf, yaml);
      assertEquals(conf.toJson(), json.toJson());
      assertSameSettings(conf.getConf(0).getLayer(), json.getConf(0).getLayer());
      assertSameSettings(conf.getConf(0).getLayer(), yaml.getConf(0).getLayer());
    }
  }

  @Test
  void jsonAndYamlOfAGraphKeepEverySetting() {
    for (Layer layer : recurrentLayers()) {
      ComputationGraphConfiguration conf =
          global()
              .graphBuilder()
              .addInputs("in")
              .addLayer("rnn", layer, "in")
              .addLayer("out", above(layer), "rnn")
              .setOutputs("out")
              .setInputTypes(InputType.recurrent(3))
              .build();
      ComputationGraphConfiguration json = ComputationGraphConfiguration.fromJson(conf.toJson());
      ComputationGraphConfiguration yaml = ComputationGraphConfiguration.fromYaml(conf.toYaml());
      assertEquals(conf, json);
      assertEquals(conf, yaml);
      assertSameSettings(layerOf(conf), layerOf(json));
      assertSameSettings(layerOf(conf), layerOf(yaml));
    }
  }

  private static Layer layerOf(ComputationGraphConfiguration conf) {
    return ((LayerVertex) conf.getVertices().get("rnn")).getLayerConf().getLayer();
  }

  /** Getters one by one: DL4J's equals leaves some fields of its superclasses out. */
  private static void assertSameSettings(Layer expectedLayer, Layer actualLayer) {
    VanillaRnn expected = inner(expectedLayer);
    VanillaRnn actual = inner(actualLayer);
    assertNotSame(expected, actual);
    assertEquals(expected, actual);
    assertEquals(expected.getTruncatedBptt(), actual.getTruncatedBptt());
    assertEquals(expected.getErrorClip(), actual.getErrorClip());
    assertEquals(expected.getLayerName(), actual.getLayerName());
    assertEquals(expected.getNIn(), actual.getNIn());
    assertEquals(expected.getNOut(), actual.getNOut());
    assertEquals(expected.getActivationFn(), actual.getActivationFn());
    assertEquals(expected.getWeightInitFn(), actual.getWeightInitFn());
    assertEquals(expected.getWeightInitFnRecurrent(), actual.getWeightInitFnRecurrent());
    assertEquals(expected.getBiasInit(), actual.getBiasInit());
    assertEquals(expected.getIDropout(), actual.getIDropout());
    assertEquals(expected.getRegularization(), actual.getRegularization());
    assertEquals(expected.getRegularizationBias(), actual.getRegularizationBias());
    assertEquals(expected.getWeightNoise(), actual.getWeightNoise());
    assertEquals(expected.getConstraints(), actual.getConstraints());
    assertEquals(expected.getIUpdater(), actual.getIUpdater());
    assertEquals(expected.getBiasUpdater(), actual.getBiasUpdater());
    assertEquals(expected.getRnnDataFormat(), actual.getRnnDataFormat());
    assertEquals(expected.getGradientNormalization(), actual.getGradientNormalization());
    assertEquals(
        expected.getGradientNormalizationThreshold(), actual.getGradientNormalizationThreshold());
  }

  private static VanillaRnn inner(Layer layer) {
    if (layer instanceof LastTimeStep last) {
      return inner(last.getUnderlying());
    }
    return layer instanceof Bidirectional both ? inner(both.getBwd()) : (VanillaRnn) layer;
  }

  @Test
  void unknownJsonFieldIsNamed() {
    MultiLayerConfiguration conf =
        global()
            .list()
            .layer(everything().build())
            .layer(StackTest.output())
            .setInputType(InputType.recurrent(3))
            .build();
    assertUnknown("errorClipp", conf.toJson().replace("\"errorClip\"", "\"errorClipp\""));
    assertUnknown("truncated", conf.toJson().replace("\"truncatedBptt\"", "\"truncated\""));
    assertUnknown("kk2", conf.toJson().replace("\"k2\"", "\"kk2\""));
    assertUnknown("k3", conf.toJson().replace("\"k1\"", "\"k3\" : 5,\n \"k1\""));
  }

  private static void assertUnknown(String field, String json) {
    assertTrue(json.contains("\"" + field + "\""), "the test's own replacement");
    Exception e =
        assertThrows(RuntimeException.class, () -> MultiLayerConfiguration.fromJson(json));
    String messages = "";
    for (Throwable t = e; t != null; t = t.getCause()) {
      messages += t.getMessage() + "\n";
    }
    assertTrue(messages.contains("\"" + field + "\""), messages);
  }

  @Test
  void everySettingMakesAnotherConfiguration() {
    List<UnaryOperator<VanillaRnn.Builder>> changes =
        List.of(
            b -> b,
            b -> b.truncation(3, 8),
            b -> b.truncation(2, 7),
            b -> b.truncation(TruncatedBptt.full()),
            b -> b.truncation(TruncatedBptt.backward(7)),
            b -> b.clipErrorPerTimeStep(0.8),
            b -> b.vanishingRegularizer(0.4),
            b -> b.activation(Activation.TANH),
            b -> b.nOut(5),
            b -> b.biasInit(0.4),
            b -> b.dataFormat(RNNFormat.NWC),
            b -> b.weightInitRecurrent(RecurrentInit.spectralRadius(0.6)));
    for (int i = 0; i < changes.size(); i++) {
      VanillaRnn one = changes.get(i).apply(everything()).build();
      assertEquals(one, changes.get(i).apply(everything()).build());
      assertEquals(one.hashCode(), changes.get(i).apply(everything()).build().hashCode());
      assertEquals(one, one.clone());
      for (int j = 0; j < i; j++) {
        assertNotEquals(one, changes.get(j).apply(everything()).build(), i + " and " + j);
      }
    }
  }

  @Test
  void cloneOfAConfigurationIsIndependent() {
    VanillaRnn original = everything().build();
    VanillaRnn clone = original.clone();
    clone.setNOut(99);
    clone.setIUpdater(new Sgd(1.0));
    clone.getRegularization().clear();
    assertEquals(everything().build(), original);
    assertEquals(4, original.getNOut());
    assertEquals(2, original.getRegularization().size());
  }

  private static Net trained(Kind kind) {
    Net net =
        Net.of(
            kind,
            global(),
            InputType.recurrent(Sequences.N_IN),
            4,
            new VanillaRnn.Builder().nOut(4).truncation(2, 6).build(),
            StackTest.output());
    for (int i = 0; i < 3; i++) {
      net.fit(data());
    }
    return net;
  }

  private static DataSet data() {
    return Sequences.labelled(3, 11, Mask.RAGGED);
  }

  /** Same outputs, same state of Adam, and the same way on. */
  private static void assertGoesOnAs(Net original, Model copy) {
    assertNotSame(original.params(), copy.params());
    assertIdentical(original.params(), copy.params());
    Net other = Net.around(copy);
    assertClose(original.output(data()), other.output(data()), 0.0);
    for (int i = 0; i < 3; i++) {
      original.fit(data());
      other.fit(data());
    }
    assertIdentical(original.params(), copy.params());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void modelSerializerKeepsParametersAndUpdater(Kind kind) throws IOException {
    Net net = trained(kind);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(net.model(), bytes, true);
    ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
    assertGoesOnAs(
        net,
        kind == Kind.GRAPH
            ? ModelSerializer.restoreComputationGraph(in, true)
            : ModelSerializer.restoreMultiLayerNetwork(in, true));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void javaSerializationKeepsParametersAndUpdater(Kind kind) throws Exception {
    Net net = trained(kind);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(net.model());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertGoesOnAs(net, complete((Model) in.readObject(), net.model()));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void cloneKeepsParametersAndUpdater(Kind kind) {
    Net net = trained(kind);
    assertGoesOnAs(net, clone(net.model()));
  }

  private static Model clone(Model network) {
    if (network instanceof ComputationGraph graph) {
      ComputationGraph clone = graph.clone();
      // DL4J forgets the counter, which Adam reads.
      clone.getConfiguration().setIterationCount(graph.getConfiguration().getIterationCount());
      return clone;
    }
    return ((MultiLayerNetwork) network).clone();
  }

  /** DL4J's readObject leaves fields of its networks null or zero: listeners, counters. */
  private static Model complete(Model read, Model original) {
    if (read instanceof ComputationGraph graph) {
      ComputationGraph complete = new ComputationGraph(graph.getConfiguration());
      complete
          .getConfiguration()
          .setIterationCount(((ComputationGraph) original).getIterationCount());
      complete.init(graph.params(), true);
      complete.getUpdater().setStateViewArray(graph.getUpdater().getStateViewArray());
      return complete;
    }
    return clone(read);
  }

  @Test
  void trainingACloneLeavesTheOriginal() {
    Net net = trained(Kind.MULTI_LAYER);
    double[] before = values(net.params());
    ((MultiLayerNetwork) net.model()).clone().fit(data());
    assertClose(before, values(net.params()), 0);
  }
}
