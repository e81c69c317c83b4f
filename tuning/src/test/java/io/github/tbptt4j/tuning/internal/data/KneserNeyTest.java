package io.github.tbptt4j.tuning.internal.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KneserNeyTest {
  private static final int VOCABULARY = 5;

  private static int[] symbols(int count, long seed) {
    Random random = new Random(seed);
    int[] symbols = new int[count];
    for (int i = 1; i < count; i++) {
      boolean follows = random.nextInt(3) > 0;
      symbols[i] = follows ? (symbols[i - 1] + 1) % 4 : random.nextInt(4); // 4 is never there
    }
    return symbols;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void probabilitiesSumToOneInEveryContext(int order) {
    KneserNey model = KneserNey.of(symbols(400, 1), VOCABULARY, order);
    int[] other = symbols(200, 2);
    other[50] = 4; // a context that was never seen
    for (int at = 0; at < other.length; at++) {
      double sum = 0;
      int[] changed = other.clone();
      for (int symbol = 0; symbol < VOCABULARY; symbol++) {
        changed[at] = symbol;
        double probability = model.probability(changed, Math.max(0, at - 7), at);
        assertTrue(probability > 0);
        sum += probability;
      }
      assertEquals(1, sum, 1e-12);
    }
  }

  /** Bigrams by the formula, with maps of lists in the place of hashes. */
  @Test
  void bigramsAreThoseOfTheFormula() {
    int[] text = symbols(300, 3);
    Map<List<Integer>, Integer> bigrams = new HashMap<>();
    for (int i = 1; i < text.length; i++) {
      bigrams.merge(List.of(text[i - 1], text[i]), 1, Integer::sum);
    }
    Map<List<Integer>, Integer> unigrams = new HashMap<>(); // by how many symbols they follow
    Set<List<Integer>> pairs = new HashSet<>(bigrams.keySet());
    pairs.forEach(pair -> unigrams.merge(List.of(pair.get(1)), 1, Integer::sum));
    double[] of2 = discounts(bigrams);
    double[] of1 = discounts(unigrams);
    KneserNey model = KneserNey.of(text, VOCABULARY, 2);
    for (int before = 0; before < 4; before++) {
      for (int symbol = 0; symbol < VOCABULARY; symbol++) {
        double lower = step(unigrams, List.of(), symbol, of1, 1.0 / VOCABULARY);
        double expected = step(bigrams, List.of(before), symbol, of2, lower);
        assertEquals(expected, model.probability(new int[] {before, symbol}, 0, 1), 1e-12);
      }
    }
  }

  private static double step(
      Map<List<Integer>, Integer> counts,
      List<Integer> context,
      int symbol,
      double[] discounts,
      double lower) {
    double total = 0;
    double left = 0;
    double own = 0;
    for (Map.Entry<List<Integer>, Integer> one : counts.entrySet()) {
      List<Integer> gram = one.getKey();
      if (gram.subList(0, gram.size() - 1).equals(context)) {
        double discount = discounts[Math.min(3, one.getValue())];
        total += one.getValue();
        left += discount;
        own += gram.get(gram.size() - 1) == symbol ? one.getValue() - discount : 0;
      }
    }
    return (own + left * lower) / total;
  }

  private static double[] discounts(Map<List<Integer>, Integer> counts) {
    double[] n = new double[5];
    counts.values().stream().filter(count -> count < 5).forEach(count -> n[count]++);
    double y = n[1] / (n[1] + 2 * n[2]);
    double[] discounts = new double[4];
    for (int i = 1; i <= 3; i++) {
      double discount = i - (i + 1) * y * n[i + 1] / n[i];
      discounts[i] = discount >= 0 && discount < i ? discount : i / 2.0;
    }
    return discounts;
  }

  @Test
  void aLongerContextPredictsWhatItDecides() {
    int[] text = new int[3000]; // a symbol is decided by the two before it
    for (int i = 2; i < text.length; i++) {
      text[i] = (text[i - 1] + text[i - 2] + (i % 7 == 0 ? 1 : 0)) % 5;
    }
    double[] bits = new double[4];
    for (int order = 1; order <= 3; order++) {
      KneserNey model = KneserNey.of(text, 5, order);
      for (int at = 5; at < text.length; at++) {
        bits[order] -= Math.log(model.probability(text, 0, at));
      }
    }
    assertTrue(bits[3] < 0.7 * bits[2] && bits[3] < 0.7 * bits[1], bits[1] + " " + bits[3]);
  }
}
