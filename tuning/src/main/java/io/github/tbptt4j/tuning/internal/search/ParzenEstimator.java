package io.github.tbptt4j.tuning.internal.search;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A density made of trials: a mixture of one kernel a trial, each the product over all axes, so
 * that what goes well together stays together, and a prior. An axis that doesn't count for a trial
 * has the prior there, one that doesn't count for the point in question is left out.
 */
final class ParzenEstimator {
  private static final double WIDTH = 0.2;
  private static final int NARROWEST = 100;

  private final Domain domain;
  private final List<double[]> trials;
  private final double[] weights; // of the trials; the prior has 1
  private final double sigma;

  /**
   * A density.
   *
   * @param trials the newest last
   * @param weights of the trials, beside a prior of weight 1
   */
  ParzenEstimator(Domain domain, List<double[]> trials, double[] weights) {
    this.domain = domain;
    this.trials = trials;
    this.weights = weights;
    int n = Math.max(1, trials.size());
    int d = domain.axes().stream().mapToInt(Axis::dimensions).sum();
    // Scott's rule, no narrower than what so many trials can tell apart.
    this.sigma = Math.max(WIDTH * Math.pow(n, -1.0 / (d + 4)), 1.0 / Math.min(NARROWEST, n + 1));
  }

  double[] draw(RandomGenerator random) {
    double left = random.nextDouble() * (1 + sum());
    int trial = -1; // the prior
    for (int i = 0; i < weights.length && trial < 0; i++) {
      left -= weights[i];
      trial = left < 0 ? i : -1;
    }
    double[] genes = new double[domain.axes().size()];
    for (int axis = 0; axis < genes.length; axis++) {
      boolean known = trial >= 0 && domain.isActive(axis, trials.get(trial));
      genes[axis] =
          known
              ? domain.axes().get(axis).draw(random, trials.get(trial)[axis], sigma, kernels())
              : random.nextDouble();
    }
    return genes;
  }

  double logDensity(double[] genes) {
    double[] logs = new double[weights.length + 1];
    for (int i = 0; i < weights.length; i++) {
      logs[i] = Math.log(weights[i]) + logKernel(genes, trials.get(i));
    }
    logs[weights.length] = logKernel(genes, null);
    double largest = Double.NEGATIVE_INFINITY;
    for (double log : logs) {
      largest = Math.max(largest, log);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - largest);
    }
    return largest + Math.log(sum / (1 + sum()));
  }

  /** Of a trial; of the prior where there is none. */
  private double logKernel(double[] genes, double[] trial) {
    double log = 0;
    for (int axis = 0; axis < genes.length; axis++) {
      if (domain.isActive(axis, genes)) {
        Axis one = domain.axes().get(axis);
        log +=
            Math.log(
                trial != null && domain.isActive(axis, trial)
                    ? one.kernel(genes[axis], trial[axis], sigma, kernels())
                    : one.prior(genes[axis]));
      }
    }
    return log;
  }

  private int kernels() {
    return weights.length + 1;
  }

  private double sum() {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    return sum;
  }
}
