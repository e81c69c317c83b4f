package io.github.tbptt4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Pascanu's Omega of a stack of VanillaRnn under softmax and cross entropy, by its definition and
 * with nothing of the project's arithmetic: its gradient by central differences of RW in
 *
 * <pre>
 *   sum_t (||f'(z_t) (delta_{t+1} RW^T)|| / ||delta_{t+1}|| - 1)^2
 * </pre>
 *
 * <p>alone, where delta and z stay what they are.
 */
final class OmegaOracle {
  private static final double STEP = 1e-5;

  /** The activation and its slope, both of z. */
  record Activation(DoubleUnaryOperator f, DoubleUnaryOperator slope) {
    static final Activation TANH = new Activation(Math::tanh, z -> 1 - Math.tanh(z) * Math.tanh(z));
    static final Activation SOFTSIGN =
        new Activation(z -> z / (1 + Math.abs(z)), z -> 1 / Math.pow(1 + Math.abs(z), 2));
  }

  private record Weights(double[][] w, double[][] rw, double[] b) {}

  private final List<Weights> layers = new ArrayList<>();
  private final double[][] outputW;
  private final double[] outputB;
  private final Activation activation;
  private final double errorClip;
  private final double[][][] y; // [T][B][n]
  private final double[][] mask; // [T][B]
  private final double[][] counts; // [T][B], whether the loss enters
  private final List<double[][][]> z = new ArrayList<>(); // of each layer [T][B][n]
  private final List<double[][][]> h = new ArrayList<>();

  /** x and y are [B, n, T], masks [B, T]. */
  OmegaOracle(
      MultiLayerNetwork network,
      Activation activation,
      double errorClip,
      INDArray x,
      INDArray y,
      INDArray mask,
      INDArray counts) {
    this.activation = activation;
    this.errorClip = errorClip;
    this.y = timeFirst(y);
    this.mask = mask.transpose().toDoubleMatrix();
    this.counts = counts.transpose().toDoubleMatrix();
    int output = network.getnLayers() - 1;
    outputW = network.getLayer(output).getParam("W").toDoubleMatrix();
    outputB = network.getLayer(output).getParam("b").toDoubleVector();
    double[][][] below = timeFirst(x);
    for (int l = 0; l < output; l++) {
      var layer = network.getLayer(l);
      Weights weights =
          new Weights(
              layer.getParam("W").toDoubleMatrix(),
              layer.getParam("RW").toDoubleMatrix(),
              layer.getParam("b").toDoubleVector());
      layers.add(weights);
      below = forward(weights, below);
    }
  }

  private static double[][][] timeFirst(INDArray array) {
    double[][][] all = new double[(int) array.size(2)][(int) array.size(0)][(int) array.size(1)];
    for (int t = 0; t < all.length; t++) {
      for (int b = 0; b < all[t].length; b++) {
        for (int j = 0; j < all[t][b].length; j++) {
          all[t][b][j] = array.getDouble(b, j, t);
        }
      }
    }
    return all;
  }

  private double[][][] forward(Weights weights, double[][][] x) {
    int units = weights.b.length;
    double[][][] pre = new double[x.length][x[0].length][units];
    double[][][] state = new double[x.length][x[0].length][units];
    for (int t = 0; t < x.length; t++) {
      for (int b = 0; b < x[t].length; b++) {
        for (int j = 0; j < units; j++) {
          double sum = weights.b[j];
          for (int k = 0; k < x[t][b].length; k++) {
            sum += x[t][b][k] * weights.w[k][j];
          }
          for (int k = 0; k < units && t > 0; k++) {
            sum += state[t - 1][b][k] * weights.rw[k][j];
          }
          pre[t][b][j] = sum;
          state[t][b][j] = mask[t][b] * activation.f.applyAsDouble(sum);
        }
      }
    }
    z.add(pre);
    h.add(state);
    return state;
  }

  /** dOmega/dRW of a layer, summed over windows and examples, as the paper defines it. */
  double[] gradient(int layer, List<WindowOracle.Span> spans) {
    double[][] rw = layers.get(layer).rw;
    int units = rw.length;
    double[] gradient = new double[units * units];
    for (int i = 0; i < gradient.length; i++) {
      double value = rw[i / units][i % units];
      double[][] other = copy(rw);
      other[i / units][i % units] = value + STEP;
      double plus = omega(layer, spans, other);
      other[i / units][i % units] = value - STEP;
      gradient[i] = (plus - omega(layer, spans, other)) / (2 * STEP);
    }
    return gradient;
  }

  /** Omega of a layer, summed over windows and examples. */
  double omega(int layer, List<WindowOracle.Span> spans) {
    return omega(layer, spans, layers.get(layer).rw);
  }

  private double omega(int layer, List<WindowOracle.Span> spans, double[][] rw) {
    double sum = 0;
    for (WindowOracle.Span span : spans) {
      double[][][] delta = deltas(layer, span);
      for (int t = span.start(); t < span.end() - 1; t++) {
        for (int b = 0; b < mask[t].length; b++) {
          double arriving = norm(delta[t + 1][b]);
          if (mask[t][b] == 1 && arriving > 0) {
            double left = norm(back(delta[t + 1][b], rw, z.get(layer)[t][b]));
            sum += Math.pow(left / arriving - 1, 2);
          }
        }
      }
    }
    return sum;
  }

  /** dE/dz of a layer, [T][B][n]. */
  private double[][][] deltas(int layer, WindowOracle.Span span) {
    double[][][] delta = null;
    for (int l = layers.size() - 1; l >= layer; l--) {
      double[][][] below = new double[y.length][mask[0].length][layers.get(l).b.length];
      for (int t = span.end() - 1; t >= span.start(); t--) {
        for (int b = 0; b < mask[t].length; b++) {
          double[] z = this.z.get(l)[t][b];
          double[] error =
              l < layers.size() - 1
                  ? back(delta[t][b], layers.get(l + 1).w, null)
                  : t >= span.firstError() ? outputError(t, b) : new double[z.length];
          double[] future =
              t + 1 < span.end()
                  ? back(below[t + 1][b], layers.get(l).rw, null)
                  : new double[z.length];
          for (int j = 0; j < z.length; j++) {
            double all = mask[t][b] * activation.slope.applyAsDouble(z[j]) * (error[j] + future[j]);
            below[t][b][j] = Math.max(-errorClip, Math.min(errorClip, all));
          }
        }
      }
      delta = below;
    }
    return delta;
  }

  /** dE/dh of the uppermost layer. */
  private double[] outputError(int t, int b) {
    double[] logits = outputB.clone();
    double[] state = h.get(h.size() - 1)[t][b];
    for (int c = 0; c < logits.length; c++) {
      for (int k = 0; k < state.length; k++) {
        logits[c] += state[k] * outputW[k][c];
      }
      logits[c] = Math.exp(logits[c]);
    }
    double sum = 0;
    for (double e : logits) {
      sum += e;
    }
    for (int c = 0; c < logits.length; c++) {
      logits[c] = counts[t][b] * (logits[c] / sum - y[t][b][c]);
    }
    return back(logits, outputW, null);
  }

  /** error W^T, times the slope at z if there is one. */
  private double[] back(double[] error, double[][] w, double[] z) {
    double[] below = new double[w.length];
    for (int k = 0; k < w.length; k++) {
      for (int j = 0; j < error.length; j++) {
        below[k] += error[j] * w[k][j];
      }
      if (z != null) {
        below[k] *= activation.slope.applyAsDouble(z[k]);
      }
    }
    return below;
  }

  private static double norm(double[] row) {
    double sum = 0;
    for (double value : row) {
      sum += value * value;
    }
    return Math.sqrt(sum);
  }

  private static double[][] copy(double[][] matrix) {
    double[][] copy = matrix.clone();
    for (int i = 0; i < copy.length; i++) {
      copy[i] = matrix[i].clone();
    }
    return copy;
  }
}
