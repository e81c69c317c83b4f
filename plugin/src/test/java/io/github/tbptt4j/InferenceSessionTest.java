package io.github.tbptt4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.largest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@Tag("vectors")
class InferenceSessionTest {
  private static final int IN = 5;
  private static final int OUT = 7;

  @ParameterizedTest
  @EnumSource(names = {"TANH", "SIGMOID", "RELU", "IDENTITY"})
  void stepsEqualRnnTimeStep(Activation activation) {
    assertEqualSteps(network(DataType.FLOAT, activation, Activation.SOFTMAX, 13), 200, 1e-6);
    assertEqualSteps(network(DataType.DOUBLE, activation, Activation.SOFTMAX, 13), 200, 1e-12);
  }

  @ParameterizedTest
  @EnumSource(names = {"TANH", "SIGMOID", "RELU", "IDENTITY", "SOFTMAX"})
  void outputsEqualRnnTimeStep(Activation activation) {
    assertEqualSteps(network(DataType.FLOAT, Activation.TANH, activation, 8), 50, 1e-6);
    assertEqualSteps(network(DataType.DOUBLE, Activation.TANH, activation, 8), 50, 1e-12);
  }

  @Tag("slow")
  @Test
  void aThousandStepsOfAStackEqualRnnTimeStep() {
    assertEqualSteps(
        network(DataType.FLOAT, Activation.TANH, Activation.SOFTMAX, 17, 1, 32), 1000, 1e-6);
    assertEqualSteps(
        network(DataType.DOUBLE, Activation.TANH, Activation.SOFTMAX, 17, 1, 32), 1000, 1e-12);
  }

  @Test
  void denseLayersBelowBetweenAndAboveAreStepsWithoutAState() {
    MultiLayerNetwork network =
        TestNetworks.still(
            TestNetworks.dense(),
            TestNetworks.vanillaRnn(),
            TestNetworks.dense(),
            TestNetworks.dense(),
            TestNetworks.vanillaRnn(),
            TestNetworks.dense());
    InferenceSession session = InferenceSession.of(network);
    double[] output = new double[session.nOut()];
    for (int t = 0; t < 20; t++) {
      INDArray x = TestNetworks.uniform(t, 1, 1, TestNetworks.IN);
      session.step(x.toDoubleVector(), output);
      INDArray expected = network.rnnTimeStep(x.reshape(1, TestNetworks.IN, 1));
      assertClose(expected.reshape(session.nOut()).toDoubleVector(), output, 1e-12);
    }
    INDArray second = network.rnnGetPreviousState(4).get("prevAct");
    assertClose(second.toDoubleVector(), session.state(1).toDoubleVector(), 1e-12);
    assertFails("There is no recurrent layer 2: the session has 2.", () -> session.state(2));
  }

  @Test
  void aGraphThatIsAChainStepsToo() {
    var graph = TestNetworks.graph(new Sgd(0), List.of(TestNetworks.vanillaRnn()));
    InferenceSession session = InferenceSession.of(graph);
    double[] output = new double[session.nOut()];
    for (int t = 0; t < 20; t++) {
      INDArray x = TestNetworks.uniform(t, 1, 1, TestNetworks.IN);
      session.step(x.toDoubleVector(), output);
      assertClose(graph.rnnTimeStep(x)[0].toDoubleVector(), output, 1e-12);
    }
  }

  @Test
  void aSymbolIsAOneHotInput() {
    InferenceSession session = InferenceSession.of(small());
    InferenceSession oneHot = session.newSession();
    float[] expected = new float[OUT];
    float[] output = new float[OUT];
    for (int t = 0; t < 20; t++) {
      float[] x = new float[IN];
      x[t % IN] = 1f;
      oneHot.step(x, expected);
      session.step(t % IN, output);
      assertClose(expected, output, 1e-7f);
    }
    InferenceSession run = session.newSession();
    run.run(IntStream.range(0, 20).map(t -> t % IN).toArray(), output);
    assertClose(expected, output, 1e-7f);
  }

  @Test
  void statesAreExchangedWithTheNetwork() {
    MultiLayerNetwork network = network(DataType.FLOAT, Activation.TANH, Activation.SOFTMAX, 9, 4);
    InferenceSession session = InferenceSession.of(network);
    float[] output = new float[OUT];
    session.run(new int[] {1, 2, 3}, output);
    network.rnnTimeStep(Nd4j.zeros(1, IN)); // a state to be replaced
    network.rnnSetPreviousState(0, Map.of("prevAct", session.state(0)));
    network.rnnSetPreviousState(1, Map.of("prevAct", session.state(1)));
    INDArray x = Nd4j.ones(DataType.FLOAT, 1, IN);
    session.step(x.toFloatVector(), output);
    assertClose(network.rnnTimeStep(x).toFloatVector(), output, 1e-6f);

    InferenceSession other = session.newSession();
    other.setState(0, network.rnnGetPreviousState(0).get("prevAct"));
    other.setState(1, network.rnnGetPreviousState(1).get("prevAct"));
    other.step(x.toFloatVector(), output);
    assertClose(network.rnnTimeStep(x).toFloatVector(), output, 1e-6f);
  }

