package io.github.tbptt4j.tuning.internal.data;

import java.util.ArrayList;
import java.util.List;

/**
 * N-grams of symbols: interpolated modified Kneser-Ney (Chen and Goodman 1999). An n-gram that
 * wasn't seen is as likely as its shorter end makes it, and of that counts in how many contexts it
 * was seen, not how often:
 *
 * <pre>
 * P(w | h) = max(c(h w) - D(c), 0) / c(h .) + (sum of D over successors of h) / c(h .) P(w | h')
 * </pre>
 *
 * where h' is h without its first symbol, and P is 1 / V without any context.
 */
public final class KneserNey {
  private static final int DISCOUNTS = 3;

  private final int order;
  private final int vocabulary;
  private final List<Level> levels = new ArrayList<>(); // by length of the n-gram, from 1

  /** The n-grams of one length. */
  private static final class Level {
    final LongCounts counts = new LongCounts();
    final LongCounts totals = new LongCounts(); // by context
    final LongCounts[] successors = {new LongCounts(), new LongCounts(), new LongCounts()};
    final double[] discounts = new double[DISCOUNTS + 1];

    void add(long context, long gram) {
      counts.increment(gram);
      totals.increment(context);
    }
  }

  private KneserNey(int order, int vocabulary) {
    this.order = order;
    this.vocabulary = vocabulary;
    for (int length = 1; length <= order; length++) {
      levels.add(new Level());
    }
  }

  /**
   * Counts.
   *
   * @param symbols from 0
   * @param vocabulary how many symbols there are
   * @param order the longest n-gram, at least 1
   * @return the model
   */
  public static KneserNey of(int[] symbols, int vocabulary, int order) {
    KneserNey model = new KneserNey(order, vocabulary);
    model.count(symbols);
    for (int length = 1; length <= order; length++) {
      model.finish(length, symbols);
    }
    return model;
  }

  /** The longest as often as they are there, the others by what comes before them. */
  private void count(int[] symbols) {
    LongCounts seen = new LongCounts(); // of all lengths: keys tell lengths apart
    for (int end = 1; end <= symbols.length; end++) {
      if (end >= order) {
        add(symbols, end, order);
      }
      for (int length = Math.min(order, end); length > 1; length--) {
        if (seen.increment(key(symbols, end - length, end)) == 1) {
          add(symbols, end, length - 1);
        }
      }
    }
  }

  private void add(int[] symbols, int end, int length) {
    levels
        .get(length - 1)
        .add(key(symbols, end - length, end - 1), key(symbols, end - length, end));
  }

  private void finish(int length, int[] symbols) {
    Level level = levels.get(length - 1);
    LongCounts done = new LongCounts();
    double[] ofCount = new double[DISCOUNTS + 2]; // n-grams that were counted once, twice ..
    for (int end = length; end <= symbols.length; end++) {
      long gram = key(symbols, end - length, end);
      int count = level.counts.get(gram);
      if (count > 0 && done.increment(gram) == 1) {
        long context = key(symbols, end - length, end - 1);
        level.successors[Math.min(count, DISCOUNTS) - 1].increment(context);
        if (count < ofCount.length) {
          ofCount[count]++;
        }
      }
    }
    double y = ofCount[1] / (ofCount[1] + 2 * ofCount[2]);
    for (int count = 1; count <= DISCOUNTS; count++) {
      double discount = count - (count + 1) * y * ofCount[count + 1] / ofCount[count];
      // too few n-grams to tell: half of what could be taken away
      level.discounts[count] = discount >= 0 && discount < count ? discount : count / 2.0;
    }
  }

  /**
   * The probability of a symbol.
   *
   * @param symbols what came before, and the symbol itself at {@code at}
   * @param from where the context begins
   * @param at the symbol's place
   * @return its probability, positive
   */
  public double probability(int[] symbols, int from, int at) {
    double probability = 1.0 / vocabulary;
    for (int length = 1; length <= Math.min(order, at - from + 1); length++) {
      Level level = levels.get(length - 1);
      long context = key(symbols, at - length + 1, at);
      int total = level.totals.get(context);
      if (total == 0) {
        break; // no longer context was seen either
      }
      int count = level.counts.get(key(symbols, at - length + 1, at + 1));
      double left = 0;
      for (int i = 1; i <= DISCOUNTS; i++) {
        left += level.discounts[i] * level.successors[i - 1].get(context);
      }
      double own = count == 0 ? 0 : count - level.discounts[Math.min(count, DISCOUNTS)];
      probability = (own + left * probability) / total;
    }
    return probability;
  }

  /** {@return a number that is another for other symbols, and for another length} */
  private static long key(int[] symbols, int from, int to) {
    long key = 0x9E3779B97F4A7C15L * (to - from + 1);
    for (int i = from; i < to; i++) {
      key = (key ^ (symbols[i] + 1)) * 0xBF58476D1CE4E5B9L;
      key ^= key >>> 29;
    }
    return key;
  }
}
