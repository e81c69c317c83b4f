package io.github.tbptt4j.zoo;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/** Draws known symbols from predictions, one after the other. */
final class SymbolSampler {
  private static final int FIRST = Vocabulary.UNKNOWN + 1;

  private final double temperature;
  private final int topK;
  private final double topP;
  private final Repetitions repetitions; // null for no penalty
  private final Random random;

  SymbolSampler(Sampling sampling) {
    this.temperature = sampling.temperature();
    this.topK = sampling.topK();
    this.topP = sampling.topP();
    this.repetitions =
        sampling.repetitionPenalty() > 1 ? new Repetitions(sampling.repetitionPenalty()) : null;
    this.random = new Random(sampling.seed());
  }

  /** Takes note of a symbol that wasn't drawn: of the prompt. */
  void saw(int symbol) {
    if (repetitions != null) {
      repetitions.add(symbol);
    }
  }

  /** {@return a symbol, never the unknown one} */
  int draw(float[] probabilities) {
    double[] logs = new double[probabilities.length];
    for (int symbol = FIRST; symbol < logs.length; symbol++) {
      logs[symbol] = Math.log(probabilities[symbol]);
    }
    if (repetitions != null) {
      repetitions.penalise(logs);
    }
    int likeliest = likeliest(logs);
    int drawn = temperature == 0 ? likeliest : draw(logs, likeliest);
    saw(drawn);
    return drawn;
  }

  private static int likeliest(double[] logs) {
    int likeliest = FIRST;
    for (int symbol = likeliest + 1; symbol < logs.length; symbol++) {
      if (logs[symbol] > logs[likeliest]) {
        likeliest = symbol;
      }
    }
    return likeliest;
  }

  /** Relative to the largest probability, so that no temperature makes all weights 0. */
  private int draw(double[] logs, int likeliest) {
    double[] weights = new double[logs.length];
    for (int symbol = FIRST; symbol < logs.length; symbol++) {
      weights[symbol] = Math.exp((logs[symbol] - logs[likeliest]) / temperature);
    }
    if (topK < logs.length - FIRST || topP < 1) {
      keepLikeliest(weights);
    }
    double[] cumulated = new double[logs.length];
    double sum = 0;
    for (int symbol = FIRST; symbol < logs.length; symbol++) {
      sum += weights[symbol];
      cumulated[symbol] = sum;
    }
    double drawn = random.nextDouble() * sum;
    int symbol = FIRST;
    while (cumulated[symbol] <= drawn && symbol < cumulated.length - 1) {
      symbol++;
    }
    return symbol;
  }

  /** The k likeliest, and of these the fewest that have a share p of what all k have. */
  private void keepLikeliest(double[] weights) {
    int[] ranked =
        IntStream.range(FIRST, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble(symbol -> -weights[symbol]))
            .mapToInt(symbol -> symbol)
            .toArray();
    int kept = Math.min(topK, ranked.length);
    double all = Arrays.stream(ranked, 0, kept).mapToDouble(symbol -> weights[symbol]).sum();
    double sum = 0;
    for (int rank = 0; rank < ranked.length; rank++) {
      if (rank >= kept || (rank > 0 && sum >= topP * all)) {
        weights[ranked[rank]] = 0;
      }
      sum += weights[ranked[rank]];
    }
  }
}
