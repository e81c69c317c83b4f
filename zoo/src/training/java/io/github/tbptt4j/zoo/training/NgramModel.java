package io.github.tbptt4j.zoo.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A baseline: an n-gram model of symbols with interpolated modified Kneser-Ney smoothing (Chen and
 * Goodman 1999, "An empirical study of smoothing techniques for language modeling", section 3).
 *
 * <p>With c the counts after a context h, and h' the context without its first symbol,
 *
 * <pre>p(w | h) = (c(w) - D(c(w))) / sum c + gamma(h) p(w | h'),</pre>
 *
 * where the shorter contexts count in how many different contexts a symbol was seen, and the
 * shortest is interpolated with the uniform distribution.
 */
final class NgramModel implements SymbolModel {
  private final int symbols;
  private final int contextLength;
  private final List<Map<Long, int[]>> counts = new ArrayList<>(); // by length of the context
  private final List<double[]> discounts = new ArrayList<>(); // D(0), D(1), D(2), D(3 and more)

  /**
   * Counts a text.
   *
   * @param text symbols from 0 to {@code symbols}-1
   * @param symbols how many there are, at most 1,024
   * @param order n: how many symbols an n-gram has, from 1 to 6
   */
  NgramModel(int[] text, int symbols, int order) {
    if (order < 1 || order > 6 || symbols > 1 << BITS_PER_SYMBOL) {
      throw new IllegalArgumentException(
          "order (%d) must be from 1 to 6, symbols (%d) at most 1024.".formatted(order, symbols));
    }
    this.symbols = symbols;
    this.contextLength = order - 1;
    for (int length = 0; length <= contextLength; length++) {
      counts.add(new HashMap<>());
    }
    for (int i = contextLength; i < text.length; i++) {
      count(text, i);
    }
    counts.forEach(table -> discounts.add(discounts(table)));
  }

  /** An n-gram that is new for its context counts for the shorter one too; others don't. */
  private void count(int[] text, int i) {
    boolean isNew = true;
    for (int length = contextLength; length >= 0 && isNew; length--) {
      int[] row =
          counts
              .get(length)
              .computeIfAbsent(SymbolModel.context(text, i, length), key -> new int[symbols]);
      isNew = row[text[i]]++ == 0;
    }
  }

  /**
   * D(c) = c - (c + 1) Y n(c+1)/n(c) with Y = n(1) / (n(1) + 2 n(2)), n(c) the n-grams seen c
   * times.
   */
  private static double[] discounts(Map<Long, int[]> table) {
    double[] n = new double[5];
    for (int[] row : table.values()) {
      for (int count : row) {
        if (count > 0 && count < n.length) {
          n[count]++;
        }
      }
    }
    double y = n[1] / (n[1] + 2 * n[2]);
    double[] discounts = new double[4];
    for (int c = 1; c <= 3; c++) {
      double discount = c - (c + 1) * y * n[c + 1] / n[c];
      discounts[c] = discount > 0 && discount < c ? discount : 0.5; // too few n-grams to tell
    }
    return discounts;
  }

  @Override
  public double probability(int[] text, int i) {
    double probability = 1.0 / symbols;
    for (int length = 0; length <= Math.min(contextLength, i); length++) {
      int[] row = counts.get(length).get(SymbolModel.context(text, i, length));
      if (row != null) {
        probability = interpolate(row, text[i], discounts.get(length), probability);
      }
    }
    return probability;
  }

  private static double interpolate(int[] row, int symbol, double[] discounts, double shorter) {
    double total = 0;
    double discounted = 0;
    for (int count : row) {
      total += count;
      discounted += discounts[Math.min(count, 3)];
    }
    double own = row[symbol] - discounts[Math.min(row[symbol], 3)];
    return (own + discounted * shorter) / total;
  }
}
