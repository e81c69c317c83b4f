package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** States that come from outside, as DL4J lets anybody set them. */
class CarriedStateTest {
  private static final int N_IN = 3;
  private static final int N_OUT = 4;
  private static final int B = 2;

  private static MultiLayerNetwork network(boolean indexInput) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(
                    new VanillaRnn.Builder()
                        .nIn(N_IN)
                        .nOut(N_OUT)
                        .truncation(2, 5)
                        .indexInput(indexInput)
                        .build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(N_IN)
                        .activation(Activation.SOFTMAX)
                        .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(4)
                .setInputType(InputType.recurrent(N_IN))
                .build());
    network.init();
    return network;
  }

  private static RecurrentLayer layer(MultiLayerNetwork network) {
    return (RecurrentLayer) network.getLayer(0);
  }

  private static INDArray floats(long... shape) {
    return Nd4j.rand(DataType.FLOAT, shape);
  }

  private static INDArray closed(INDArray array) {
    array.close();
    return array;
  }

  /** The state that a segment of training leaves, with its history. */
  private static Map<String, INDArray> left(RecurrentLayer layer, boolean indexInput) {
    INDArray input =
        indexInput ? Nd4j.ones(DataType.FLOAT, B, 1, 4) : Nd4j.rand(DataType.FLOAT, B, N_IN, 4);
    layer.rnnActivateUsingStoredState(input, true, true, LayerWorkspaceMgr.noWorkspaces());
    return layer.rnnGetTBPTTState();
  }

  static Stream<Arguments> wrongStates() {
    return Stream.of(
        Arguments.of("null", null),
        Arguments.of("[other]", Map.of("other", floats(B, N_OUT))),
        Arguments.of("[2, 5]", Map.of("prevAct", floats(B, N_OUT + 1))),
        Arguments.of("[2, 1]", Map.of("prevAct", floats(B, 1))),
        Arguments.of("[8]", Map.of("prevAct", floats(B * N_OUT))),
        Arguments.of("[2, 4, 1]", Map.of("prevAct", floats(B, N_OUT, 1))),
        Arguments.of("INT", Map.of("prevAct", Nd4j.ones(DataType.INT, B, N_OUT))),
        Arguments.of("closed", Map.of("prevAct", closed(floats(B, N_OUT)))),
        Arguments.of("[]", Map.of("prevAct", Nd4j.scalar(1f))),
        Arguments.of("missing", Collections.singletonMap("prevAct", null)),
        Arguments.of("missing", Map.of("historyInput", floats(4, B, N_IN))));
  }

  @ParameterizedTest
  @MethodSource("wrongStates")
  void aStateThatIsNoneIsRefusedAndTheOneBeforeStays(String named, Map<String, INDArray> wrong) {
    RecurrentLayer layer = layer(network(false));
    Map<String, INDArray> before = Map.of("prevAct", floats(B, N_OUT));
    layer.rnnSetPreviousState(before);
    layer.rnnSetTBPTTState(before);
    assertNames(named, () -> layer.rnnSetPreviousState(wrong));
    assertNames(named, () -> layer.rnnSetTBPTTState(wrong));
    assertEquals(before, layer.rnnGetPreviousState());
    assertEquals(before, layer.rnnGetTBPTTState());
  }

  private static void assertNames(String named, org.junit.jupiter.api.function.Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(named), () -> "\"" + named + "\" is not in: " + message);
  }

  private interface Change {
    INDArray of(INDArray array);
  }

  static Stream<Arguments> wrongHistories() {
    return Stream.of(
        Arguments.of("historyInput", (Change) a -> floats(a.size(0), B + 1, a.size(2))),
        Arguments.of("historyInput", (Change) a -> floats(a.size(0), B, a.size(2) + 1)),
        Arguments.of("historyEntering", (Change) a -> floats(B, N_OUT - 1)),
        Arguments.of("historyState", (Change) a -> floats(a.size(0) - 1, B, N_OUT)),
        Arguments.of("historyState", (Change) a -> floats(a.size(0) * B, N_OUT)),
        Arguments.of("historyState", (Change) a -> a.castTo(DataType.DOUBLE)),
        Arguments.of("historyState", (Change) a -> closed(a.dup())));
  }

  @ParameterizedTest
  @MethodSource("wrongHistories")
  void aHistoryOfWhichOneArrayIsWrongIsRefused(String key, Change change) {
    RecurrentLayer layer = layer(network(false));
    Map<String, INDArray> wrong = new HashMap<>(left(layer, false));
    wrong.put(key, change.of(wrong.get(key)));
    assertNames(key, () -> layer.rnnSetTBPTTState(wrong));
    wrong.remove(key);
    assertNames(key, () -> layer.rnnSetTBPTTState(wrong));
  }

  @Test
  void aStateClosedAfterItWasSetIsRefused() {
    MultiLayerNetwork network = network(false);
    INDArray state = floats(B, N_OUT);
    network.rnnSetPreviousState(0, Map.of("prevAct", state));
    state.close();
    assertNames("closed", () -> network.rnnTimeStep(floats(B, N_IN, 1)));
  }

  @Test
  void symbolsOfAHistoryThatAreNoRowsOfWAreRefused() {
    RecurrentLayer layer = layer(network(true));
    Map<String, INDArray> wrong = new HashMap<>(left(layer, true));
    wrong.get("historyInput").putScalar(0, 1, 0, N_IN + 1_000_000);
    layer.rnnSetTBPTTState(wrong);
    assertNames(
        "1000003.0",
        () ->
            layer.rnnActivateUsingStoredState(
                Nd4j.ones(DataType.FLOAT, B, 1, 4), true, true, LayerWorkspaceMgr.noWorkspaces()));
  }

  @Test
  void aStateInDoubleOrInAnyOrderIsTaken() {
    INDArray state = floats(B, N_OUT);
    INDArray x = floats(B, N_IN, 2);
    List<INDArray> outputs = new ArrayList<>();
    for (INDArray same :
        List.of(state, state.castTo(DataType.DOUBLE), state.dup('f'), state.repeat(1, 1))) {
      MultiLayerNetwork network = network(false);
      network.rnnSetPreviousState(0, Map.of("prevAct", same));
      outputs.add(network.rnnTimeStep(x));
    }
    for (INDArray output : outputs) {
      assertEquals(outputs.get(0), output);
    }
  }

  /** tanh that lets another thread in while a pass is under way. */
  private static final class Meanwhile extends ActivationTanH {
    private static final long serialVersionUID = 1L;
    private transient Runnable meanwhile = () -> {};

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
      Runnable once = meanwhile;
      meanwhile = () -> {};
      once.run();
      return super.getActivation(in, training);
    }
  }

  @Test
  void aSecondThreadInTheLayerIsRefusedAndTheFirstOneIsRight() {
    Meanwhile activation = new Meanwhile();
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .layer(new VanillaRnn.Builder().nIn(N_IN).nOut(N_OUT).activation(activation).build())
            .build();
    Layer layer =
        conf.getLayer()
            .instantiate(conf, List.of(), 0, floats(1, 8 * N_OUT), false, DataType.FLOAT);
    INDArray x = floats(B, N_IN, 4);
    INDArray alone = layer.activate(x, false, LayerWorkspaceMgr.noWorkspaces());
    CompletableFuture<INDArray> other = new CompletableFuture<>();
    activation.meanwhile =
        () -> {
          Thread second =
              new Thread(
                  () ->
                      other.completeAsync(
                          () -> layer.activate(false, LayerWorkspaceMgr.noWorkspaces()),
                          Runnable::run));
          second.start();
          other.handle((result, failure) -> failure).join();
        };
    INDArray disturbed = layer.activate(x, false, LayerWorkspaceMgr.noWorkspaces());
    assertEquals(alone, disturbed);
    Throwable refusal = assertThrows(ExecutionException.class, other::get).getCause();
    assertEquals(IllegalStateException.class, refusal.getClass());
    assertTrue(refusal.getMessage().contains("one thread at a time"), refusal.getMessage());
    assertEquals(alone, layer.activate(x, false, LayerWorkspaceMgr.noWorkspaces()));
  }

  @Test
  void aSecondThreadCannotReplaceTheInputOfAPass() {
    Meanwhile activation = new Meanwhile();
    NeuralNetConfiguration conf =
        new NeuralNetConfiguration.Builder()
            .layer(new VanillaRnn.Builder().nIn(N_IN).nOut(N_OUT).activation(activation).build())
            .build();
    Layer layer =
        conf.getLayer()
            .instantiate(conf, List.of(), 0, floats(1, 8 * N_OUT), false, DataType.FLOAT);
    CompletableFuture<Throwable> refusals = new CompletableFuture<>();
    activation.meanwhile =
        () -> {
          new Thread(
                  () -> {
                    try {
                      layer.setInput(floats(B, N_IN, 2), LayerWorkspaceMgr.noWorkspaces());
                      refusals.complete(null);
                    } catch (IllegalStateException e) {
                      refusals.complete(e);
                    }
                  })
              .start();
          refusals.join();
        };
    layer.activate(floats(B, N_IN, 4), false, LayerWorkspaceMgr.noWorkspaces());
    assertTrue(refusals.join().getMessage().contains("one thread at a time"));
    assertEquals(4, layer.input().size(2));
  }
}
