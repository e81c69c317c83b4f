package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static io.github.tbptt4j.testing.ArrayAssertions.largestDifference;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.dl4j.Sequences.Mask;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** From SimpleRnn to VanillaRnn without retraining. */
class ConversionTest {

  private static SimpleRnn simpleRnn() {
    return new SimpleRnn.Builder()
        .nIn(Sequences.N_IN)
        .nOut(4)
        .activation(Activation.TANH)
        .biasInit(0.2)
        .l2(0.1)
        .constrainRecurrent(new MaxNormConstraint(0.9, 0, 1))
        .build();
  }

  record Case(Kind kind, DataType type, Layer layer) {
    @Override
    public String toString() {
      return kind + " " + type + " " + layer.getClass().getSimpleName();
    }

    boolean onceASequence() {
      return layer instanceof LastTimeStep;
    }

    Net net() {
      Layer above =
          onceASequence()
              ? new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build()
              : StackTest.output();
      return Net.of(kind, global(type), InputType.recurrent(Sequences.N_IN), layer, above);
    }

    DataSet data() {
      return onceASequence()
          ? Sequences.withOneLabel(3, 9, Mask.NONE, RNNFormat.NCW)
          : Sequences.labelled(3, 9, Mask.RAGGED);
    }
  }

  private static NeuralNetConfiguration.Builder global(DataType type) {
    return new NeuralNetConfiguration.Builder().seed(5).dataType(type).updater(new Adam(0.05));
  }

