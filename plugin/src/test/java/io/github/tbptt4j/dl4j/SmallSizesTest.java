package io.github.tbptt4j.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernel.StepActivation;
import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.testing.ArrayAssertions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sizes of one, where ND4J takes a matrix for a vector or a number: every kernel, every mask. */
class SmallSizesTest {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  /** Which steps are real. */
  enum Steps {
    ALL,
    FIRST,
    LAST,
    NONE
  }

  record Size(int minibatch, int nIn, int nOut, int steps) {}

  record Pass(Size size, Steps real, boolean indices, Activation f) {}

  static Stream<String> kernels() {
    return Kernels.names().stream().filter(name -> !name.equals("reference"));
  }

  private static List<Pass> passes() {
    List<Pass> passes = new ArrayList<>();
    for (int bits = 0; bits < 16; bits++) {
      Size size =
          new Size(1 + (bits & 1), 1 + (bits >> 1 & 1), 1 + (bits >> 2 & 1), 1 + 2 * (bits >> 3));
      for (Steps real : Steps.values()) {
        for (boolean indices : new boolean[] {false, true}) {
          for (Activation f : List.of(Activation.TANH, Activation.SOFTPLUS, Activation.SOFTMAX)) {
            passes.add(new Pass(size, real, indices, f));
          }
        }
      }
    }
    return passes;
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("kernels")
  void everyKernelAgreesWithTheReference(String kernel) {
    int compared = 0;
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      for (Pass pass : passes()) {
        StepActivation f = StepActivation.of(pass.f.getActivationFunction());
        if (!Kernels.byName(kernel).runs(type, f)) {
          continue;
        }
        List<INDArray> expected = results("reference", pass, type);
        List<INDArray> actual = results(kernel, pass, type);
        for (int i = 0; i < expected.size(); i++) {
          assertSame(expected.get(i), actual.get(i), type, i + " of " + pass);
        }
        compared++;
      }
    }
    assertTrue(compared >= 128, compared + " passes");
  }

  private static void assertSame(INDArray a, INDArray b, DataType type, String what) {
    assertArrayEquals(a.shape(), b.shape(), what);
    double[] expected = ArrayAssertions.values(a);
    double[] actual = ArrayAssertions.values(b);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = (type == DataType.DOUBLE ? 1e-12 : 1e-5) * (1 + Math.abs(expected[i]));
      assertEquals(expected[i], actual[i], tolerance, what);
    }
  }

  /** Outputs, the gradient and errors below. */
  private static List<INDArray> results(String kernel, Pass pass, DataType type) {
    System.setProperty(Kernels.PROPERTY, kernel);
    try {
      Size size = pass.size;
      VanillaRnn.Builder builder =
          new VanillaRnn.Builder()
              .nIn(size.nIn)
              .nOut(size.nOut)
              .activation(pass.f)
              .truncation(2, 3)
              .clipErrorPerTimeStep(0.7)
              .indexInput(pass.indices);
      NeuralNetConfiguration conf =
          new NeuralNetConfiguration.Builder().dataType(type).layer(builder.build()).build();
      long count = conf.getLayer().initializer().numParams(conf.getLayer());
      INDArray params = Sequences.uniform(3, 1, count).castTo(type);
      Layer layer = conf.getLayer().instantiate(conf, List.of(), 0, params, false, type);
      layer.setBackpropGradientsViewArray(Nd4j.valueArrayOf(1, count, 7.0).castTo(type));
      layer.setInput(input(pass).castTo(type), NO_WORKSPACES);
      if (pass.real != Steps.ALL) {
        layer.setMaskArray(mask(pass).castTo(type));
      }
      INDArray out = layer.activate(true, NO_WORKSPACES).dup();
      INDArray epsilon = Sequences.uniform(5, size.minibatch, size.nOut, size.steps).castTo(type);
      INDArray below = layer.backpropGradient(epsilon, NO_WORKSPACES).getSecond();
      List<INDArray> results = new ArrayList<>(List.of(out, layer.getGradientsViewArray()));
      if (!pass.indices) {
        results.add(below);
      }
      return results;
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }

  private static INDArray input(Pass pass) {
    Size size = pass.size;
    if (!pass.indices) {
      return Sequences.uniform(1, size.minibatch, size.nIn, size.steps);
    }
    INDArray indices = Nd4j.zeros(DataType.DOUBLE, size.minibatch, 1, size.steps);
    for (int i = 0; i < size.minibatch; i++) {
      for (int t = 0; t < size.steps; t++) {
        indices.putScalar(new int[] {i, 0, t}, (i + t) % size.nIn);
      }
    }
    return indices;
  }

  private static INDArray mask(Pass pass) {
    INDArray mask = Nd4j.zeros(DataType.DOUBLE, pass.size.minibatch, pass.size.steps);
    int step = pass.real == Steps.LAST ? pass.size.steps - 1 : 0;
    for (int i = 0; i < pass.size.minibatch; i++) {
      mask.putScalar(i, step, pass.real == Steps.NONE ? 0 : 1);
    }
    return mask;
  }
}
