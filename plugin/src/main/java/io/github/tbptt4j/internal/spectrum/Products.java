package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.internal.nativemem.Lapack;
import io.github.tbptt4j.internal.spectrum.Trajectory.Walk;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Products P_{s,k} = M_{s-k+1} .. M_s, which take an error k steps back, and their mean over steps
 * s and examples.
 *
 * @param means mean of P_{s,k} for k = 1 .. K, each [n, n] in c order
 * @param gains sqrt(mean ||P_{s,k}||_F^2 / n): what becomes of an error of random direction
 * @param count over how many s
 */
public record Products(List<double[]> means, double[] gains, int count) {

  /** Where a product begins: an example's step s. */
  record End(int example, int step) {}

  /**
   * Multiplies.
   *
   * @param trajectory the matrices
   * @param ends s, each with K transitions before it
   * @param lags K
   * @return the means
   */
  static Products of(Trajectory trajectory, List<End> ends, int lags) {
    int n = trajectory.units();
    double[][] sums = new double[lags][n * n];
    double[] squares = new double[lags];
    for (End end : ends) {
      double[] product = null;
      double[] next = new double[n * n];
      for (int k = 0; k < lags; k++) {
        double[] matrix = trajectory.matrix(end.example, end.step - k);
        if (product == null) {
          product = matrix;
        } else {
          // In f order, as the product sees them, these are transposes: (M P)^T = P^T M^T.
          Lapack.multiply(product, matrix, next, n, n);
          double[] free = product;
          product = next;
          next = free;
        }
        double[] sum = sums[k];
        for (int i = 0; i < sum.length; i++) {
          sum[i] += product[i];
          squares[k] += product[i] * product[i];
        }
      }
    }
    double count = ends.size();
    for (double[] sum : sums) {
      Arrays.setAll(sum, i -> sum[i] / count);
    }
    double[] gains = Arrays.stream(squares).map(square -> Math.sqrt(square / count / n)).toArray();
    return new Products(List.of(sums), gains, ends.size());
  }

  /** Ends of products that don't overlap, as many as there are, the last step of a walk first. */
  static List<End> ends(List<Walk> walks, int lags) {
    return walks.stream()
        .flatMap(
            walk ->
                IntStream.range(0, walk.transitions() / lags)
                    .mapToObj(
                        i -> new End(walk.example(), walk.first() + walk.transitions() - i * lags)))
        .toList();
  }
}
