package io.github.tbptt4j.diagnostics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A chain's single losses in plain loops, for one example at a time, with a state that can be moved
 * at one step: the oracle of gradients with respect to states, by central differences.
 */
final class PlainChain {
  private static final double STEP = 1e-5;

  /** Makes one number a unit of all steps, or the last step's. */
  enum End {
    EACH_STEP,
    LAST,
    SUM,
    AVG,
    MAX,
    PNORM
  }

  private record Layer(double[][] w, double[][] rw, double[] b, DoubleUnaryOperator f) {
    double[] apply(double[] x, double[] before) {
      double[] h = new double[b.length];
      for (int j = 0; j < h.length; j++) {
        double z = b[j];
        for (int i = 0; i < x.length; i++) {
          z += x[i] * w[i][j];
        }
        for (int i = 0; rw != null && i < h.length; i++) {
          z += before[i] * rw[i][j];
        }
        h[j] = f.applyAsDouble(z);
      }
      return h;
    }
  }

  private final List<Layer> below = new ArrayList<>();
  private final List<Layer> above = new ArrayList<>(); // the end, the output the last of them
  private End end = End.EACH_STEP;
  private final boolean softmax;

  PlainChain(boolean softmax) {
    this.softmax = softmax;
  }

  PlainChain recurrent(INDArray w, INDArray rw, INDArray b, DoubleUnaryOperator f) {
    below.add(
        new Layer(
            w.toDoubleMatrix(),
            rw.toDoubleMatrix(),
            b.dup().reshape(b.length()).toDoubleVector(),
            f));
    return this;
  }

  PlainChain dense(INDArray w, INDArray b, DoubleUnaryOperator f) {
    Layer layer =
        new Layer(w.toDoubleMatrix(), null, b.dup().reshape(b.length()).toDoubleVector(), f);
    (end == End.EACH_STEP ? below : above).add(layer);
    return this;
  }

  PlainChain end(End how) {
    end = how;
    return this;
  }

  PlainChain output(INDArray w, INDArray b) {
    above.add(
        new Layer(w.toDoubleMatrix(), null, b.dup().reshape(b.length()).toDoubleVector(), z -> z));
    return this;
  }

  /**
   * One example.
   *
   * @param x [T][nIn]
   * @param mask [T]
   * @param y [T][nOut], or of the whole sequence [1][nOut]
   * @param entering of each layer, null for zero
   */
  record Example(double[][] x, double[] mask, double[][] y, double[][] entering) {}

  /** ||dL_s/dh_t|| of one layer. */
  double norm(Example example, int s, int layer, int t) {
    double squares = 0;
    for (int j = 0; j < below.get(layer).b.length; j++) {
      double slope =
          (loss(example, s, layer, t, j, STEP) - loss(example, s, layer, t, j, -STEP)) / (2 * STEP);
      squares += slope * slope;
    }
    return Math.sqrt(squares);
  }

  private double loss(Example example, int s, int moved, int t, int unit, double by) {
    double[][] x = example.x;
    for (int l = 0; l < below.size(); l++) {
      Layer layer = below.get(l);
      double[][] h = new double[x.length][];
      double[] before = example.entering == null ? new double[layer.b.length] : example.entering[l];
      for (int u = 0; u < x.length; u++) {
        h[u] = layer.apply(x[u], before);
        for (int j = 0; j < h[u].length; j++) {
          h[u][j] *= example.mask[u];
        }
        if (l == moved && u == t) {
          h[u][unit] += by;
        }
        before = h[u];
      }
      x = h;
    }
    double[] top = collapse(x, example.mask, s);
    for (Layer layer : above) {
      top = layer.apply(top, null);
    }
    return loss(top, example.y[end == End.EACH_STEP ? s : 0]);
  }

  private double[] collapse(double[][] h, double[] mask, int s) {
    if (end == End.EACH_STEP || end == End.LAST) {
      return h[s];
    }
    double[] pooled = new double[h[0].length];
    for (int j = 0; j < pooled.length; j++) {
      int unit = j;
      double[] real =
          java.util.stream.IntStream.range(0, h.length)
              .filter(t -> mask[t] != 0)
              .mapToDouble(t -> h[t][unit])
              .toArray();
      pooled[j] =
          switch (end) {
            case SUM -> Arrays.stream(real).sum();
            case AVG -> Arrays.stream(real).average().orElseThrow();
            case MAX -> Arrays.stream(real).max().orElseThrow();
            default -> Math.sqrt(Arrays.stream(real).map(v -> v * v).sum());
          };
    }
    return pooled;
  }

  /** Cross entropy of softmax, or the mean squared error. */
  private double loss(double[] z, double[] y) {
    double sum = Arrays.stream(z).map(Math::exp).sum();
    double loss = 0;
    for (int j = 0; j < z.length; j++) {
      loss += softmax ? -y[j] * (z[j] - Math.log(sum)) : (z[j] - y[j]) * (z[j] - y[j]) / z.length;
    }
    return loss;
  }
}
