package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.dl4j.Net.Kind;
import io.github.tbptt4j.testing.ArrayAssertions;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.conf.layers.util.MaskZeroLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Where the layer's activation comes from: the layer, else the network, else tanh. */
class ActivationTest {

  private static NeuralNetConfiguration.Builder global() {
    return new NeuralNetConfiguration.Builder().seed(1).dataType(DataType.DOUBLE);
  }

  private static VanillaRnn.Builder rnn() {
    return new VanillaRnn.Builder().nIn(Sequences.N_IN).nOut(4);
  }

  private static Net net(Kind kind, NeuralNetConfiguration.Builder global, Layer layer) {
    return Net.of(kind, global, InputType.recurrent(Sequences.N_IN), layer, StackTest.output());
  }

  /** What the first layer of a network really computes with. */
  private static IActivation used(Net net) {
    Layer layer = net.layer(0).conf().getLayer();
    if (layer instanceof Bidirectional both) {
      assertEquals(
          ((VanillaRnn) both.getFwd()).getActivationFn(),
          ((VanillaRnn) both.getBwd()).getActivationFn());
      layer = both.getBwd();
    }
    return ((VanillaRnn) layer).getActivationFn();
  }

  private static void assertActivation(Activation expected, Net net) {
    assertEquals(expected.getActivationFunction(), used(net));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theNetworksActivationIsTakenAsSimpleRnnTakesIt(Kind kind) {
    for (Activation activation : List.of(Activation.RELU, Activation.SOFTSIGN, Activation.TANH)) {
      Net ours = net(kind, global().activation(activation), rnn().build());
      Net theirs =
          net(
              kind,
              global().activation(activation),
              new SimpleRnn.Builder().nIn(Sequences.N_IN).nOut(4).build());
      ours.model().setParams(theirs.params());
      var data = Sequences.labelled(3, 9, Sequences.Mask.NONE);
      ArrayAssertions.assertClose(theirs.output(data), ours.output(data), 1e-12);
      assertActivation(activation, ours);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theLayersOwnActivationWins(Kind kind) {
    for (Activation own : List.of(Activation.TANH, Activation.SIGMOID, Activation.IDENTITY)) {
      assertActivation(
          own, net(kind, global().activation(Activation.RELU), rnn().activation(own).build()));
      assertActivation(own, net(kind, global(), rnn().activation(own).build()));
      VanillaRnn set = rnn().build();
      set.setActivationFn(own.getActivationFunction());
      assertActivation(own, net(kind, global().activation(Activation.RELU), set));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void tanhIsTheDefaultAndANetworksSigmoidIsNoChoice(Kind kind) {
    assertActivation(Activation.TANH, net(kind, global(), rnn().build()));
    assertActivation(
        Activation.TANH, net(kind, global().activation(Activation.SIGMOID), rnn().build()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void wrappersHandTheNetworksActivationOn(Kind kind) {
    for (Activation activation : List.of(Activation.RELU, Activation.SIGMOID)) {
      Activation expected = activation == Activation.SIGMOID ? Activation.TANH : activation;
      for (Layer wrapped :
          List.of(
              new Bidirectional(Bidirectional.Mode.ADD, rnn().build()),
              new MaskZeroLayer(rnn().build(), 7),
              new FrozenLayer(rnn().build()),
              new FrozenLayerWithBackprop(rnn().build()))) {
        assertActivation(expected, net(kind, global().activation(activation), wrapped));
      }
      for (Layer last :
          List.of(
              new LastTimeStep(rnn().build()),
              new LastTimeStep(new Bidirectional(Bidirectional.Mode.ADD, rnn().build())))) {
        Net net =
            Net.of(
                kind,
                global().activation(activation),
                InputType.recurrent(Sequences.N_IN),
                last,
                new org.deeplearning4j.nn.conf.layers.OutputLayer.Builder()
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build());
        assertActivation(expected, net);
      }
    }
  }

  @Test
  void configurationsReadFromJsonKeepTheirs() {
    for (Activation own : List.of(Activation.SIGMOID, Activation.TANH, Activation.RELU)) {
      MultiLayerConfiguration conf =
          global()
              .activation(Activation.SOFTSIGN)
              .list()
              .layer(rnn().activation(own).build())
              .layer(StackTest.output())
              .setInputType(InputType.recurrent(Sequences.N_IN))
              .build();
      MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(conf.toJson());
      assertEquals(conf, read);
      assertActivation(own, initialised(read));
      assertActivation(own, initialised(read.clone()));
    }
  }

  @Test
  void aConfigurationThatSaysNothingIsOneWithTanh() {
    VanillaRnn layer = rnn().build();
    layer.setIUpdater(new org.nd4j.linalg.learning.config.NoOp());
    layer.setBiasInit(0);
    layer.setWeightInitFn(new org.deeplearning4j.nn.weights.WeightInitXavier());
    MultiLayerConfiguration conf =
        global().list().layer(rnn().build()).layer(StackTest.output().clone()).build();
    conf.getConf(0).setLayer(layer);
    MultiLayerConfiguration read = MultiLayerConfiguration.fromJson(conf.toJson());
    ((org.deeplearning4j.nn.conf.layers.FeedForwardLayer) read.getConf(1).getLayer()).setNIn(4);
    assertActivation(Activation.TANH, initialised(read));
  }

  private static Net initialised(MultiLayerConfiguration conf) {
    MultiLayerNetwork network = new MultiLayerNetwork(conf);
    network.init();
    return Net.around(network);
  }

  @Test
  void aConvertedSimpleRnnKeepsItsSigmoid() {
    SimpleRnn simple = new SimpleRnn.Builder().nIn(Sequences.N_IN).nOut(4).build();
    Net theirs = net(Kind.MULTI_LAYER, global(), simple);
    MultiLayerNetwork converted = VanillaRnn.convert((MultiLayerNetwork) theirs.model());
    assertActivation(Activation.SIGMOID, Net.around(converted));
    simple.setActivationFn(Activation.SIGMOID.getActivationFunction());
    assertEquals(
        Activation.SIGMOID.getActivationFunction(), VanillaRnn.from(simple).getActivationFn());
  }

  @Test
  void fineTuningSetsIt() {
    for (Activation tuned : List.of(Activation.SIGMOID, Activation.RELU)) {
      Net net =
          Net.of(
              Kind.MULTI_LAYER,
              global(),
              InputType.recurrent(Sequences.N_IN),
              rnn().build(),
              new RnnOutputLayer.Builder(LossFunction.MSE).nOut(2).build());
      MultiLayerNetwork changed =
          new TransferLearning.Builder((MultiLayerNetwork) net.model())
              .fineTuneConfiguration(new FineTuneConfiguration.Builder().activation(tuned).build())
              .build();
      assertActivation(tuned, Net.around(changed));
    }
  }

  @Test
  void aLayerAddedInTransferLearningTakesTheTuned() {
    Net net = net(Kind.MULTI_LAYER, global(), rnn().build());
    MultiLayerNetwork changed =
        new TransferLearning.Builder((MultiLayerNetwork) net.model())
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().activation(Activation.RELU).build())
            .removeOutputLayer()
            .addLayer(new VanillaRnn.Builder().nIn(4).nOut(3).build())
            .addLayer(
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(3)
                    .nOut(2)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    VanillaRnn added = (VanillaRnn) changed.getLayer(1).conf().getLayer();
    assertEquals(Activation.RELU.getActivationFunction(), added.getActivationFn());
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aNetworksRandomActivationIsRefused(Kind kind) {
    for (Layer layer :
        List.of(rnn().build(), new Bidirectional(Bidirectional.Mode.ADD, rnn().build()))) {
      NeuralNetConfiguration.Builder global = global().activation(new ActivationRReLU());
      String message =
          assertThrows(IllegalArgumentException.class, () -> net(kind, global, layer)).getMessage();
      assertTrue(message.contains("leakyrelu"), message);
    }
  }
}
