package io.github.tbptt4j.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.tbptt4j.VanillaRnn;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class JacobianSpectrumRefusalTest {

  @Test
  void layersOfOtherKindsAreNamedAndSentToGradientFlow() {
    refused(
        IllegalStateException.class,
        "Layer 0 (\"memory\") is of type LSTM, whose step isn't f(x W + h RW + b): GradientFlow"
            + " (the command flow) measures",
        () -> JacobianSpectrum.of(network(new LSTM.Builder().name("memory").nOut(3).build())));
    refused(
        IllegalStateException.class,
        "Layer 0 (\"layer0\"), forward is of type LSTM",
        () -> JacobianSpectrum.of(network(new Bidirectional(new LSTM.Builder().nOut(3).build()))));
    refused(
        IllegalStateException.class,
        "is a SimpleRnn with layer normalisation",
        () ->
            JacobianSpectrum.of(
                network(new SimpleRnn.Builder().hasLayerNorm(true).nOut(3).build())));
    refused(
        IllegalStateException.class,
        "has the activation softmax, in which each unit depends on all others",
        () -> JacobianSpectrum.of(network(rnn(Activation.SOFTMAX))));
  }

  @Test
  void aNetworkWithoutRecurrentLayersHasNone() {
    refused(
        IllegalStateException.class,
        "no recurrent layer",
        () -> JacobianSpectrum.of(network(new DenseLayer.Builder().nOut(3).build())));
  }

  @Test
  void aNetworkWithoutParametersIsSentToInit() {
    MultiLayerConfiguration conf = configuration(rnn(Activation.TANH));
    refused(
        IllegalStateException.class,
        "call init() first",
        () -> JacobianSpectrum.of(new MultiLayerNetwork(conf)));
  }

  @Test
  void weightsThatArentNumbersAreNamed() {
    for (String key : new String[] {"W", "RW", "b"}) {
      MultiLayerNetwork network = network(rnn(Activation.TANH));
      network.getParam("0_" + key).putScalar(0, Double.NaN);
      refused(
          IllegalStateException.class,
          "The parameters " + key + " of layer 0 (\"layer0\") have values that are NaN",
          () -> JacobianSpectrum.along(network, data(1, 5)));
    }
  }

  @Test
  void dataThatAreTooShortSayHowShort() {
    refused(
        IllegalArgumentException.class,
        "No example has two real time steps in a row for layer 0 (\"layer0\") (3 examples, 1 time"
            + " steps",
        data(3, 1));
    DataSet masked = data(1, 4);
    masked.setFeaturesMaskArray(Nd4j.createFromArray(new double[][] {{1, 0, 1, 0}}));
    refused(IllegalArgumentException.class, "(1 examples, 4 time steps", masked);
    refused(
        IllegalArgumentException.class,
        "lags (5) must be at most 4, because no example has more steps",
        () -> JacobianSpectrum.builder(network(rnn(Activation.TANH))).lags(5).along(data(1, 5)));
  }

  @Test
  void dataThatArentNumbersAreRefused() {
    DataSet data = data(1, 5);
    data.getFeatures().putScalar(3, Double.POSITIVE_INFINITY);
    refused(IllegalArgumentException.class, "have values that are NaN or infinite", data);
    refused(
        IllegalArgumentException.class, "have no features", new DataSet(null, data.getLabels()));
  }

  @Test
  void dataOfAnotherSizeAreRefusedByTheLayer() {
    refused(
        IllegalArgumentException.class,
        "[1, 3, 5]",
        new DataSet(Nd4j.ones(DataType.DOUBLE, 1, 3, 5), null));
    INDArray one = data(1, 5).getFeatures();
    refused(
        IllegalArgumentException.class,
        "2 arrays of features, but the graph has 1 inputs",
        () ->
            JacobianSpectrum.along(
                network(rnn(Activation.TANH)).toComputationGraph(),
                new MultiDataSet(new INDArray[] {one, one}, new INDArray[] {})));
  }

  @Test
  void statesThatExplodeSayWhere() {
    MultiLayerNetwork network = network(rnn(Activation.IDENTITY));
    network.getParam("0_RW").assign(Nd4j.eye(3).castTo(DataType.DOUBLE).mul(1e200));
    refused(
        IllegalStateException.class,
        "The state of layer 0 (\"layer0\") is",
        () -> JacobianSpectrum.along(network, data(1, 5)));
  }

  @Test
  void settingsAreChecked() {
    MultiLayerNetwork network = network(rnn(Activation.TANH));
    refusedSetting("lags (0) must be at least 1.", builder -> builder.lags(0));
    refusedSetting("exponents (-1) must be at least 1.", builder -> builder.exponents(-1));
    refusedSetting("examples (0) must be at least 1.", builder -> builder.examples(0));
    refused(
        IllegalArgumentException.class,
        "exponents (4) must be at most 3, the units of layer 0",
        () -> JacobianSpectrum.builder(network).exponents(4).along(data(1, 5)));
    TrajectorySpectrum spectrum =
        JacobianSpectrum.along(network, data(1, 5)).layers().get(0).trajectory().orElseThrow();
    refused(IllegalArgumentException.class, "lag (5) must be from 1 to 4", () -> spectrum.gain(5));
  }

  private static void refusedSetting(String part, Consumer<JacobianSpectrum.Builder> setting) {
    var builder = JacobianSpectrum.builder(network(rnn(Activation.TANH)));
    refused(IllegalArgumentException.class, part, () -> setting.accept(builder));
  }

  private static void refused(Class<? extends Exception> type, String part, DataSet data) {
    MultiLayerNetwork network = network(rnn(Activation.TANH));
    refused(type, part, () -> JacobianSpectrum.along(network, data));
  }

  private static void refused(Class<? extends Exception> type, String part, Runnable call) {
    String message = assertThrows(type, call::run).getMessage();
    assertEquals(part, message.contains(part) ? part : message);
  }

  private static Layer rnn(Activation activation) {
    return new VanillaRnn.Builder().nOut(3).activation(activation).build();
  }

  private static MultiLayerNetwork network(Layer layer) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(layer));
    network.init();
    return network;
  }

  private static MultiLayerConfiguration configuration(Layer layer) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.DOUBLE)
        .list(
            layer,
            new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(1)
                .activation(Activation.IDENTITY)
                .build())
        .setInputType(InputType.recurrent(2))
        .build();
  }

  private static DataSet data(int examples, int steps) {
    return new DataSet(Nd4j.ones(DataType.DOUBLE, examples, 2, steps), null);
  }
}
