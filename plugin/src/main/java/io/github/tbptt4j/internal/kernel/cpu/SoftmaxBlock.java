package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.kernel.Targets;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Softmax and cross entropy of a block of rows, on the heap and class by class: element r of array
 * j belongs to row r and class j, so that each loop over the rows is one that C2 vectorises, maxima
 * and sums over the classes included.
 *
 * <p>One object serves one thread.
 */
final class SoftmaxBlock {
  private final float[][] logits;
  private final float[][] values;
  private final float[] bias;
  private final float[] largest;
  private final float[] sum;
  private final float[] power;
  private int rows;

  SoftmaxBlock(int classes, int maxRows) {
    logits = new float[classes][maxRows];
    values = new float[classes][maxRows];
    bias = new float[classes];
    largest = new float[maxRows];
    sum = new float[maxRows];
    power = new float[maxRows];
  }

  /** Reads the bias, nOut numbers. */
  void bias(FloatPointer b) {
    b.get(bias, 0, bias.length);
  }

  /** Reads x W, [classes, rows] in c order, and computes the exponentials of the softmax. */
  void load(FloatPointer products, int rowCount) {
    rows = rowCount;
    long start = products.position();
    Arrays.fill(largest, 0, rows, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < logits.length; j++) {
      products.position(start + (long) j * rows);
      products.get(logits[j], 0, rows);
      addAndMax(logits[j], bias[j], largest, rows);
    }
    products.position(start);
    Arrays.fill(sum, 0, rows, 0);
    for (int j = 0; j < logits.length; j++) {
      subtract(logits[j], largest, values[j], rows);
      exp(values[j], power, rows);
      add(sum, values[j], rows);
    }
  }

  /** log p_rj, from the logits. */
  private double logProbability(int row, int j) {
    return (double) logits[j][row] - largest[row] - Math.log(sum[row]);
  }

  /** Zero, or NaN where the row has logits without a softmax. */
  private double zeroOrNaN(int row) {
    return 0.0 * Math.log(sum[row]);
  }

  /** Scales the exponentials to p, and by a weight of each row. */
  void normalise(double[] weights) {
    for (int r = 0; r < rows; r++) {
      sum[r] = (float) (weights[r] / sum[r]);
    }
    for (float[] p : values) {
      multiply(p, sum, rows);
    }
  }

  /** Writes all elements, class j from position j * stride on. */
  void store(FloatPointer to, long stride) {
    long start = to.position();
    for (int j = 0; j < values.length; j++) {
      to.position(start + j * stride);
      to.put(values[j], 0, rows);
    }
    to.position(start);
  }

  /** The losses of the rows from first on. */
  void losses(Targets targets, int first, int rows, double[] losses) {
    double floor = Math.log(targets.clipping());
    double ceiling = Math.log1p(-targets.clipping());
    for (int r = 0; r < rows; r++) {
      int row = first + r;
      double loss = zeroOrNaN(r);
      if (!targets.areClasses()) {
        for (int j = 0; j < targets.nOut(); j++) {
          double y = targets.probability(row, j);
          loss -= y == 0 ? 0 : y * clip(logProbability(r, j), floor, ceiling);
        }
      } else if (targets.classOf(row) >= 0) {
        loss -= clip(logProbability(r, targets.classOf(row)), floor, ceiling);
      }
      losses[row] = targets.weight(row) * loss;
    }
  }

  /** delta of the rows from first on, in place of the exponentials. */
  void delta(Targets targets, int first, int rows) {
    double[] weights = new double[rows];
    for (int r = 0; r < rows; r++) {
      weights[r] = targets.weight(first + r);
    }
    normalise(weights);
    for (int r = 0; r < rows; r++) {
      int row = first + r;
      if (!targets.areClasses()) {
        for (int j = 0; j < targets.nOut(); j++) {
          values[j][r] -= (float) (weights[r] * targets.probability(row, j));
        }
      } else if (targets.classOf(row) >= 0) {
        values[targets.classOf(row)][r] -= (float) weights[r];
      }
    }
  }

  private static double clip(double value, double floor, double ceiling) {
    return Math.max(floor, Math.min(ceiling, value)); // NaN stays
  }

  /** target = the sum of count arrays that lie one after the other, stride elements apart. */
  static void sum(FloatPointer arrays, int count, long stride, int size, FloatPointer target) {
    float[] total = new float[size];
    float[] next = new float[size];
    long start = arrays.position();
    for (int i = 0; i < count; i++) {
      arrays.position(start + i * stride);
      arrays.get(next, 0, size);
      add(total, next, size);
    }
    target.put(total, 0, size);
  }

  private static void addAndMax(float[] z, float b, float[] max, int n) {
    for (int r = 0; r < n; r++) {
      z[r] += b;
      max[r] = Math.max(max[r], z[r]);
    }
  }

  private static void subtract(float[] z, float[] max, float[] out, int n) {
    for (int r = 0; r < n; r++) {
      out[r] = z[r] - max[r];
    }
  }

  private static void add(float[] to, float[] from, int n) {
    for (int r = 0; r < n; r++) {
      to[r] += from[r];
    }
  }

  private static void multiply(float[] to, float[] factor, int n) {
    for (int r = 0; r < n; r++) {
      to[r] *= factor[r];
    }
  }

  // exp x = 2^k exp f with k = round(x / ln 2) and |f| <= ln(2) / 2. Adding 1.5 * 2^23 rounds to a
  // whole number, which then is in the low bits. (exp f - 1 - f) / f^2 is a minimax fit; its error
  // relative to exp f is 3.6e-9. With rounding it is at most 0.95 ulp.
  private static final float LOWEST = -87.3f; // below, 2^k would be subnormal
  private static final float PER_LN_2 = 1.4426950216293335f;
  private static final float ROUND = 12582912f;
  private static final float LN_2_HIGH = 0.693359375f; // exact times any k
  private static final float LN_2_LOW = -0.00021219444170128554f;
  private static final float C2 = 0.4999999403953552f;
  private static final float C3 = 0.1666652113199234f;
  private static final float C4 = 0.04166838899254799f;
  private static final float C5 = 0.00836874544620514f;
  private static final float C6 = 0.0013814539415761828f;
  private static final int ONE = 0x3f800000;

  /** exp of numbers that are at most 0; what is below -87.3 is taken for it. */
  static void exp(float[] x, float[] power, int n) {
    for (int i = 0; i < n; i++) {
      float v = Math.max(LOWEST, x[i]);
      float rounded = v * PER_LN_2 + ROUND;
      float k = rounded - ROUND;
      float f = (v - k * LN_2_HIGH) - k * LN_2_LOW;
      power[i] = rounded;
      x[i] = ((((C6 * f + C5) * f + C4) * f + C3) * f + C2) * (f * f) + f + 1f;
    }
    for (int i = 0; i < n; i++) {
      x[i] *= Float.intBitsToFloat((Float.floatToRawIntBits(power[i]) << 23) + ONE);
    }
  }
}