  @Test
  void resetIsTheZeroStateAndStatesAreCopies() {
    InferenceSession session = InferenceSession.of(small());
    float[] first = new float[OUT];
    session.step(2, first);
    INDArray state = session.state(0);
    assertTrue(largest(state) > 0);
    session.reset();
    assertEquals(0.0, largest(session.state(0)));
    assertTrue(largest(state) > 0);
    float[] again = new float[OUT];
    session.step(2, again);
    assertClose(first, again, 0);
  }

  @Test
  void aCompiledStepAllocatesNothing() {
    InferenceSession session =
        InferenceSession.of(network(DataType.FLOAT, Activation.TANH, Activation.SOFTMAX, 16, 16));
    float[] output = new float[OUT];
    float[] input = new float[IN];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long bytes = Long.MAX_VALUE;
    // Vectors are objects until the step is compiled, which takes its time on a busy machine.
    for (int i = 0; i < 100 && bytes >= 2_000; i++) {
      long before = threads.getThreadAllocatedBytes(id);
      steps(session, input, output, 10_000);
      bytes = threads.getThreadAllocatedBytes(id) - before;
    }
    assertTrue(bytes < 2_000, "bytes: " + bytes);
  }

  private static void steps(InferenceSession session, float[] input, float[] output, int count) {
    for (int i = 0; i < count; i++) {
      session.step(input, output);
      session.step(3, output);
    }
  }

  @Test
  void laterTrainingIsNotSeen() {
    MultiLayerNetwork network = small();
    InferenceSession session = InferenceSession.of(network);
    float[] before = new float[OUT];
    float[] after = new float[OUT];
    session.step(1, before);
    network.params().muli(2);
    session.newSession().step(1, after);
    assertClose(before, after, 0);
  }

  @Test
  void sessionsOfOneNetworkRunInParallel() {
    InferenceSession session = InferenceSession.of(small());
    int[] symbols = new Random(4).ints(3_000, 0, IN).toArray();
    float[] expected = new float[OUT];
    session.run(symbols, expected);
    List<float[]> outputs =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(
                i -> {
                  float[] output = new float[OUT];
                  session.newSession().run(symbols, output);
                  return output;
                })
            .toList();
    outputs.forEach(output -> assertClose(expected, output, 0));
  }

  @Test
  void nanSurfaces() {
    InferenceSession session = InferenceSession.of(small());
    float[] output = new float[OUT];
    session.step(new float[] {0, Float.NaN, 0, 0, 0}, output);
    for (float y : output) {
      assertTrue(Float.isNaN(y));
    }
  }

  @Test
  void otherLayersAndActivationsAreNamed() {
    assertRefused(
        "LSTM",
        TestNetworks.network(
            new Sgd(0),
            org.deeplearning4j.nn.conf.RNNFormat.NCW,
            new LSTM.Builder().nOut(3).build()));
    assertRefused("SimpleRnn", TestNetworks.still(TestNetworks.simpleRnn()));
    assertRefused("softplus", network(DataType.FLOAT, Activation.SOFTPLUS, Activation.SOFTMAX, 3));
    assertRefused("cube", network(DataType.FLOAT, Activation.TANH, Activation.CUBE, 3));
  }

