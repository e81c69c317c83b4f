package io.github.tbptt4j.internal.kernel.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class FloatActivationsTest {
  private static final int SIZE = 4096;
  private static final int MANTISSAS_AN_EXPONENT = 2000;

  /** Something in place over a range. */
  private interface Activation {
    void apply(float[] z, int from, int to);
  }

  @Test
  void tanhIsWithinTwoAndAHalfUlp() {
    double worst = worstUlp("tanh", FloatActivations::tanh, Math::tanh);
    assertTrue(worst < 2.5, "ulp: " + worst);
  }

  @Test
  void sigmoidIsCorrectlyRounded() {
    double worst = worstUlp("sigmoid", FloatActivations::sigmoid, x -> 1.0 / (1.0 + Math.exp(-x)));
    assertTrue(worst < 0.51, "ulp: " + worst);
  }

  @Test
  void tanhNeverLeavesItsRange() {
    for (float x = 1e-4f; x < 12f; x += 1e-4f) {
      float[] z = {x, -x};
      FloatActivations.tanh(z, 0, 2);
      assertTrue(z[0] >= 0f && z[0] <= 1f, "tanh " + x + " = " + z[0]);
      assertEquals(-z[0], z[1]);
    }
  }

  @Test
  void valuesAtTheLimitsAreExact() {
    float[] in = {
      Float.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      0f
    };
    float[] tanh = {Float.NaN, 1f, -1f, 1f, -1f, Float.MIN_VALUE, -Float.MIN_VALUE, 0f};
    float[] sigmoid = {Float.NaN, 1f, 0f, 1f, 0f, 0.5f, 0.5f, 0.5f};
    float[] relu = {
      Float.NaN, Float.POSITIVE_INFINITY, 0f, Float.MAX_VALUE, 0f, Float.MIN_VALUE, 0f, 0f
    };
    assertArrayEquals(tanh, applied(FloatActivations::tanh, in));
    assertArrayEquals(sigmoid, applied(FloatActivations::sigmoid, in));
    assertArrayEquals(relu, applied(FloatActivations::relu, in));
  }

  @Test
  void valuesOutsideOfTheRangeStay() {
    float[] z = {1f, 2f, 3f, 4f, 5f};
    FloatActivations.tanh(z, 1, 2);
    FloatActivations.sigmoid(z, 2, 3);
    FloatActivations.softmax(z, 3, 4);
    assertEquals(1f, z[0]);
    assertEquals(Math.tanh(2.0), z[1], 1e-6);
    assertEquals(1.0 / (1.0 + Math.exp(-3.0)), z[2], 1e-7);
    assertEquals(1f, z[3]);
    assertEquals(5f, z[4]);
  }

  @Test
  void softmaxIsWithinTwoUlpWhateverItsRange() {
    Random random = new Random(3);
    for (int scale = -20; scale <= 6; scale++) {
      float[] z = new float[67];
      for (int i = 0; i < z.length; i++) {
        z[i] = (float) Math.scalb(random.nextGaussian(), scale) + 1000f * (scale & 1);
      }
      IntToDoubleFunction exact = softmax(z.clone());
      FloatActivations.softmax(z, 0, z.length);
      for (int i = 0; i < z.length; i++) {
        double expected = exact.applyAsDouble(i);
        assertEquals(expected, z[i], 2 * Math.ulp((float) expected));
      }
    }
  }

  @Test
  void softmaxOfNanIsNan() {
    float[] z = {0f, Float.NaN, 1f};
    FloatActivations.softmax(z, 0, 3);
    assertArrayEquals(new float[] {Float.NaN, Float.NaN, Float.NaN}, z);
  }

  private static IntToDoubleFunction softmax(float[] z) {
    double max = Double.NEGATIVE_INFINITY;
    for (float value : z) {
      max = Math.max(max, value);
    }
    double sum = 0.0;
    for (float value : z) {
      sum += Math.exp(value - max);
    }
    double shift = max + Math.log(sum);
    return i -> Math.exp(z[i] - shift);
  }

  private static float[] applied(Activation f, float... values) {
    float[] z = values.clone();
    f.apply(z, 0, z.length);
    return z;
  }

  /** Both signs of every exponent with random mantissas, then densely where f changes. */
  private static double worstUlp(String name, Activation f, DoubleUnaryOperator exact) {
    Random random = new Random(1);
    Worst worst = new Worst(f, exact);
    for (int exponent = 0; exponent < 255; exponent++) {
      for (int i = 0; i < MANTISSAS_AN_EXPONENT; i++) {
        int bits = exponent << 23 | random.nextInt(1 << 23);
        worst.add(Float.intBitsToFloat(bits));
        worst.add(-Float.intBitsToFloat(bits));
      }
    }
    for (int i = 0; i < 2_000_000; i++) {
      worst.add(20f * random.nextFloat() - 10f);
      worst.add(2f * random.nextFloat() - 1f);
    }
    worst.flush();
    System.out.printf("float %s: at most %.2f ulp, at %s%n", name, worst.ulp, worst.at);
    return worst.ulp;
  }

  /** Collects arguments, because C2 vectorises only long ranges, and those are to be tested. */
  private static final class Worst {
    private final Activation f;
    private final DoubleUnaryOperator exact;
    private final float[] x = new float[SIZE];
    private int count;
    private double ulp;
    private float at;

    Worst(Activation f, DoubleUnaryOperator exact) {
      this.f = f;
      this.exact = exact;
    }

    void add(float value) {
      x[count++] = value;
      if (count == SIZE) {
        flush();
      }
    }

    void flush() {
      float[] y = x.clone();
      f.apply(y, 0, count);
      for (int i = 0; i < count; i++) {
        double expected = exact.applyAsDouble(x[i]);
        double error = Math.abs(y[i] - expected) / Math.ulp((float) expected);
        if (!(error <= ulp)) {
          ulp = error;
          at = x[i];
        }
      }
      count = 0;
    }
  }
}
