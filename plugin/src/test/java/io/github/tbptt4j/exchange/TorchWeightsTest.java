package io.github.tbptt4j.exchange;

import static io.github.tbptt4j.exchange.ExchangeNetworks.rnn;
import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.testing.SmallNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Outputs of imported weights are libtorch's, which stand in the files beside them. */
class TorchWeightsTest {
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder;

  private static Path file(String name) {
    return Path.of("src/test/resources/exchange", name + ".safetensors");
  }

  private static TorchWeights weights(String name) throws IOException {
    return TorchWeights.read(file(name)).ignoring("expected");
  }

  private static INDArray expected(String name, String what) throws IOException {
    return SafeTensors.read(file(name)).array("expected." + what);
  }

  /** nn.Embedding and nn.RNN are one layer, which takes indices. */
  @Test
  void charactersAreEmbedded() throws IOException {
    String name = "embedding-tanh-1-linear";
    MultiLayerNetwork network = weights(name).network(Activation.TANH, Activation.IDENTITY);
    assertEquals(DataType.FLOAT, network.params().dataType());
    assertTrue(((VanillaRnn) network.getLayer(0).conf().getLayer()).isIndexInput());
    INDArray x = expected(name, "x").castTo(DataType.FLOAT); // [B, T]
    INDArray y = expected(name, "y").permute(0, 2, 1); // [B, T, n] -> [B, n, T]
    assertClose(y, network.rnnTimeStep(x.reshape(x.size(0), 1, x.size(1))), TOLERANCE);
    assertClose(expected(name, "h_n").get(point(0), all(), all()), state(network, 0), TOLERANCE);

    MultiLayerNetwork trainable = weights(name).network(Activation.TANH, Activation.SOFTMAX);
    INDArray probabilities = Nd4j.nn().softmax(y, 1);
    assertClose(probabilities, trainable.output(x), TOLERANCE);
  }

  private static INDArray state(MultiLayerNetwork network, int layer) {
    return network.rnnGetPreviousState(layer).values().iterator().next();
  }

  /** Three layers into a network of the caller's, a state that enters, a head without a bias. */
  @Test
  void stacksGoIntoNetworks() throws IOException {
    String name = "tanh-3-linear";
    MultiLayerNetwork network =
        SmallNetworks.layers(
            ExchangeNetworks.base(DataType.FLOAT),
            InputType.recurrent(4, RNNFormat.NWC),
            rnn(5).dataFormat(RNNFormat.NWC).build(),
            rnn(5).dataFormat(RNNFormat.NWC).build(),
            rnn(5).dataFormat(RNNFormat.NWC).build(),
            new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .dataFormat(RNNFormat.NWC)
                .build());
    network.params().assign(9); // a bias, too, which the file doesn't have
    weights(name).into(network);
    INDArray entering = expected(name, "h_0");
    for (int layer = 0; layer < 3; layer++) {
      INDArray h = entering.get(point(layer), all(), all()).dup('c');
      network.rnnSetPreviousState(layer, Map.of("prevAct", h));
    }
    assertClose(expected(name, "y"), network.rnnTimeStep(expected(name, "x")), TOLERANCE);
    for (int layer = 0; layer < 3; layer++) {
      INDArray h = expected(name, "h_n").get(point(layer), all(), all());
      assertClose(h, state(network, layer), TOLERANCE);
    }
  }

  @Test
  void graphsAndLayersInWrappersTakeThem() throws IOException {
    String name = "relu-3";
    ComputationGraph graph =
        SmallNetworks.graph(
            ExchangeNetworks.base(DataType.DOUBLE),
            InputType.recurrent(3),
            rnn(5).activation(Activation.RELU).build(),
            rnn(5).activation(Activation.RELU).build(),
            new LastTimeStep(rnn(5).activation(Activation.RELU).build()));
    weights(name).into(graph, TorchModule.rnn("rnn", Activation.RELU));
    INDArray x = expected(name, "x").permute(1, 2, 0); // [T, B, n] -> [B, n, T]
    INDArray last = expected(name, "y").get(point(6), all(), all());
    assertClose(last, graph.output(x.castTo(DataType.DOUBLE))[0], TOLERANCE);
  }

