package io.github.tbptt4j.tuning.internal.search;

import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Erf;

/** Any value: a normal distribution around a trial, cut at the ends of the axis. */
public record ContinuousAxis() implements Axis {
  private static final double SQRT_2 = Math.sqrt(2);
  private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);

  @Override
  public int dimensions() {
    return 1;
  }

  @Override
  public double kernel(double gene, double center, double sigma, int trials) {
    double z = (gene - center) / sigma;
    double inside = cumulative((1 - center) / sigma) - cumulative(-center / sigma);
    return Math.exp(-z * z / 2) / (SQRT_2_PI * sigma * inside);
  }

  private static double cumulative(double z) {
    return 0.5 * Erf.erfc(-z / SQRT_2);
  }

  @Override
  public double draw(RandomGenerator random, double center, double sigma, int trials) {
    while (true) { // the center lies on the axis: at least every fourth draw or so does
      double gene = center + sigma * random.nextGaussian();
      if (gene >= 0 && gene <= 1) {
        return gene;
      }
    }
  }

  @Override
  public double prior(double gene) {
    return 1;
  }
}