  private static void assertRefused(String named, MultiLayerNetwork network) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> InferenceSession.of(network))
            .getMessage();
    assertTrue(message.contains(named) && message.contains("Supported: VanillaRnn"), message);
  }

  @Test
  void wrongArgumentsAreNamed() {
    InferenceSession session = InferenceSession.of(small());
    float[] output = new float[OUT];
    assertFails("Input has 4 elements: it must have 5.", () -> session.step(new float[4], output));
    assertFails("Output has 2 elements: it must have 7.", () -> session.step(1, new float[2]));
    assertFails("Symbol 5 is out of range: it must be from 0 to 4.", () -> session.step(5, output));
    assertFails("There are no symbols: give one or more.", () -> session.run(new int[0], output));
    assertFails("There is no recurrent layer 1: the session has 1.", () -> session.state(1));
    assertFails(
        "The state of layer 0 has shape [2, 12]: it must be [1, 12], one sequence.",
        () -> session.setState(0, Nd4j.zeros(2, 12)));
    assertThrows(IllegalStateException.class, () -> session.step(1, new double[OUT]));
  }

  @Test
  void whatIsRefusedHasMovedNothing() {
    InferenceSession session = InferenceSession.of(small());
    float[] output = new float[OUT];
    session.run(new int[] {1, 2}, output);
    float[] given = output.clone();
    INDArray state = session.state(0);
    assertFails(
        "Symbol 5 at 2 is out of range: it must be from 0 to 4. No step was made.",
        () -> session.run(new int[] {0, 3, 5, 1}, output));
    assertFails(
        "Symbol -1 at 1 is out of range: it must be from 0 to 4. No step was made.",
        () -> session.run(new int[] {0, -1}, output));
    assertFails(
        "Output has 6 elements: it must have 7.",
        () -> session.run(new int[] {0, 1}, new float[OUT - 1]));
    assertFails(
        "Output is null: it must have 7 elements.",
        () -> session.run(new int[] {0, 1}, (float[]) null));
    assertFails("There are no symbols: give one or more.", () -> session.run(null, output));
    assertFails(
        "Input is null: it must have 5 elements.", () -> session.step((float[]) null, output));
    assertFails("Output is null: it must have 7 elements.", () -> session.step(1, (float[]) null));
    assertFails(
        "The state of layer 0 is null: it must be [1, 12], one sequence.",
        () -> session.setState(0, null));
    for (long[] shape : new long[][] {{12}, {12, 1}, {1, 12, 1}, {1, 11}, {1, 13}}) {
      assertThrows(IllegalArgumentException.class, () -> session.setState(0, Nd4j.zeros(shape)));
    }
    assertThrows(IllegalStateException.class, () -> session.run(new int[] {0, 1}, new double[OUT]));
    assertArrayEquals(given, output);
    assertArrayEquals(state.toFloatMatrix()[0], session.state(0).toFloatMatrix()[0]);

    InferenceSession undisturbed = session.newSession();
    float[] expected = new float[OUT];
    undisturbed.run(new int[] {1, 2, 3}, expected);
    session.step(3, output);
    assertArrayEquals(expected, output);
  }

  @Test
  void statesOfAnyLayoutAndTypeAreTaken() {
    InferenceSession session = InferenceSession.of(small());
    INDArray state = TestNetworks.uniform(3, 1, 1, 12);
    float[] expected = state.castTo(DataType.FLOAT).toFloatMatrix()[0];
    INDArray column = TestNetworks.uniform(3, 1, 1, 12).reshape(12, 1).transpose();
    INDArray view = Nd4j.zeros(DataType.DOUBLE, 12, 3);
    view.getColumn(1).assign(state.reshape(12));
    for (INDArray form : List.of(state, column, view.getColumn(1, true).transpose())) {
      session.reset();
      session.setState(0, form);
      assertArrayEquals(expected, session.state(0).toFloatMatrix()[0]);
    }
  }

  @Test
  void aRunIsNotTakenApartByAnotherThread() throws Exception {
    InferenceSession session = InferenceSession.of(small());
    int[] symbols = new Random(4).ints(20_000, 0, IN).toArray();
    float[] expected = new float[OUT];
    session.newSession().run(symbols, expected);
    AtomicInteger refused = new AtomicInteger();
    AtomicBoolean done = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              float[] output = new float[OUT];
              while (!done.get()) {
                try {
                  session.step(0, output);
                } catch (IllegalStateException e) {
                  refused.incrementAndGet();
                }
              }
            });
    float[] output = new float[OUT];
    boolean undisturbed = false;
    other.start();
    try {
      // The other thread may get in before a run, and never into one.
      for (int i = 0; i < 1_000 && !(undisturbed && refused.get() > 0); i++) {
        try {
          session.run(symbols, output);
        } catch (IllegalStateException atWork) {
          continue;
        }
        assertArrayEquals(expected, output, 1e-6f);
        undisturbed = true;
      }
    } finally {
      done.set(true);
      other.join();
    }
    assertTrue(undisturbed && refused.get() > 0);
  }

  private static void assertFails(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  private static MultiLayerNetwork small() {
    return network(DataType.FLOAT, Activation.TANH, Activation.SOFTMAX, 12);
  }

  private static MultiLayerNetwork network(
      DataType type, Activation hidden, Activation output, int... sizes) {
    var list = new NeuralNetConfiguration.Builder().seed(3).dataType(type).list();
    for (int size : sizes) {
      Layer layer = new VanillaRnn.Builder().nOut(size).activation(hidden).build();
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(OUT)
                        .activation(output)
                        .build())
                .setInputType(InputType.recurrent(IN))
                .build());
    network.init();
    INDArray params = network.params();
    // Biases that aren't zero; weights small enough for relu and identity to stay bounded.
    params.muli(0.6).addi(TestNetworks.uniform(1, 0.05, params.shape()).castTo(type));
    return network;
  }

  private static void assertEqualSteps(MultiLayerNetwork network, int steps, double tolerance) {
    InferenceSession session = InferenceSession.of(network);
    network.rnnClearPreviousState();
    for (int t = 0; t < steps; t++) {
      INDArray x = TestNetworks.uniform(t, 1, 1, IN).castTo(session.dataType());
      double[] expected = network.rnnTimeStep(x).toDoubleVector();
      assertClose(expected, stepped(session, x), tolerance);
    }
  }

  private static double[] stepped(InferenceSession session, INDArray x) {
    if (session.dataType() == DataType.DOUBLE) {
      double[] output = new double[OUT];
      session.step(x.toDoubleVector(), output);
      return output;
    }
    float[] output = new float[OUT];
    session.step(x.toFloatVector(), output);
    return IntStream.range(0, OUT).mapToDouble(i -> output[i]).toArray();
  }
}
