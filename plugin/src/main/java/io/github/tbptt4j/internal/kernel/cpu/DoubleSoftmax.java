package io.github.tbptt4j.internal.kernel.cpu;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;

/** {@link SoftmaxBlock} in double precision, with the library's exponential. */
final class DoubleSoftmax extends SoftmaxBlock {
  private final double[][] logits;
  private final double[][] values;
  private final double[] bias;
  private final double[] largest;
  private final double[] sum;
  private int rows;

  DoubleSoftmax(int classes, int maxRows) {
    logits = new double[classes][maxRows];
    values = new double[classes][maxRows];
    bias = new double[classes];
    largest = new double[maxRows];
    sum = new double[maxRows];
  }

  @Override
  void bias(Pointer b) {
    ((DoublePointer) b).get(bias, 0, bias.length);
  }

  @Override
  void load(Pointer products, int rowCount) {
    rows = rowCount;
    long start = products.position();
    Arrays.fill(largest, 0, rows, Double.NEGATIVE_INFINITY);
    for (int j = 0; j < logits.length; j++) {
      products.position(start + (long) j * rows);
      ((DoublePointer) products).get(logits[j], 0, rows);
      addAndMax(logits[j], bias[j], largest, rows);
    }
    products.position(start);
    Arrays.fill(sum, 0, rows, 0);
    for (int j = 0; j < logits.length; j++) {
      exp(logits[j], largest, values[j], rows);
      add(sum, values[j], rows);
    }
  }

  @Override
  double logProbability(int row, int j) {
    return logits[j][row] - largest[row] - Math.log(sum[row]);
  }

  @Override
  double zeroOrNaN(int row) {
    return 0.0 * Math.log(sum[row]);
  }

  @Override
  void normalise(double[] weights) {
    for (double[] p : values) {
      for (int r = 0; r < rows; r++) {
        p[r] *= weights[r] / sum[r];
      }
    }
  }

  @Override
  void subtract(int row, int j, double y) {
    values[j][row] -= y;
  }

  @Override
  void store(Pointer to, long stride) {
    long start = to.position();
    for (int j = 0; j < values.length; j++) {
      to.position(start + j * stride);
      ((DoublePointer) to).put(values[j], 0, rows);
    }
    to.position(start);
  }

  @Override
  void sum(Pointer arrays, int count, long stride, int size, Pointer target) {
    double[] total = new double[size];
    double[] next = new double[size];
    long start = arrays.position();
    for (int i = 0; i < count; i++) {
      arrays.position(start + i * stride);
      ((DoublePointer) arrays).get(next, 0, size);
      add(total, next, size);
    }
    ((DoublePointer) target).put(total, 0, size);
  }

  private static void addAndMax(double[] z, double b, double[] max, int n) {
    for (int r = 0; r < n; r++) {
      z[r] += b;
      max[r] = Math.max(max[r], z[r]);
    }
  }

  private static void exp(double[] z, double[] max, double[] out, int n) {
    for (int r = 0; r < n; r++) {
      out[r] = Math.exp(z[r] - max[r]);
    }
  }

  private static void add(double[] to, double[] from, int n) {
    for (int r = 0; r < n; r++) {
      to[r] += from[r];
    }
  }
}
