package io.github.tbptt4j.internal.kernel.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.internal.kernels.Kernels;
import io.github.tbptt4j.internal.kernels.OutputKernels;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;

class SoftmaxTest {

  /** The exponential of each float from -87.3 to 0 that a step of 97 in its bits reaches. */
  @Test
  void theExponentialIsOffByAtMostOneUlp() {
    double largest = 0;
    float[] x = new float[4096];
    float[] power = new float[x.length];
    int bits = Float.floatToIntBits(-0f);
    int end = Float.floatToIntBits(-87.3f);
    while (bits < end) {
      float[] arguments = new float[x.length];
      for (int i = 0; i < x.length; i++, bits += 97) {
        arguments[i] = Float.intBitsToFloat(Math.min(bits, end));
        x[i] = arguments[i];
      }
      SoftmaxBlock.exp(x, power, x.length);
      for (int i = 0; i < x.length; i++) {
        double exact = Math.exp(arguments[i]);
        largest = Math.max(largest, Math.abs(x[i] - exact) / Math.ulp((float) exact));
      }
    }
    System.out.printf("exp in float: at most %.2f ulp%n", largest);
    assertTrue(largest <= 1, largest + " ulp");
  }

  @Test
  void theExponentialKeepsNaNAndEndsAtTheSmallestNormalNumbers() {
    float[] x = {Float.NaN, Float.NEGATIVE_INFINITY, -1e30f, -88, 0};
    SoftmaxBlock.exp(x, new float[5], 5);
    assertEquals(Float.NaN, x[0]);
    assertEquals(Math.exp(-87.3f), x[1], 1e-42);
    assertEquals(x[1], x[2]);
    assertEquals(x[1], x[3]);
    assertEquals(1, x[4]);
  }

  @Test
  void theKernelIsChosenAsTheLayersOneIs() {
    String layers = Kernels.choose(DataType.FLOAT, new ActivationTanH()).name();
    assertEquals(layers, OutputKernels.choose(DataType.FLOAT).orElseThrow().name());
    assertEquals("reference", OutputKernels.choose(DataType.DOUBLE).orElseThrow().name());
    assertTrue(OutputKernels.choose(DataType.HALF).isEmpty());
    System.setProperty(Kernels.PROPERTY, "reference");
    try {
      assertEquals("reference", OutputKernels.choose(DataType.FLOAT).orElseThrow().name());
      System.setProperty(Kernels.PROPERTY, "portable");
      assertTrue(OutputKernels.choose(DataType.FLOAT).isEmpty());
      System.setProperty(Kernels.PROPERTY, "openblas");
      assertThrows(IllegalStateException.class, () -> OutputKernels.choose(DataType.DOUBLE));
      System.setProperty(Kernels.PROPERTY, "fastest");
      assertThrows(IllegalArgumentException.class, () -> OutputKernels.choose(DataType.FLOAT));
    } finally {
      System.clearProperty(Kernels.PROPERTY);
    }
  }
}
