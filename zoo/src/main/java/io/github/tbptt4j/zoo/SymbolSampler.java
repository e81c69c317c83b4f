package io.github.tbptt4j.zoo;

import java.util.Random;

/** Draws known symbols from a prediction. */
final class SymbolSampler {
  private final double temperature;
  private final Random random;

  /**
   * A sampler.
   *
   * @param temperature 0 always takes the likeliest; p^(1/temperature) is what is drawn from
   * @param seed the same seed draws the same symbols
   */
  SymbolSampler(double temperature, long seed) {
    if (!(temperature >= 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature (%s) must be finite and at least 0; 0 always takes the likeliest character."
              .formatted(temperature));
    }
    this.temperature = temperature;
    this.random = new Random(seed);
  }

  /** {@return a symbol, never the unknown one} */
  int draw(float[] probabilities) {
    int likeliest = likeliest(probabilities);
    return temperature == 0 ? likeliest : draw(probabilities, probabilities[likeliest]);
  }

  private static int likeliest(float[] probabilities) {
    int likeliest = Vocabulary.UNKNOWN + 1;
    for (int symbol = likeliest + 1; symbol < probabilities.length; symbol++) {
      if (probabilities[symbol] > probabilities[likeliest]) {
        likeliest = symbol;
      }
    }
    return likeliest;
  }

  /** Relative to the largest probability, so that no temperature makes all weights 0. */
  private int draw(float[] probabilities, float largest) {
    double[] cumulated = new double[probabilities.length];
    double logLargest = Math.log(largest);
    double sum = 0;
    for (int symbol = Vocabulary.UNKNOWN + 1; symbol < probabilities.length; symbol++) {
      sum += Math.exp((Math.log(probabilities[symbol]) - logLargest) / temperature);
      cumulated[symbol] = sum;
    }
    double drawn = random.nextDouble() * sum;
    int symbol = Vocabulary.UNKNOWN + 1;
    while (cumulated[symbol] <= drawn && symbol < cumulated.length - 1) {
      symbol++;
    }
    return symbol;
  }
}
