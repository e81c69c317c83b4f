package io.github.tbptt4j.internal.train.chain;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One step of all real ones, [1, B, n]: with h the steps, N their number,
 *
 * <pre>
 *   SUM sum h    AVG sum h / N    MAX max h    PNORM (sum |h|^p)^(1/p)
 * </pre>
 *
 * <p>The steps before a window are constants: what they add up to is known before.
 */
final class Pooling implements Stage {
  private final PoolingType type;
  private final int p;

  private int examples;
  private int n;
  private double[] before; // of the steps before the window: sum of h or of |h|^p, or the largest
  private double[] countBefore;

  private INDArray x;
  private double[] h;
  private double[] m; // null for ones
  private double[] total;
  private double[] count;
  private int[] largest; // the step of the maximum, or -1 for one before the window

  Pooling(GlobalPoolingLayer conf) {
    type = conf.getPoolingType();
    p = conf.getPnorm();
  }

  /** Nothing was before the next window. */
  void begin() {
    before = null;
  }

  /** What the last forward pass saw is before the next window, for some examples. */
  void passBy(boolean[] passed) {
    require(x);
    for (int t = 0; t < x.size(0); t++) {
      for (int b = 0; b < examples; b++) {
        if (passed[b] && real(t, b)) {
          add(t, b, before, countBefore, new int[examples * n]);
        }
      }
    }
  }

  @Override
  public INDArray forward(INDArray input, INDArray mask, Moment step) {
    require(input);
    x = input;
    h = doubles(input);
    m = mask == null ? null : doubles(mask);
    total = before.clone();
    count = countBefore.clone();
    largest = new int[examples * n];
    Arrays.fill(largest, -1);
    for (int t = 0; t < x.size(0); t++) {
      for (int b = 0; b < examples; b++) {
        if (real(t, b)) {
          add(t, b, total, count, largest);
        }
      }
    }
    double[] pooled = new double[examples * n];
    for (int i = 0; i < pooled.length; i++) {
      pooled[i] =
          switch (type) {
            case AVG -> total[i] / count[i / n];
            case PNORM -> Math.pow(total[i], 1.0 / p);
            default -> total[i];
          };
    }
    return array(pooled, 1);
  }

  private void require(INDArray input) {
    examples = Math.toIntExact(input.size(1));
    n = Math.toIntExact(input.size(2));
    if (before == null) {
      before = new double[examples * n];
      Arrays.fill(before, type == PoolingType.MAX ? Double.NEGATIVE_INFINITY : 0);
      countBefore = new double[examples];
    }
  }

  private boolean real(int t, int b) {
    return m == null || m[t * examples + b] != 0;
  }

  private void add(int t, int b, double[] to, double[] counts, int[] steps) {
    counts[b]++;
    for (int j = 0; j < n; j++) {
      double value = h[(t * examples + b) * n + j];
      int i = b * n + j;
      switch (type) {
        case MAX -> {
          if (value > to[i]) {
            to[i] = value;
            steps[i] = t;
          }
        }
        case PNORM -> to[i] += Math.pow(Math.abs(value), p);
        default -> to[i] += value;
      }
    }
  }

  @Override
  public INDArray backward(INDArray error, boolean wantsInput) {
    double[] e = doubles(error);
    double[] dx = new double[h.length];
    for (int row = 0; row < h.length / n; row++) {
      int b = row % examples;
      for (int j = 0; j < n && real(row / examples, b); j++) {
        int i = b * n + j;
        dx[row * n + j] = e[i] * slope(row / examples, i, h[row * n + j]);
      }
    }
    return array(dx, x.size(0));
  }

  private double slope(int t, int i, double value) {
    return switch (type) {
      case AVG -> 1 / count[i / n];
      case MAX -> largest[i] == t ? 1 : 0;
      case PNORM ->
          total[i] == 0
              ? 0
              : value * Math.pow(Math.abs(value), p - 2.0) / Math.pow(total[i], (p - 1.0) / p);
      default -> 1;
    };
  }

  private INDArray array(double[] values, long steps) {
    return Nd4j.createFromArray(values).castTo(x.dataType()).reshape('c', steps, examples, n);
  }

  private static double[] doubles(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').reshape(array.length()).toDoubleVector();
  }
}
