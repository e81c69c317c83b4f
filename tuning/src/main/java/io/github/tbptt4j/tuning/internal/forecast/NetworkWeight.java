package io.github.tbptt4j.tuning.internal.forecast;

/**
 * How much of what the network says is believed: between 0, the linear part alone, and 1. The least
 * squares factor of its output on the validation part, shrunk towards 0 by what chance would give
 * (positive-part James-Stein: w = w_ls max(0, 1 - 1/t^2), t the factor by its standard error), so
 * that a network which learned nothing does no harm.
 */
final class NetworkWeight {
  private double count;
  private double squares; // of what the network says
  private double products; // with what it should say
  private double labels; // squares of what it should say

  void add(double says, double should) {
    count++;
    squares += says * says;
    products += says * should;
    labels += should * should;
  }

  double weight() {
    if (!(squares > 0) || count < 3) {
      return 0;
    }
    double factor = products / squares;
    if (factor <= 0) {
      return 0;
    }
    double variance = Math.max(0, labels - factor * products) / (count - 1);
    double inverseT2 = variance / squares / (factor * factor);
    return Math.min(1, factor * Math.max(0, 1 - inverseT2));
  }
}
