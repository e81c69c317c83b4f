package io.github.tbptt4j.internal.train.flow;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * How phi_k, the mean norm of the gradient at lag k, goes on with the lag, and how much of a
 * gradient a truncation therefore loses at most (Aicher, Foti and Fox 2019, "Adaptively truncating
 * backpropagation through time to control gradient bias"):
 *
 * <pre>
 *   phi_k    ~ phi_tau beta^(k - tau)     for k beyond tau
 *   E(K)     = sum_{K &lt; k &lt; tau} phi_k + phi_tau / (1 - beta)     for K &lt; tau
 *            = phi_tau beta^(K - tau) / (1 - beta)                for K >= tau
 *   delta(K) = E(K) / (||g_K|| - E(K))
 * </pre>
 *
 * <p>log beta is the slope of log phi over the lags tau .. last, by least squares. The last lag is
 * the one before phi has fallen below e^-50 of its largest value so far: what lies below is noise
 * of the arithmetic, or zero. tau is half of it: as many lags are taken as they were measured as
 * the line is drawn through.
 *
 * @param phi by lag
 * @param tau where the decay begins
 * @param last the last lag that tells something; -1 where there is no gradient at all
 * @param left the part of the gradient that is left at that lag, of losses that have it
 * @param beta the rate; 0 where nothing is left at lag 1
 * @param low lower end of beta's interval
 * @param high upper end, infinite where too few lags or examples tell
 */
public record Decay(
    double[] phi, int tau, int last, double left, double beta, double low, double high) {
  /** Below this part of what was there, log phi is noise. */
  private static final double FLOOR = Math.exp(-50);

  /** Of the intervals. */
  private static final double CONFIDENCE = .95;

  /** Examples below which leaving one out tells nothing. */
  private static final int FEWEST_EXAMPLES = 5;

  /** Groups of examples, which are left out one by one where there are more examples. */
  private static final int MOST_GROUPS = 20;

  /** A line through this few points fits by chance. */
  private static final int FEWEST_POINTS = 3;

  /**
   * Fits mean norms; the interval is that of the line's slope.
   *
   * @param phi by lag, from 0 on, all of the same losses
   * @return the decay
   */
  public static Decay of(double[] phi) {
    return of(phi, phi);
  }

  private static Decay of(double[] phi, double[] chained) {
    int last = last(chained);
    int tau = last < FEWEST_POINTS ? 0 : last / 2;
    if (last < 1) {
      return new Decay(phi, 0, last, last + 1, 0, 0, 0);
    }
    SimpleRegression line = line(chained, tau, last);
    double half =
        last - tau + 1 < FEWEST_POINTS
            ? Double.POSITIVE_INFINITY
            : line.getSlopeConfidenceInterval(1 - CONFIDENCE);
    return new Decay(phi, tau, last, chained[last] / chained[0], Math.exp(line.getSlope()), 0, 0)
        .within(Double.isNaN(half) ? 0 : half); // NaN: the points are on the line
  }

  /**
   * Fits the norms of single losses. Few losses have all lags; so that it doesn't matter which ones
   * drop out, the line is drawn through the changes from lag to lag of those that have both, one
   * put to the other.
   *
   * <p>The interval is the wider one of the line's slope, which tells how far from a geometric
   * decay phi is, and of the sample (jackknife, examples or groups of them left out one by one),
   * which tells what other data could give.
   *
   * @param norms of each loss, [lags][losses], NaN for none
   * @param examples of the losses
   * @return the decay
   */
  public static Decay of(double[][] norms, int[] examples) {
    double[] phi = Arrays.stream(norms).mapToDouble(Decay::mean).toArray();
    Decay decay = of(phi, chained(norms, i -> true));
    double half = decay.last < 1 ? 0 : decay.jackknife(norms, examples);
    return decay.beta * Math.exp(half) > decay.high ? decay.within(half) : decay;
  }

  /** phi as it would be if the losses of each lag were those of the lag before. */
  private static double[] chained(double[][] norms, IntPredicate kept) {
    double[] chained = new double[norms.length];
    chained[0] = mean(norms[0], kept);
    for (int k = 1; k < norms.length; k++) {
      double[] before = norms[k - 1];
      double[] now = norms[k];
      IntPredicate both = i -> kept.test(i) && !Double.isNaN(before[i]) && !Double.isNaN(now[i]);
      double rest = mean(before, both);
      chained[k] = rest == 0 ? 0 : chained[k - 1] * mean(now, both) / rest;
    }
    return chained;
  }

  private Decay within(double halfWidth) {
    double factor = Math.exp(halfWidth);
    return new Decay(phi, tau, last, left, beta, beta / factor, beta * factor);
  }

  private static int last(double[] phi) {
    double largest = 0;
    for (int k = 0; k < phi.length; k++) {
      largest = Math.max(largest, phi[k]);
      if (!(phi[k] > FLOOR * largest)) { // NaN: no loss has this lag
        return k - 1;
      }
    }
    return phi.length - 1;
  }

  private static SimpleRegression line(double[] phi, int tau, int last) {
    SimpleRegression line = new SimpleRegression();
    for (int k = tau; k <= last; k++) {
      line.addData(k, Math.log(phi[k]));
    }
    return line;
  }

  /** Half the width of the interval of log beta; 0 where the examples don't tell. */
  private double jackknife(double[][] norms, int[] examples) {
    int[] different = Arrays.stream(examples).distinct().sorted().toArray();
    int groups = Math.min(different.length, MOST_GROUPS);
    if (groups < FEWEST_EXAMPLES) {
      return 0;
    }
    int[] group =
        Arrays.stream(examples).map(b -> Arrays.binarySearch(different, b) % groups).toArray();
    double[] slopes =
        IntStream.range(0, groups)
            .mapToDouble(left -> line(chained(norms, i -> group[i] != left), tau, last).getSlope())
            .toArray();
    double mean = Arrays.stream(slopes).average().orElseThrow();
    double squares = Arrays.stream(slopes).map(slope -> (slope - mean) * (slope - mean)).sum();
    double error = Math.sqrt((groups - 1.0) / groups * squares);
    double half =
        error * new TDistribution(groups - 1).inverseCumulativeProbability((1 + CONFIDENCE) / 2);
    return Double.isFinite(half) ? half : 0; // one group alone has some lag
  }

  /** Of those that are there; NaN for none. */
  private static double mean(double[] values) {
    return mean(values, i -> !Double.isNaN(values[i]));
  }

  private static double mean(double[] values, IntPredicate which) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (which.test(i)) {
        sum += values[i];
        count++;
      }
    }
    return sum / count;
  }

  /**
   * E(K), what a truncation that keeps the lags 0 .. K loses at most of the gradient.
   *
   * @param k K, at least 0
   * @return in units of phi; infinite where nothing decays
   */
  public double absoluteBias(int k) {
    if (last < 0) {
      return 0;
    }
    if (beta >= 1) {
      return Double.POSITIVE_INFINITY;
    }
    double tail = phi[tau] / (1 - beta);
    return k < tau
        ? Arrays.stream(phi, k + 1, tau).sum() + tail
        : tail * Math.pow(beta, (double) k - tau);
  }

  /**
   * delta(K), the part of the whole gradient that a truncation which keeps the lags 0 .. K loses at
   * most.
   *
   * @param k K, at least 0
   * @param norm ||g_K||, in units of phi
   * @return infinite where no bound is known
   */
  public double relativeBias(int k, double norm) {
    double lost = absoluteBias(k);
    return lost < norm ? lost / (norm - lost) : Double.POSITIVE_INFINITY;
  }
}
