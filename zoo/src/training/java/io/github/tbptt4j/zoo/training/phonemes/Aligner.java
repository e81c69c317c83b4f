package io.github.tbptt4j.zoo.training.phonemes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says which phonemes each letter of a word stands for: none, one or two. The probabilities of
 * pairs come from expectation maximisation over all ways to align (Jiampojamarn et al. 2007,
 * "Applying many-to-many alignments and hidden Markov models to letter-to-phoneme conversion"); the
 * likeliest way is taken. A symbol is the phonemes of a letter, joined by spaces; the empty text is
 * a silent letter's.
 */
public final class Aligner {
  private static final int MOST = 2; // phonemes of a letter
  private static final int LETTERS = 128;
  private static final double FLOOR = 1e-9;

  private final Map<String, Integer> numbers = new HashMap<>(); // of phonemes, from 1
  private final int phonemes;
  private double[] probabilities; // [letter, symbol], a symbol is first * (phonemes + 1) + second

  /**
   * An example.
   *
   * @param spelling the word
   * @param symbols one for each of its letters
   */
  public record Aligned(String spelling, List<String> symbols) {}

  /**
   * Learns from examples.
   *
   * @param words with all of their pronunciations
   * @param rounds of expectation maximisation
   */
  public Aligner(List<Word> words, int rounds) {
    for (Word word : words) {
      for (List<String> list : word.pronunciations()) {
        list.forEach(phoneme -> numbers.putIfAbsent(phoneme, numbers.size() + 1));
      }
    }
    phonemes = numbers.size();
    int symbols = (phonemes + 1) * (phonemes + 1);
    probabilities = new double[LETTERS * symbols];
    for (int letter = 0; letter < LETTERS; letter++) { // two phonemes are less likely at first
      Arrays.fill(probabilities, letter * symbols, (letter + 1) * symbols, 0.01);
      for (int one = 0; one <= phonemes; one++) {
        probabilities[letter * symbols + one * (phonemes + 1)] = 0.1;
      }
    }
    for (int round = 0; round < rounds; round++) {
      double[] counts = new double[probabilities.length];
      for (Word word : words) {
        for (List<String> list : word.pronunciations()) {
          count(word.spelling(), numbers(list), counts);
        }
      }
      probabilities = normalised(counts, symbols);
    }
  }

  private static double[] normalised(double[] counts, int symbols) {
    for (int from = 0; from < counts.length; from += symbols) {
      double total = 0;
      for (int i = from; i < from + symbols; i++) {
        total += counts[i];
      }
      for (int i = from; i < from + symbols; i++) {
        counts[i] = Math.max(FLOOR, total > 0 ? counts[i] / total : 0);
      }
    }
    return counts;
  }

  private int[] numbers(List<String> list) {
    return list.stream().mapToInt(phoneme -> numbers.getOrDefault(phoneme, 0)).toArray();
  }

  /** Where the probability of a letter's sounding like some phonemes lies. */
  private int pair(char letter, int[] sounds, int from, int count) {
    int first = count > 0 ? sounds[from] : 0;
    int second = count > 1 ? sounds[from + 1] : 0;
    return (letter * (phonemes + 1) + first) * (phonemes + 1) + second;
  }

  /** Forward and backward over the lattice of letters and phonemes. */
  private void count(String word, int[] sounds, double[] counts) {
    int letters = word.length();
    int all = sounds.length;
    double[][] forward = new double[letters + 1][all + 1];
    double[][] backward = new double[letters + 1][all + 1];
    forward[0][0] = 1;
    backward[letters][all] = 1;
    for (int i = 0; i < letters; i++) {
      for (int j = 0; j <= all; j++) {
        for (int k = 0; k <= MOST && j + k <= all && forward[i][j] > 0; k++) {
          forward[i + 1][j + k] +=
              forward[i][j] * probabilities[pair(word.charAt(i), sounds, j, k)];
        }
      }
    }
    double total = forward[letters][all];
    for (int i = letters - 1; i >= 0 && total > 0; i--) {
      for (int j = 0; j <= all; j++) {
        for (int k = 0; k <= MOST && j + k <= all && forward[i][j] > 0; k++) {
          int pair = pair(word.charAt(i), sounds, j, k);
          double ways = probabilities[pair] * backward[i + 1][j + k];
          backward[i][j] += ways;
          counts[pair] += forward[i][j] * ways / total;
        }
      }
    }
  }

  /**
   * The likeliest alignment.
   *
   * @param word its spelling
   * @param list its phonemes
   * @return nothing if there are more than two phonemes a letter
   */
  public Optional<Aligned> align(String word, List<String> list) {
    int letters = word.length();
    int[] sounds = numbers(list);
    int all = sounds.length;
    if (all > MOST * letters) {
      return Optional.empty();
    }
    double[][] best = new double[letters + 1][all + 1];
    int[][] taken = new int[letters + 1][all + 1];
    for (double[] row : best) {
      Arrays.fill(row, Double.NEGATIVE_INFINITY);
    }
    best[0][0] = 0;
    for (int i = 0; i < letters; i++) {
      for (int j = 0; j <= all; j++) {
        for (int k = 0; k <= MOST && j + k <= all && best[i][j] > Double.NEGATIVE_INFINITY; k++) {
          double score = best[i][j] + Math.log(probabilities[pair(word.charAt(i), sounds, j, k)]);
          if (score > best[i + 1][j + k]) {
            best[i + 1][j + k] = score;
            taken[i + 1][j + k] = k;
          }
        }
      }
    }
    String[] symbols = new String[letters];
    for (int i = letters, j = all; i > 0; i--) {
      int k = taken[i][j];
      symbols[i - 1] = String.join(" ", list.subList(j - k, j));
      j -= k;
    }
    return Optional.of(new Aligned(word, List.of(symbols)));
  }

  /**
   * Aligns words.
   *
   * @param words with all of their pronunciations
   * @param rare symbols that are less often than this, and the examples that have them, are left
   *     out
   * @return the examples
   */
  public List<Aligned> align(List<Word> words, int rare) {
    List<Aligned> all = new ArrayList<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (Word word : words) {
      for (List<String> list : word.pronunciations()) {
        align(word.spelling(), list).ifPresent(all::add);
      }
    }
    all.forEach(one -> one.symbols().forEach(symbol -> counts.merge(symbol, 1, Integer::sum)));
    all.removeIf(one -> one.symbols().stream().anyMatch(symbol -> counts.get(symbol) < rare));
    return all;
  }
}
