package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.nativemem.Doubles;
import io.github.tbptt4j.internal.train.flow.LagNorms;
import io.github.tbptt4j.internal.train.flow.LagRequest;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds up what {@link LagNorms.Layer} says of one layer, while blocks of losses walk back. */
final class LagCollector {
  private final String name;
  private final LagRequest request;
  private final double[][] norms; // [K+1][losses]
  private final double[][] errors; // sum of e_k over all losses, [K+1][n]
  private final double[][] gradients; // sum of C_0 + .. + C_{k2-1}, flattened, by depth

  LagCollector(String name, LagRequest request) {
    this.name = name;
    this.request = request;
    norms = new double[request.lags() + 1][request.losses().count()];
    for (double[] row : norms) {
      Arrays.fill(row, Double.NaN);
    }
    errors = new double[request.lags() + 1][];
    gradients = new double[request.depths().length][];
  }

  /**
   * Adds e_k of some losses.
   *
   * @param losses their rows in the request
   * @param real which of them are at a step of their sequence, not at padding
   * @param e [losses, n], or longer
   */
  void add(int lag, int[] losses, IntPredicate real, INDArray e) {
    if (lag > request.lags()) {
      return;
    }
    double[][] rows = Doubles.rows(e);
    for (int i = 0; i < losses.length; i++) {
      if (real.test(i)) {
        double norm = norm(rows[i]);
        if (!Double.isFinite(norm)) {
          throw LagNorms.notFinite(name, norm, lag, request.losses(), losses[i]);
        }
        norms[lag][losses[i]] = norm;
        errors[lag] = sum(errors[lag], rows[i]);
      }
    }
  }

  /** Adds the gradient of the steps with a lag below some k2, if it is asked. */
  void keep(int k2, INDArray gradient) {
    int depth = Arrays.binarySearch(request.depths(), k2);
    if (depth >= 0) {
      gradients[depth] = sum(gradients[depth], Doubles.of(gradient));
    }
  }

  /** Adds the whole gradient of losses with so many steps to all k2s that have them all. */
  void end(int steps, INDArray gradient) {
    double[] values = request.depths().length == 0 ? null : Doubles.of(gradient);
    for (int i = 0; i < gradients.length; i++) {
      if (request.depths()[i] >= steps) {
        gradients[i] = sum(gradients[i], values);
      }
    }
  }

  LagNorms.Layer result() {
    int losses = request.losses().count();
    double[] sums = new double[errors.length];
    double[] sum = null;
    for (int k = 0; k < sums.length; k++) {
      sum = errors[k] == null ? sum : sum(sum, errors[k]);
      sums[k] = sum == null ? 0 : norm(sum) / losses;
    }
    double[] whole = gradients.length == 0 ? null : gradients[gradients.length - 1];
    return new LagNorms.Layer(
        name,
        norms,
        sums,
        Arrays.stream(gradients).mapToDouble(g -> norm(g) / losses).toArray(),
        Arrays.stream(gradients).mapToDouble(g -> distance(g, whole) / losses).toArray());
  }

  /** Adds to the first, which may be null. */
  private static double[] sum(double[] sum, double[] summand) {
    if (sum == null) {
      return summand.clone();
    }
    for (int i = 0; i < sum.length; i++) {
      sum[i] += summand[i];
    }
    return sum;
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
