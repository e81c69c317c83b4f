package io.github.tbptt4j.zoo.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The simple baseline: an n-gram model of symbols with Witten-Bell interpolation (Witten and Bell
 * 1991, "The zero-frequency problem"; method C). With c the counts after a context h, T(h) the
 * number of different symbols among them, and h' the context without its first symbol,
 *
 * <pre>p(w | h) = (c(w) + T(h) p(w | h')) / (sum c + T(h)),</pre>
 *
 * where the shortest context is interpolated with the uniform distribution. {@link NgramModel} is
 * the stronger one.
 */
final class WittenBellModel implements SymbolModel {
  private final int symbols;
  private final List<Map<Long, int[]>> counts = new ArrayList<>(); // by length of the context

  /**
   * Counts a text.
   *
   * @param text symbols from 0 to {@code symbols}-1
   * @param symbols how many there are, at most 1,024
   * @param order n: how many symbols an n-gram has, from 1 to 6
   */
  WittenBellModel(int[] text, int symbols, int order) {
    this.symbols = symbols;
    for (int length = 0; length < order; length++) {
      Map<Long, int[]> table = new HashMap<>();
      for (int i = length; i < text.length; i++) {
        table
            .computeIfAbsent(SymbolModel.context(text, i, length), key -> new int[symbols])[
            text[i]]++;
      }
      counts.add(table);
    }
  }

  @Override
  public double probability(int[] text, int i) {
    double probability = 1.0 / symbols;
    for (int length = 0; length <= Math.min(counts.size() - 1, i); length++) {
      int[] row = counts.get(length).get(SymbolModel.context(text, i, length));
      if (row != null) {
        double total = 0;
        int different = 0;
        for (int count : row) {
          total += count;
          different += count > 0 ? 1 : 0;
        }
        probability = (row[text[i]] + different * probability) / (total + different);
      }
    }
    return probability;
  }
}
