package io.github.tbptt4j.exchange;

import static io.github.tbptt4j.exchange.ExchangeNetworks.CLASSES;
import static io.github.tbptt4j.exchange.ExchangeNetworks.network;
import static io.github.tbptt4j.exchange.ExchangeNetworks.oneOutput;
import static io.github.tbptt4j.exchange.ExchangeNetworks.rnn;
import static io.github.tbptt4j.exchange.ExchangeNetworks.softmax;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;

/** What can't be exported is refused by name, and leaves no file. */
class OnnxRefusalTest {
  @TempDir private Path folder;

  /** Computes something else than its parent, for all that ONNX knows. */
  public static final class Own extends ActivationTanH {
    private static final long serialVersionUID = 1L;
  }

  private void assertRefused(MultiLayerNetwork network, String... words) throws IOException {
    assertRefused(OnnxExport.of(network), words);
  }

  private void assertRefused(OnnxExport export, String... words) throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "old");
    String message =
        assertThrows(IllegalArgumentException.class, () -> export.write(file)).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertEquals("old", Files.readString(file));
    assertArrayEquals(new String[] {"model.onnx"}, folder.toFile().list());
  }

  @Test
  void otherLayersAreNamed() throws IOException {
    LSTM lstm = new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
    SimpleRnn simple = new SimpleRnn.Builder().nOut(4).activation(Activation.TANH).build();
    assertRefused(network(rnn(4).build(), lstm, softmax()), "Layer 1", "LSTM");
    assertRefused(network(simple, softmax()), "Layer 0", "SimpleRnn", "VanillaRnn.convert");
    assertRefused(
        network(new Bidirectional(rnn(4).build()), softmax()), "Layer 0", "Bidirectional");
    assertRefused(network(softmax()), "no VanillaRnn");
    assertRefused(
        network(rnn(3).build(), rnn(4).nIn(3).indexInput(true).build(), softmax()),
        "Layer 1",
        "indices");
  }

  @Test
  void activationsThatOnnxDoesNotHaveAreNamed() throws IOException {
    assertRefused(
        network(rnn(4).activation(Activation.CUBE).build(), softmax()), "Layer 0", "cube");
    assertRefused(network(rnn(4).activation(new Own()).build(), softmax()), "Layer 0", "Own");
    assertRefused(
        network(rnn(4).activation(new ActivationReLU(6.0, 0.0, 0.0)).build(), softmax()),
        "Layer 0",
        "relu");
    assertRefused(network(rnn(4).activation(Activation.SELU).build(), softmax()), "selu", "RNN");
  }

  @Test
  void graphsThatBranchAreNamed() throws IOException {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.recurrent(3))
                .addLayer("left", rnn(4).build(), "in")
                .addLayer("right", rnn(4).build(), "in")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("out", softmax(), "both")
                .setOutputs("out")
                .build());
    graph.init();
    assertRefused(OnnxExport.of(graph), "\"both\"", "chain");
  }

  /** DL4J pools over its dimension 2 unless told otherwise, which in NWC isn't the time. */
  @Test
  void poolingOverTheFeaturesIsRefused() throws IOException {
    assertRefused(
        network(
            RNNFormat.NWC,
            rnn(4).dataFormat(RNNFormat.NWC).build(),
            new GlobalPoolingLayer(PoolingType.AVG),
            oneOutput()),
        "Layer 1",
        "pools over dimensions [2]");
  }

  @Test
  void weightsThatAreNoFloatsAreNamed() throws IOException {
    MultiLayerNetwork network = network(rnn(4).build(), softmax());
    network.getParam("0_RW").putScalar(1, Double.NaN);
    assertRefused(network, "Layer 0", "NaN");
    MultiLayerNetwork large = network.convertDataType(DataType.DOUBLE);
    large.getParam("0_RW").putScalar(1, 1e300);
    assertRefused(large, "Layer 0", "1.0E300");
    assertRefused(network.convertDataType(DataType.FLOAT16), "HALF");
  }

  @Test
  void aNetworkThatIsNotInitialisedIsRefused() throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            network(rnn(4).build(), softmax()).getLayerWiseConfigurations().clone());
    assertRefused(network, "init()");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamed() {
    OnnxExport export = OnnxExport.of(network(rnn(CLASSES).build(), softmax()));
    Path nowhere = folder.resolve("none/model.onnx");
    IOException e = assertThrows(IOException.class, () -> export.write(nowhere));
    assertTrue(e.getMessage().contains("none"), e.getMessage());
    assertThrows(IOException.class, () -> export.write(folder));
    assertEquals(0, folder.toFile().list().length);
  }
}
