package io.github.tbptt4j.gradient;

import static io.github.tbptt4j.gradient.GradientTest.doubleKernels;
import static io.github.tbptt4j.gradient.GradientTest.withKernel;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernels.Kernels;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.RecurrentLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Published numbers that a right implementation reproduces and a plausible wrong one doesn't. */
class GoldenTest {
  private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

  private static RecurrentLayer identityLayer(int nOut, TruncatedBptt truncation) {
    VanillaRnn conf =
        new VanillaRnn.Builder()
            .nIn(1)
            .nOut(nOut)
            .activation(Activation.IDENTITY)
            .truncation(truncation)
            .build();
    NeuralNetConfiguration netConf =
        new NeuralNetConfiguration.Builder().dataType(DataType.DOUBLE).layer(conf).build();
    INDArray params =
        Nd4j.create(DataType.DOUBLE, 1, netConf.getLayer().initializer().numParams(netConf));
    Layer layer =
        netConf.getLayer().instantiate(netConf, List.of(), 0, params, true, DataType.DOUBLE);
    layer.setBackpropGradientsViewArray(params.like());
    params.assign(0.0);
    return (RecurrentLayer) layer;
  }

  /**
   * x_3 = w^3 x_0 with w = .2, x_0 = .9, one step a segment: dx_3/dw = 3 w^2 x_0 = .108. Gradients
   * that pile up from run to run give .288. From the discussion of k1 and k2 in PyTorch's forum.
   */
  @Test
  void theThirdStepOfAScalarRnnReachesBackThroughThreeSegments() {
    for (String kernel : doubleKernels()) {
      withKernel(kernel, () -> assertEquals(.108, scalarRnn(TruncatedBptt.of(1, 3)), 1e-12));
      // Two steps see w twice: 2 w (w x_0) ... with x_1 = w x_0 constant, x_3 = w^2 x_1.
      withKernel(kernel, () -> assertEquals(.072, scalarRnn(TruncatedBptt.of(1, 2)), 1e-12));
      withKernel(kernel, () -> assertEquals(.036, scalarRnn(TruncatedBptt.of(1, 1)), 1e-12));
    }
  }

  private static double scalarRnn(TruncatedBptt truncation) {
    RecurrentLayer layer = identityLayer(1, truncation);
    ((Layer) layer).getParam("RW").assign(.2);
    layer.rnnSetTBPTTState(Map.of("prevAct", Nd4j.createFromArray(new double[][] {{.9}})));
    double gradient = Double.NaN;
    for (int segment = 0; segment < 3; segment++) {
      INDArray x = Nd4j.zeros(DataType.DOUBLE, 1, 1, 1);
      layer.rnnActivateUsingStoredState(x, true, true, NO_WORKSPACES);
      gradient =
          ((Layer) layer)
              .backpropGradient(Nd4j.onesLike(x), NO_WORKSPACES)
              .getFirst()
              .getGradientFor("RW")
              .getDouble(0);
    }
    return gradient;
  }

  /**
   * Influence balancing (Tallec and Ollivier 2017): n = 23, A = I/2 + superdiagonal/2, s <- A s +
   * theta v, v = +1 ten times and then -1. The truncated ds_1/dtheta has the wrong sign until far
   * back.
   */
  @ParameterizedTest
  @CsvSource({"10,10.0", "20,16.4761", "40,0.5655", "50,-4.7527", "400,-6.0"})
  void truncationBiasOfInfluenceBalancingIsThePublishedOne(int k2, double expected) {
    for (String kernel : doubleKernels()) {
      withKernel(kernel, () -> assertEquals(expected, influence(TruncatedBptt.of(400, k2)), 5e-5));
    }
  }

  private static double influence(TruncatedBptt truncation) {
    int n = 23;
    int steps = 400;
    INDArray a = Nd4j.eye(n).castTo(DataType.DOUBLE).muli(0.5);
    for (int i = 0; i + 1 < n; i++) {
      a.putScalar(i, i + 1, 0.5);
    }
    INDArray v = Nd4j.onesLike(a.getRow(0));
    for (int i = 10; i < n; i++) {
      v.putScalar(i, -1.0);
    }
    RecurrentLayer rnn = identityLayer(n, truncation);
    Layer layer = (Layer) rnn;
    layer.getParam("RW").assign(a.transpose()); // rows are states here: s^T <- s^T A^T + theta v^T
    layer.getParam("W").assign(v.mul(0.5).reshape(1, n));
    layer.setInput(Nd4j.ones(DataType.DOUBLE, 1, 1, steps), NO_WORKSPACES);
    layer.activate(true, NO_WORKSPACES);
    INDArray error = Nd4j.zeros(DataType.DOUBLE, 1, n, steps);
    error.putScalar(0, 0, steps - 1, 1.0); // d s_1 / d s
    INDArray dW = layer.backpropGradient(error, NO_WORKSPACES).getFirst().getGradientFor("W");
    return dW.reshape(n).mul(v).sumNumber().doubleValue(); // W = theta v^T
  }

  /** A list that lost a kernel would pass all of the above. */
  @Test
  void noKernelIsMissing() {
    assertEquals(List.of("vector", "openblas", "portable", "reference"), Kernels.names());
    assertEquals(List.of("portable", "reference"), doubleKernels());
  }
}
