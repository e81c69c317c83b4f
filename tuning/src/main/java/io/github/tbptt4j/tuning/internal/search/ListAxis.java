package io.github.tbptt4j.tuning.internal.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * One of a list of values. Where they have an order, or lie in a plane as pairs of k1 and k2 do, a
 * trial says something of its neighbours; otherwise of nothing but its own value.
 *
 * @param places of each value, every coordinate in [0, 1]; without coordinates where they are
 *     categories
 */
public record ListAxis(double[][] places) implements Axis {

  /**
   * Values of which none is nearer to another.
   *
   * @param values how many
   * @return the axis
   */
  public static ListAxis ofCategories(int values) {
    return new ListAxis(new double[values][0]);
  }

  @Override
  public int dimensions() {
    return Math.max(1, places[0].length);
  }

  @Override
  public double kernel(double gene, double center, double sigma, int trials) {
    return probabilities(center, sigma, trials)[value(gene)];
  }

  @Override
  public double draw(RandomGenerator random, double center, double sigma, int trials) {
    double[] probabilities = probabilities(center, sigma, trials);
    double left = random.nextDouble();
    int value = 0;
    while (value < probabilities.length - 1 && left >= probabilities[value]) {
      left -= probabilities[value++];
    }
    return gene(value);
  }

  @Override
  public double prior(double gene) {
    return 1.0 / places.length;
  }

  private int value(double gene) {
    return Math.min(places.length - 1, (int) (gene * places.length));
  }

  private double gene(int value) {
    return (value + 0.5) / places.length;
  }

  private double[] probabilities(double center, double sigma, int trials) {
    int at = value(center);
    double[] weights = new double[places.length];
    for (int value = 0; value < weights.length; value++) {
      weights[value] =
          places[at].length == 0
              ? (value == at ? 1 : 0) + 1.0 / trials
              : Math.exp(-squaredDistance(places[at], places[value]) / (2 * sigma * sigma));
    }
    double sum = Arrays.stream(weights).sum();
    for (int value = 0; value < weights.length; value++) {
      weights[value] /= sum;
    }
    return weights;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ListAxis that && Arrays.deepEquals(places, that.places);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(places);
  }

  @Override
  public String toString() {
    return "ListAxis" + Arrays.deepToString(places);
  }
}
