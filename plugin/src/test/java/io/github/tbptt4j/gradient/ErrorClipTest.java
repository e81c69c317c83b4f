package io.github.tbptt4j.gradient;

import static io.github.tbptt4j.gradient.GradientTest.doubleKernels;
import static io.github.tbptt4j.gradient.GradientTest.withKernel;
import static io.github.tbptt4j.testing.ArrayAssertions.relativeError;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.VanillaRnn;
import io.github.tbptt4j.internal.kernel.Window;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.junit.jupiter.api.Test;

/** Clipping of the error at each time step. */
class ErrorClipTest {
  private static final int STEPS = 6;
  private static final double BOUND = 0.4;

  private final Surrogate data = new Surrogate(0, STEPS, 2, 3, 4, Math::tanh, true, true, 7);

  @Test
  void clippedErrorsFlowBackAndIntoTheWeights() {
    for (String kernel : doubleKernels()) {
      withKernel(
          kernel,
          () -> {
            for (int k1 = 1; k1 <= STEPS + 1; k1++) {
              for (int k2 = 1; k2 <= STEPS + 1; k2++) {
                TruncatedBptt truncation = TruncatedBptt.of(k1, k2);
                double[] expected = clippedGradient(truncation, BOUND);
                double error = relativeError(expected, layerGradient(truncation, BOUND).theta());
                assertTrue(error < 1e-9, kernel + " " + truncation + ": " + error);
              }
            }
          });
    }
  }

  @Test
  void theBoundIsReachedHereSoThatClippingIsReallyTested() {
    TruncatedBptt full = TruncatedBptt.full();
    assertTrue(relativeError(clippedGradient(full, BOUND), clippedGradient(full, 1e9)) > 0.05);
  }

  @Test
  void aBoundThatIsNeverReachedChangesNothing() {
    double[] unclipped = data.thetaGradient(TruncatedBptt.of(2, 4));
    double[] clipped = layerGradient(TruncatedBptt.of(2, 4), 1e9).theta();
    assertEquals(0.0, relativeError(unclipped, clipped), 1e-6);
  }

  private LayerUnderTest.Gradients layerGradient(TruncatedBptt truncation, double bound) {
    VanillaRnn.Builder builder =
        new VanillaRnn.Builder().truncation(truncation).clipErrorPerTimeStep(bound);
    return new LayerUnderTest(builder, RNNFormat.NCW, data).standard();
  }

  /** The recursion of Graves 2013, written down once more: there is no surrogate to difference. */
  private double[] clippedGradient(TruncatedBptt truncation, double bound) {
    int nIn = data.nIn;
    int nOut = data.nOut;
    double[][][] h = data.states(data.theta, data.x, data.h0, 0, STEPS);
    double[] gradient = new double[data.theta.length];
    for (var window : Window.of(truncation.k1(), truncation.k2(), 0, STEPS)) {
      for (int i = 0; i < data.minibatch; i++) {
        double[] next = new double[nOut];
        for (int t = window.end() - 1; t >= window.start(); t--) {
          double[] delta = new double[nOut];
          double[] previous = t == 0 ? data.h0[i] : h[t - 1][i];
          for (int j = 0; j < nOut; j++) {
            double error = t >= window.owned() ? data.c[t][i][j] : 0.0;
            for (int k = 0; k < nOut; k++) {
              error += next[k] * data.theta[nIn * nOut + j * nOut + k];
            }
            error *= data.mask[t][i] * (1 - h[t][i][j] * h[t][i][j]);
            delta[j] = Math.max(-bound, Math.min(bound, error));
            for (int k = 0; k < nIn; k++) {
              gradient[k * nOut + j] += data.x[t][i][k] * delta[j];
            }
            for (int k = 0; k < nOut; k++) {
              gradient[nIn * nOut + k * nOut + j] += previous[k] * delta[j];
            }
            gradient[nIn * nOut + nOut * nOut + j] += delta[j];
          }
          next = Arrays.copyOf(delta, nOut);
        }
      }
    }
    return gradient;
  }
}