  @Test
  void timeFirstWithoutBiasesAndHead() throws IOException {
    MultiLayerNetwork network =
        weights("relu-3").network(TorchModule.rnn("encoder.rnn", Activation.RELU));
    INDArray x = expected("relu-3", "x").permute(1, 2, 0); // [T, B, n] -> [B, n, T]
    INDArray y = expected("relu-3", "y").permute(1, 2, 0);
    assertClose(y, network.output(x), TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({
    "relu-1-f64, RELU, DOUBLE, 1e-12",
    "tanh-1-f16, TANH, FLOAT, 1e-5",
    "tanh-1-bf16, TANH, FLOAT, 1e-5"
  })
  void numbersOfAllSizesAreRead(
      String name, Activation nonlinearity, DataType type, double tolerance) throws IOException {
    MultiLayerNetwork network = weights(name).network(nonlinearity, Activation.IDENTITY);
    assertEquals(type, network.params().dataType());
    INDArray x = expected(name, "x").castTo(type).permute(0, 2, 1);
    assertClose(expected(name, "y").permute(0, 2, 1), network.output(x), tolerance);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    MultiLayerNetwork network =
        ExchangeNetworks.network(
            new DenseLayer.Builder().nOut(7).activation(Activation.TANH).build(),
            rnn(5).build(),
            rnn(5).build(),
            rnn(6).activation(Activation.RELU).build(),
            new DenseLayer.Builder().nOut(3).activation(Activation.RELU).hasBias(false).build(),
            ExchangeNetworks.softmax());
    Path file = folder.resolve("network.safetensors");
    TorchWeights.write(network, file);

    assertEquals(
        "linear0=nn.Linear(3, 7); rnn0=nn.RNN(7, 5, num_layers=2, nonlinearity='tanh');"
            + " rnn1=nn.RNN(5, 6, num_layers=1, nonlinearity='relu');"
            + " linear1=nn.Linear(6, 3, bias=False); head=nn.Linear(3, 4)",
        SafeTensors.read(file).metadata().get("modules"));
    MultiLayerNetwork same = network.clone();
    same.params().assign(0);
    TorchWeights.read(file).into(same);
    assertIdentical(network.params(), same.params());
    MultiLayerNetwork built =
        TorchWeights.read(file)
            .network(
                TorchModule.linear("linear0", Activation.TANH),
                TorchModule.rnn("rnn0"),
                TorchModule.rnn("rnn1", Activation.RELU),
                TorchModule.linear("linear1", Activation.RELU),
                TorchModule.linear("head", Activation.SOFTMAX));
    assertIdentical(
        network.output(ExchangeNetworks.input()), built.output(ExchangeNetworks.input()));
  }

  /** An nn.RNNCell, whose names have no layer, and a graph that is written. */
  @Test
  void cellsAndGraphsGoTheSameWay() throws IOException {
    ComputationGraph graph =
        SmallNetworks.graph(
            ExchangeNetworks.base(DataType.DOUBLE),
            InputType.recurrent(3),
            rnn(5).build(),
            ExchangeNetworks.softmax());
    Path file = folder.resolve("graph.safetensors");
    TorchWeights.write(graph, file);
    SafeTensors written = SafeTensors.read(file);
    Map<String, INDArray> cell = new LinkedHashMap<>();
    for (String name : written.names()) {
      cell.put(name.replace("_l0", "").replace("rnn.", "cell."), written.array(name));
    }
    SafeTensors.write(file, cell, Map.of());
    ComputationGraph same = graph.clone();
    same.params().assign(0);
    TorchWeights.read(file).into(same);
    assertIdentical(graph.params(), same.params());
  }

  // What is refused, by name.

  private MultiLayerNetwork twoLayers() {
    return ExchangeNetworks.network(rnn(5).build(), ExchangeNetworks.softmax());
  }

  private void assertRefused(Map<String, INDArray> tensors, String... words) throws IOException {
    Path file = folder.resolve("wrong.safetensors");
    SafeTensors.write(file, tensors, Map.of());
    MultiLayerNetwork network = twoLayers();
    INDArray before = network.params().dup();
    String message =
        assertThrows(IllegalArgumentException.class, () -> TorchWeights.read(file).into(network))
            .getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
    assertIdentical(before, network.params());
  }

  private static INDArray zeros(long... shape) {
    return Nd4j.zeros(DataType.FLOAT, shape);
  }

  @Test
  void otherNetworksAreRefusedByName() throws IOException {
    assertRefused(
        Map.of("lstm.weight_ih_l0", zeros(20, 3), "lstm.weight_hh_l0", zeros(20, 5)),
        "nn.LSTM",
        "lstm.weight_hh_l0");
    assertRefused(Map.of("a.weight_ih_l0", zeros(15, 3), "a.weight_hh_l0", zeros(15, 5)), "nn.GRU");
    assertRefused(
        Map.of("a.weight_ih_l0_reverse", zeros(5, 3)), "a.weight_ih_l0_reverse", "bidirectional");
    assertRefused(Map.of("a.weight_hr_l0", zeros(5, 3)), "a.weight_hr_l0", "proj_size");
    assertRefused(Map.of("norm.running_mean", zeros(5)), "norm.running_mean", "ignoring");
    assertRefused(Map.of("norm.weight", zeros(5), "norm.bias", zeros(5)), "norm.weight", "[5]");
    assertRefused(Map.of("head.weight", zeros(4, 5)), "no nn.RNN", "\"head\"");
  }

  @Test
  void missingTensorsAreNamed() throws IOException {
    assertRefused(Map.of("rnn.weight_ih_l0", zeros(5, 3)), "\"rnn.weight_hh_l0\"");
    assertRefused(Map.of("rnn.weight_hh_l0", zeros(5, 5)), "\"rnn.weight_ih_l0\"");
    assertRefused(
        Map.of("weight_ih_l1", zeros(5, 5), "weight_hh_l1", zeros(5, 5)), "\"weight_ih_l0\"");
    assertRefused(
        Map.of("weight_ih_l0", zeros(5, 3), "weight_hh_l0", zeros(5, 5), "bias_hh_l0", zeros(5)),
        "\"bias_ih_l0\"");
    assertRefused(Map.of("head.bias", zeros(4)), "\"head.weight\"");
    assertRefused(
        Map.of("rnn.weight_ih_l0", zeros(5, 3), "rnn.weight_hh_l0", zeros(5, 5)),
        "no module for layer 1",
        "linear 5 -> 4");
  }

  @Test
  void sizesThatDoNotFitAreNamed() throws IOException {
    Map<String, INDArray> cell = Map.of("rnn.weight_ih", zeros(6, 3), "rnn.weight_hh", zeros(6, 6));
    assertRefused(cell, "Layer 0", "recurrent 3 -> 5", "recurrent 3 -> 6", "\"rnn\"");
    assertRefused(
        Map.of("weight_ih_l0", zeros(4, 3), "weight_hh_l0", zeros(5, 5)), "[4, 3]", "[5, 3]");
    assertRefused(
        Map.of(
            "r.weight_ih_l0", zeros(5, 3), "r.weight_hh_l0", zeros(5, 5), "h.weight", zeros(4, 7)),
        "can't follow each other",
        "\"h\" (nn.Linear, 7 -> 4)");
    assertRefused(
        Map.of(
            "r.weight_ih_l0",
            Nd4j.valueArrayOf(new long[] {5, 3}, Float.NaN),
            "r.weight_hh_l0",
            zeros(5, 5)),
        "r.weight_ih_l0",
        "NaN");
  }

  /** Two square matrices: either may come first. */
  @Test
  void anOrderThatSizesDoNotTellHasToBeSaid() throws IOException {
    Map<String, INDArray> tensors =
        Map.of(
            "rnn.weight_ih_l0", zeros(5, 5),
            "rnn.weight_hh_l0", zeros(5, 5),
            "a.weight", zeros(5, 5).addi(1),
            "a.bias", zeros(5),
            "b.weight", zeros(5, 5).addi(2),
            "b.bias", zeros(5));
    Path file = folder.resolve("square.safetensors");
    SafeTensors.write(file, tensors, Map.of());
    TorchWeights weights = TorchWeights.read(file);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> weights.network(Activation.TANH, Activation.IDENTITY))
            .getMessage();
    assertTrue(message.contains("TorchModule"), message);
    MultiLayerNetwork network =
        weights.network(
            TorchModule.linear("b", Activation.TANH),
            TorchModule.rnn("rnn"),
            TorchModule.linear("a", Activation.IDENTITY));
    assertEquals(2, network.getParam("0_W").getDouble(0));
    assertEquals(1, network.getParam("2_W").getDouble(0));

    for (List<TorchModule> wrong :
        List.of(
            List.of(TorchModule.rnn("rnn")),
            List.of(TorchModule.rnn("rnn"), TorchModule.rnn("a"), TorchModule.rnn("b")),
            List.of(TorchModule.rnn("rnn"), TorchModule.rnn("c")))) {
      assertThrows(
          IllegalArgumentException.class, () -> weights.network(wrong.toArray(TorchModule[]::new)));
    }
  }

  @Test
  void otherNonlinearitiesAreRefused() throws IOException {
    MultiLayerNetwork network =
        ExchangeNetworks.network(
            rnn(5).activation(Activation.SIGMOID).build(), ExchangeNetworks.softmax());
    Path file = folder.resolve("sigmoid.safetensors");
    String message =
        assertThrows(IllegalArgumentException.class, () -> TorchWeights.write(network, file))
            .getMessage();
    assertTrue(message.contains("Layer 0") && message.contains("sigmoid"), message);
    assertTrue(!file.toFile().exists());
    assertThrows(IllegalArgumentException.class, () -> TorchModule.rnn("rnn", Activation.SIGMOID));
  }
}
