package io.github.tbptt4j.dl4j;

import static io.github.tbptt4j.testing.ArrayAssertions.assertClose;
import static io.github.tbptt4j.testing.ArrayAssertions.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.FusedRnnOutputLayer;
import io.github.tbptt4j.InferenceSession;
import io.github.tbptt4j.OtherJvm;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What people get who start Java as they always do, without the module of the fastest kernel. */
class PlainJavaTest {
  private static final int SYMBOLS = 40;

  /** Trains and steps a network in a Java without the module. */
  static final class Program {
    public static void main(String[] args) {
      System.out.println("module " + ModuleLayer.boot().findModule("jdk.incubator.vector"));
      System.out.println("kernel " + Kernels.choose(DataType.FLOAT, new ActivationTanH()).name());
      System.out.println("numbers " + Arrays.toString(numbers()));
    }
  }

  @Tag("slow")
  @Test
  void withoutTheModuleOpenBlasComputesTheSame() throws Exception {
    String output =
        OtherJvm.run(List.of("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"), Program.class);
    assertTrue(output.contains("module Optional.empty"), output);
    assertTrue(output.contains("kernel openblas"), output);
    String numbers = output.substring(output.indexOf("numbers [") + 9, output.lastIndexOf(']'));
    double[] there = Arrays.stream(numbers.split(", ")).mapToDouble(Double::valueOf).toArray();
    double[] here = numbers();
    assertEquals(here.length, there.length);
    assertClose(here, there, 1e-5);
  }

  /** Parameters after two updates, and behind them the outputs of a session's step. */
  private static double[] numbers() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Sgd(0.1))
                .list()
                .layer(new VanillaRnn.Builder().nOut(48).truncation(3, 5).build())
                .layer(new FusedRnnOutputLayer.Builder().nOut(SYMBOLS).build())
                .setInputType(InputType.recurrent(SYMBOLS))
                .build());
    network.init();
    INDArray params = Sequences.uniform(1, 1, network.numParams()).mul(0.3);
    network.setParams(params.castTo(DataType.FLOAT));
    INDArray x = Nd4j.zeros(DataType.FLOAT, 4, SYMBOLS, 9);
    INDArray y = Nd4j.zeros(DataType.FLOAT, 4, SYMBOLS, 9);
    for (int i = 0; i < 4; i++) {
      for (int t = 0; t < 9; t++) {
        x.putScalar(new int[] {i, (5 * i + 7 * t) % SYMBOLS, t}, 1);
        y.putScalar(new int[] {i, (5 * i + 7 * t + 7) % SYMBOLS, t}, 1);
      }
    }
    network.fit(new DataSet(x, y));
    network.fit(new DataSet(x, y));
    float[] next = new float[SYMBOLS];
    InferenceSession.of(network).step(3, next);
    return DoubleStream.concat(
            Arrays.stream(values(network.params())), Arrays.stream(values(Nd4j.create(next))))
        .toArray();
  }
}
