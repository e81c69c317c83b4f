package io.github.tbptt4j.zoo.training.phonemes;

import io.github.tbptt4j.zoo.training.phonemes.Aligner.Aligned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The strongest simple baseline: an n-gram model of graphones, which are letters with what they
 * stand for (Bisani and Ney 2008, "Joint-sequence models for grapheme-to-phoneme conversion"), with
 * interpolated modified Kneser-Ney smoothing (Chen and Goodman 1999), and a beam search.
 */
public final class JointNgram {
  private static final int START = 0;
  private static final int END = 1;
  private static final int WIDTH = 24;
  private static final double THRESHOLD = 9; // of the logarithm

  private final int order;
  private final List<List<String>> phonemes = new ArrayList<>(); // of a graphone
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Character, List<Integer>> ofLetter = new HashMap<>();
  private final LongTable[] counts; // of n-grams, by length of the context
  private final LongTable[][] contexts; // [length][0 total, 1 to 3 n-grams seen once, twice, more]
  private final double[][] discounts;

  private record Hypothesis(Hypothesis before, int graphone, int[] history, double log) {}

  /**
   * Counts.
   *
   * @param examples aligned
   * @param order n: how many graphones an n-gram has
   */
  public JointNgram(List<Aligned> examples, int order) {
    this.order = order;
    phonemes.add(List.of());
    phonemes.add(List.of());
    counts = new LongTable[order];
    contexts = new LongTable[order][4];
    discounts = new double[order][];
    for (int length = 0; length < order; length++) {
      counts[length] = new LongTable();
    }
    for (Aligned example : examples) {
      count(graphones(example));
    }
    for (int length = 0; length < order; length++) {
      discounts[length] = discounts(counts[length].histogram(4));
      for (int i = 0; i < 4; i++) {
        contexts[length][i] = new LongTable();
      }
    }
    LongTable seen = new LongTable();
    for (Aligned example : examples) {
      sum(graphones(example), seen);
    }
  }

  private int[] graphones(Aligned example) {
    int[] graphones = new int[example.spelling().length() + 2];
    for (int i = 0; i < example.spelling().length(); i++) {
      char letter = example.spelling().charAt(i);
      String symbol = example.symbols().get(i);
      Integer known = numbers.get(letter + symbol);
      if (known == null) {
        known = phonemes.size();
        numbers.put(letter + symbol, known);
        phonemes.add(symbol.isEmpty() ? List.of() : List.of(symbol.split(" ")));
        ofLetter.computeIfAbsent(letter, key -> new ArrayList<>()).add(known);
      }
      graphones[i + 1] = known;
    }
    graphones[graphones.length - 1] = END;
    return graphones;
  }

  /** An n-gram that is new for its context counts for the shorter one too; others don't. */
  private void count(int[] graphones) {
    for (int i = 1; i < graphones.length; i++) {
      boolean isNew = true;
      for (int length = Math.min(order - 1, i); length >= 0 && isNew; length--) {
        isNew = counts[length].add(key(graphones, i - length, i + 1), 1) == 1;
      }
    }
  }

  /** Adds up each n-gram once for its context. */
  private void sum(int[] graphones, LongTable seen) {
    for (int i = 1; i < graphones.length; i++) {
      for (int length = Math.min(order - 1, i); length >= 0; length--) {
        long key = key(graphones, i - length, i + 1);
        if (seen.add(key, 1) == 1) {
          int count = counts[length].get(key);
          long context = key(graphones, i - length, i);
          contexts[length][0].add(context, count);
          contexts[length][Math.min(count, 3)].add(context, 1);
        }
      }
    }
  }

  /** FNV's way, 64 bits; of the length too, and never 0. */
  private static long key(int[] graphones, int from, int to) {
    long hash = 0xCBF29CE484222325L + to - from;
    for (int i = from; i < to; i++) {
      hash = (hash ^ graphones[i] + 1) * 0x100000001B3L;
      hash ^= hash >>> 29;
    }
    return hash == 0 ? 1 : hash;
  }

  /** As in the zoo's n-gram model of characters: D(1), D(2), D(3 and more). */
  private static double[] discounts(double[] n) {
    double y = n[1] / (n[1] + 2 * n[2]);
    double[] discounts = new double[4];
    for (int c = 1; c <= 3; c++) {
      double discount = c - (c + 1) * y * n[c + 1] / n[c];
      discounts[c] = discount > 0 && discount < c ? discount : 0.5; // too few n-grams to tell
    }
    return discounts;
  }

  private double probability(int[] history, int graphone) {
    int[] all = Arrays.copyOf(history, history.length + 1);
    all[history.length] = graphone;
    double probability = 1.0 / phonemes.size();
    for (int length = 0; length <= Math.min(order - 1, history.length); length++) {
      long context = key(all, history.length - length, history.length);
      int total = contexts[length][0].get(context);
      if (total == 0) {
        break;
      }
      int count = counts[length].get(key(all, history.length - length, all.length));
      double[] d = discounts[length];
      double freed =
          d[1] * contexts[length][1].get(context)
              + d[2] * contexts[length][2].get(context)
              + d[3] * contexts[length][3].get(context);
      probability = (count - d[Math.min(count, 3)] + freed * probability) / total;
    }
    return probability;
  }

  /**
   * Says a word.
   *
   * @param word its spelling
   * @return the likeliest phonemes; none if it has a letter that no example had
   */
  public List<String> pronounce(String word) {
    List<Hypothesis> beam = List.of(new Hypothesis(null, START, new int[] {START}, 0));
    for (int i = 0; i <= word.length(); i++) {
      List<Hypothesis> longer = new ArrayList<>();
      List<Integer> graphones =
          i == word.length() ? List.of(END) : ofLetter.getOrDefault(word.charAt(i), List.of());
      for (Hypothesis one : beam) {
        for (int graphone : graphones) {
          double log = one.log() + Math.log(probability(one.history(), graphone));
          longer.add(new Hypothesis(one, graphone, appended(one.history(), graphone), log));
        }
      }
      longer.sort(Comparator.comparingDouble(one -> -one.log()));
      double least = longer.isEmpty() ? 0 : longer.get(0).log() - THRESHOLD;
      beam = longer.stream().limit(WIDTH).filter(one -> one.log() >= least).toList();
    }
    return best(beam);
  }

  private int[] appended(int[] history, int graphone) {
    int kept = Math.min(history.length, order - 2);
    int[] next = new int[kept + 1];
    System.arraycopy(history, history.length - kept, next, 0, kept);
    next[kept] = graphone;
    return next;
  }

  /** Alignments of the same phonemes are added up. */
  private List<String> best(List<Hypothesis> beam) {
    Map<List<String>, Double> sums = new LinkedHashMap<>();
    for (Hypothesis one : beam) {
      List<String> all = new ArrayList<>();
      for (Hypothesis at = one; at.before() != null; at = at.before()) {
        all.addAll(0, phonemes.get(at.graphone()));
      }
      sums.merge(all, Math.exp(one.log()), Double::sum);
    }
    return sums.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(List.of());
  }
}