  static Stream<Case> cases() {
    List<Layer> layers =
        List.of(
            simpleRnn(),
            new Bidirectional(Bidirectional.Mode.CONCAT, simpleRnn()),
            new LastTimeStep(simpleRnn()),
            new LastTimeStep(new Bidirectional(Bidirectional.Mode.ADD, simpleRnn())),
            new MaskZeroLayer(simpleRnn(), -1.0),
            new FrozenLayer(simpleRnn()),
            new FrozenLayerWithBackprop(simpleRnn()));
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of(DataType.DOUBLE, DataType.FLOAT)
                    .flatMap(type -> layers.stream().map(layer -> new Case(kind, type, layer))));
  }

  private static Model convert(Model network) {
    return network instanceof ComputationGraph graph
        ? VanillaRnn.convert(graph)
        : VanillaRnn.convert((MultiLayerNetwork) network);
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("cases")
  void convertedNetworkHasTheSameOutputsAndTrainsOnTheSameWay(Case which) {
    Net dl4js = which.net();
    for (int i = 0; i < 3; i++) {
      dl4js.fit(which.data());
    }
    Net ours = Net.around(convert(dl4js.model()));
    INDArray converted = ours.params().dup();
    assertTrue(jsonOf(ours.model()).contains(VanillaRnn.class.getName()), "VanillaRnn inside");
    assertFalse(jsonOf(ours.model()).contains(SimpleRnn.class.getName()), "SimpleRnn left");
    assertClose(dl4js.output(which.data()), ours.output(which.data()), 1e-6);

    for (int i = 0; i < 3; i++) {
      dl4js.fit(which.data());
      ours.fit(which.data());
    }
    double tolerance = which.type() == DataType.DOUBLE ? 1e-9 : 1e-5;
    double difference = largestDifference(dl4js.params(), ours.params());
    assertTrue(difference < tolerance, "after more training: " + difference);
    assertTrue(largestDifference(converted, ours.params()) > 1e-3, "nothing was learned");
  }

  private static String jsonOf(Model network) {
    return network instanceof ComputationGraph graph
        ? graph.getConfiguration().toJson()
        : ((MultiLayerNetwork) network).getLayerWiseConfigurations().toJson();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void convertingLeavesTheOriginalAlone(Kind kind) {
    Net dl4js = new Case(kind, DataType.DOUBLE, simpleRnn()).net();
    DataSet data = Sequences.labelled(3, 9, Mask.RAGGED);
    dl4js.fit(data);
    INDArray before = dl4js.params().dup();
    String json = jsonOf(dl4js.model());
    Net ours = Net.around(convert(dl4js.model()));
    ours.fit(data);
    assertIdentical(before, dl4js.params());
    assertEquals(json, jsonOf(dl4js.model()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void countersGoWithTheNetwork(Kind kind) {
    Net dl4js = new Case(kind, DataType.DOUBLE, simpleRnn()).net();
    for (int i = 0; i < 4; i++) {
      dl4js.fit(Sequences.labelled(3, 9, Mask.RAGGED));
    }
    Model ours = convert(dl4js.model());
    int iterations =
        ours instanceof ComputationGraph graph
            ? graph.getIterationCount()
            : ((MultiLayerNetwork) ours).getIterationCount();
    assertEquals(4, iterations);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void parametersOfSimpleRnnFitUnchanged(Kind kind) {
    Net dl4js = new Case(kind, DataType.DOUBLE, simpleRnn()).net();
    Net ours = new Case(kind, DataType.DOUBLE, VanillaRnn.from(simpleRnn())).net();
    DataSet data = Sequences.labelled(3, 9, Mask.RAGGED);
    dl4js.fit(data);
    ours.model().setParams(dl4js.params());
    assertClose(dl4js.output(data), ours.output(data), 1e-12);
  }

  @Test
  void everySettingOfSimpleRnnIsTakenOver() {
    SimpleRnn from =
        new SimpleRnn.Builder()
            .name("r")
            .nIn(3)
            .nOut(4)
            .activation(Activation.SIGMOID)
            .dropOut(0.5)
            .l1(0.1)
            .l2Bias(0.2)
            .updater(new Sgd(0.3))
            .biasUpdater(new Sgd(0.4))
            .biasInit(0.6)
            .dataFormat(RNNFormat.NWC)
            .weightInitRecurrent(new org.deeplearning4j.nn.weights.WeightInitIdentity())
            .weightNoise(new org.deeplearning4j.nn.conf.weightnoise.DropConnect(0.7))
            .constrainInputWeights(new MaxNormConstraint(1.0, 1))
            .build();
    from.setGradientNormalization(
        org.deeplearning4j.nn.conf.GradientNormalization.RenormalizeL2PerLayer);
    from.setGradientNormalizationThreshold(2.5);
    VanillaRnn to = VanillaRnn.from(from);
    assertEquals("r", to.getLayerName());
    assertEquals(3, to.getNIn());
    assertEquals(4, to.getNOut());
    assertEquals(from.getActivationFn(), to.getActivationFn());
    assertEquals(from.getIDropout(), to.getIDropout());
    assertEquals(from.getRegularization(), to.getRegularization());
    assertEquals(from.getRegularizationBias(), to.getRegularizationBias());
    assertEquals(new Sgd(0.3), to.getIUpdater());
    assertEquals(new Sgd(0.4), to.getBiasUpdater());
    assertEquals(0.6, to.getBiasInit());
    assertEquals(RNNFormat.NWC, to.getRnnDataFormat());
    assertEquals(from.getWeightInitFnRecurrent(), to.getWeightInitFnRecurrent());
    assertEquals(from.getWeightInitFn(), to.getWeightInitFn());
    assertEquals(from.getWeightNoise(), to.getWeightNoise());
    assertEquals(from.getConstraints(), to.getConstraints());
    assertEquals(from.getGradientNormalization(), to.getGradientNormalization());
    assertEquals(2.5, to.getGradientNormalizationThreshold());
    assertTrue(to.getTruncatedBptt().isFull());
  }

  @Test
  void layerNormalisationIsRejected() {
    SimpleRnn normalised =
        new SimpleRnn.Builder().name("norm").nIn(3).nOut(4).hasLayerNorm(true).build();
    Exception one = assertThrows(IllegalArgumentException.class, () -> VanillaRnn.from(normalised));
    assertTrue(one.getMessage().contains("\"norm\""), one.getMessage());
    assertTrue(one.getMessage().contains("hasLayerNorm"), one.getMessage());
    for (Kind kind : Kind.values()) {
      Net net = new Case(kind, DataType.DOUBLE, normalised).net();
      assertThrows(IllegalArgumentException.class, () -> convert(net.model()));
    }
  }
}
