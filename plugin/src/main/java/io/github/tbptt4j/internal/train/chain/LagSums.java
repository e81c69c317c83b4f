package io.github.tbptt4j.internal.train.chain;

import io.github.tbptt4j.internal.kernel.Symbols;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import java.util.Arrays;

/** Adds up what {@link LagNorms.Layer} says of one layer, while losses walk back lag by lag. */
final class LagSums {
  private final String name;
  private final LagRequest request;
  private final int[] order; // the losses as they walk, those with the longest way first
  private final int nIn;
  private final int nOut;

  private int lag;
  private final double[][] norms;
  private final double[] stateSum; // of e_0 + .. + e_k over all losses, [nOut]
  private final double[] sums;
  private final double[] gradient; // of W, RW and b, over all losses; [0] where nobody asks
  private final double[][] atDepths;

  LagSums(LagRecurrent layer, LagRequest request, int[] order) {
    this.name = layer.name();
    this.request = request;
    this.order = order;
    nIn = layer.nIn();
    nOut = layer.nOut();
    norms = new double[request.lags() + 1][order.length];
    for (double[] row : norms) {
      Arrays.fill(row, Double.NaN);
    }
    stateSum = new double[nOut];
    sums = new double[request.lags() + 1];
    gradient = new double[wantsGradients() ? Math.multiplyExact(nIn + nOut + 1, nOut) : 0];
    atDepths = new double[request.depths().length][];
  }

  boolean wantsGradients() {
    return request.depths().length > 0;
  }

  /** Adds e_k of the losses that have this lag, [losses, nOut]; padding is no step of theirs. */
  void add(double[] e, boolean[] padding) {
    for (int i = 0; i < padding.length; i++) {
      if (padding[i]) {
        continue;
      }
      double squares = 0;
      for (int j = 0; j < nOut; j++) {
        double value = e[i * nOut + j];
        squares += value * value;
        stateSum[j] += value;
      }
      norms[lag][order[i]] = requireFinite(Math.sqrt(squares), order[i]);
    }
  }

  private double requireFinite(double norm, int loss) {
    if (Double.isFinite(norm)) {
      return norm;
    }
    throw LagNorms.notFinite(name, norm, lag, request.losses(), loss);
  }

  /** Adds x^T delta, [nIn, nOut]. */
  void addToW(double[] product) {
    add(product, 0);
  }

  /** Adds x^T delta of one loss, where x is one at a symbol, or nothing for none. */
  void addToW(int symbol, double[] deltas, int loss) {
    for (int j = 0; symbol != Symbols.NONE && j < nOut; j++) {
      gradient[symbol * nOut + j] += deltas[loss * nOut + j];
    }
  }

  /** Adds h^T delta, [nOut, nOut]. */
  void addToRw(double[] product) {
    add(product, nIn * nOut);
  }

  /** Adds delta of each loss. */
  void addToB(double[] deltas) {
    for (int i = 0; i < deltas.length; i += nOut) {
      for (int j = 0; j < nOut; j++) {
        gradient[(nIn + nOut) * nOut + j] += deltas[i + j];
      }
    }
  }

  private void add(double[] product, int offset) {
    for (int i = 0; i < product.length; i++) {
      gradient[offset + i] += product[i];
    }
  }

  /** All layers have been at this lag. */
  void nextLag() {
    sums[lag] = norm(stateSum) / order.length;
    lag++;
    int depth = Arrays.binarySearch(request.depths(), lag);
    if (depth >= 0) {
      atDepths[depth] = gradient.clone();
    }
  }

  LagNorms.Layer result() {
    double[] gradients = new double[atDepths.length];
    double[] rests = new double[atDepths.length];
    for (int i = 0; i < atDepths.length; i++) {
      gradients[i] = norm(atDepths[i]) / order.length;
      rests[i] = distance(atDepths[i], gradient) / order.length;
    }
    return new LagNorms.Layer(name, norms, sums, gradients, rests);
  }

  private static double norm(double[] values) {
    return distance(values, new double[values.length]);
  }

  private static double distance(double[] a, double[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(squares);
  }
}
