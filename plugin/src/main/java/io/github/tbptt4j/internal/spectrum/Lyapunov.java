package io.github.tbptt4j.internal.spectrum;

import io.github.tbptt4j.internal.nativemem.Lapack;
import io.github.tbptt4j.internal.spectrum.Trajectory.Walk;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Lyapunov exponents by QR iteration (Benettin et al. 1980; Vogt et al. 2020 for RNNs): k
 * directions are taken along a trajectory, and made orthonormal again at every step.
 *
 * <pre>
 *   Q_{t+1} R_{t+1} = M_{t+1}^T Q_t      lambda_i = mean of log |R_ii|
 * </pre>
 *
 * <p>While the directions turn to where they are stretched most, a quarter of the steps but no more
 * than 100, nothing is counted.
 *
 * @param exponents a step, the largest first, [k]; minus infinity where a direction is lost
 * @param transitions how many steps were counted
 * @param examples how many examples they are of
 */
public record Lyapunov(double[] exponents, long transitions, int examples) {
  private static final int LONGEST_WARM_UP = 100;

  /**
   * Follows some walks.
   *
   * @param trajectory the matrices
   * @param walks some of its walks
   * @param k how many directions, 1 to n
   * @return the exponents
   */
  static Lyapunov of(Trajectory trajectory, List<Walk> walks, int k) {
    double[] sums = new double[k];
    long counted = 0;
    for (Walk walk : walks) {
      int warmUp = Math.min(LONGEST_WARM_UP, walk.transitions() / 4);
      double[] q = directions(trajectory.units(), k);
      double[] next = new double[q.length];
      for (int i = 1; i <= walk.transitions(); i++) {
        // RW in c order is RW^T in f order.
        Lapack.multiply(trajectory.recurrentWeights(), q, next, trajectory.units(), k);
        trajectory.scale(next, walk.example(), walk.first() + i);
        double[] stretched = Lapack.orthonormalise(next, trajectory.units(), k);
        double[] free = q;
        q = next;
        next = free;
        if (i > warmUp) {
          Arrays.setAll(sums, j -> sums[j] + Math.log(stretched[j]));
          counted++;
        }
      }
    }
    double steps = counted;
    double[] exponents =
        Arrays.stream(sums).map(sum -> -sum / steps).sorted().map(x -> -x).toArray();
    int examples = (int) walks.stream().mapToInt(Walk::example).distinct().count();
    return new Lyapunov(exponents, counted, examples);
  }

  /**
   * Random directions: axes might be those of RW, and then never turn to where it stretches most.
   */
  private static double[] directions(int n, int k) {
    Random random = new Random(1);
    double[] q = new double[n * k];
    Arrays.setAll(q, i -> random.nextGaussian());
    Lapack.orthonormalise(q, n, k);
    return q;
  }

  /** Floating-point operations of one step. */
  static double flop(double n, double k) {
    return 2 * n * n * k + 4 * n * k * k;
  }
}
