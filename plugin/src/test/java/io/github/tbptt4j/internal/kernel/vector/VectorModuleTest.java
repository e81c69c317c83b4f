package io.github.tbptt4j.internal.kernel.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.OtherJvm;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.VanillaRnn;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is said once in a process, in processes of their own. */
class VectorModuleTest {
  private static final String OTHERS_DONE = "double and softplus are done";
  private static final String THERE = "--add-modules=" + VectorModule.NAME;

  /** Trains what the Vector API has no part in, then what it would be faster for. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      train(network(DataType.DOUBLE, Activation.TANH));
      train(network(DataType.FLOAT, Activation.SOFTPLUS));
      System.out.println(OTHERS_DONE);
      MultiLayerNetwork network = network(DataType.FLOAT, Activation.TANH);
      train(network);
      TruncatedBpttTrainer.builder(network).truncation(TruncatedBptt.of(2, 3)).build().fit(data());
      InferenceSession.of(network).step(new float[2], new float[2]);
    }
  }

  /** Its one step is all that it does. */
  static final class SessionProgram {
    private SessionProgram() {}

    public static void main(String[] args) {
      InferenceSession.of(network(DataType.FLOAT, Activation.TANH))
          .step(new float[2], new float[2]);
    }
  }

  private static MultiLayerNetwork network(DataType type, Activation activation) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .dataType(type)
                .list()
                .layer(new VanillaRnn.Builder().nOut(3).activation(activation).build())
                .layer(new VanillaRnn.Builder().nOut(3).activation(activation).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(2))
                .build());
    network.init();
    return network;
  }

  private static DataSet data() {
    return new DataSet(Nd4j.rand(4, 2, 5), Nd4j.rand(4, 2, 5));
  }

  private static void train(MultiLayerNetwork network) {
    network.fit(data());
    network.fit(data());
  }

  private static long warnings(String output) {
    return output.lines().filter(line -> line.contains("WARN ") && said(line)).count();
  }

  private static boolean said(String text) {
    return text.contains("Start Java with --add-modules jdk.incubator.vector: ");
  }

  @Tag("slow")
  @Test
  void aProgramWithoutTheModuleIsToldOnceWhereItWouldHelp() throws Exception {
    String output = OtherJvm.run(List.of(), Program.class);
    String[] parts = output.split(OTHERS_DONE);
    assertEquals(2, parts.length, output);
    assertEquals(0, warnings(parts[0]), output);
    assertEquals(FusedMultiplyAdd.isInstruction() ? 1 : 0, warnings(parts[1]), output);
  }

  @Test
  void aSessionIsTold() throws Exception {
    String output = OtherJvm.run(List.of(), SessionProgram.class);
    assertEquals(FusedMultiplyAdd.isInstruction() ? 1 : 0, warnings(output), output);
  }

  @Tag("slow")
  @Test
  void whereTheModuleIsThereNothingIsSaid() throws Exception {
    assertSilent(Program.class, THERE);
  }

  @Tag("slow")
  @Test
  void whereTheKernelIsForcedNothingIsSaid() throws Exception {
    assertSilent(Program.class, "-Dtbptt4j.kernel=portable");
  }

  @Tag("slow")
  @Test
  void whereTheProcessorHasNoFusedMultiplyAddNothingIsSaid() throws Exception {
    assertSilent(SessionProgram.class, "-XX:-UseFMA");
  }

  private static void assertSilent(Class<?> program, String option) throws Exception {
    String output = OtherJvm.run(List.of(option), program);
    assertTrue(!said(output), output);
  }
}
