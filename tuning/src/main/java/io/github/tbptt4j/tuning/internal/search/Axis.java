package io.github.tbptt4j.tuning.internal.search;

import java.util.random.RandomGenerator;

/** A hyperparameter as an estimator sees it: a coordinate, its gene, in [0, 1]. */
public interface Axis {

  /** {@return how many numbers say where a value lies; bandwidths depend on it} */
  int dimensions();

  /**
   * The kernel around a trial.
   *
   * @param gene where
   * @param center the trial's
   * @param sigma bandwidth, in parts of the axis
   * @param trials kernels in all
   * @return density, or probability of the value that the gene stands for
   */
  double kernel(double gene, double center, double sigma, int trials);

  /** {@return a gene drawn from the kernel around a trial} */
  double draw(RandomGenerator random, double center, double sigma, int trials);

  /** {@return what the kernel is where nothing is known} */
  double prior(double gene);
}
