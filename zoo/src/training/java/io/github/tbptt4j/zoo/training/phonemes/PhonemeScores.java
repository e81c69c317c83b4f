package io.github.tbptt4j.zoo.training.phonemes;

import io.github.tbptt4j.zoo.ModelCard.Breakdown;
import io.github.tbptt4j.zoo.ModelCard.Part;
import io.github.tbptt4j.zoo.Pronunciation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * How well words are pronounced. Where a dictionary has several pronunciations of a word, any of
 * them is right.
 *
 * @param words percent of words whose phonemes are right, without regard to stress
 * @param stressed percent of words that are right with the stress of each vowel
 * @param errors phonemes that must be changed, added or left out, without regard to stress, in
 *     percent of those of the pronunciation that comes closest
 * @param loose percent of words that are right where dictionaries' habits don't count, see {@link
 *     #loose(List)}
 */
public record PhonemeScores(double words, double stressed, double errors, double loose) {
  /** What says words in ways that are ranked. */
  @FunctionalInterface
  public interface Ways {
    /** {@return the ways to say a word, the most probable first} */
    List<Pronunciation> of(String word);
  }

  private static final int BINS = 10;
  private static final int[] LENGTHS = {1, 5, 7, 9, 11};

  /**
   * Measures.
   *
   * @param words of a dictionary
   * @param reader says words
   * @return the scores
   */
  public static PhonemeScores of(List<Word> words, Function<String, List<String>> reader) {
    int right = 0;
    int stressed = 0;
    int loose = 0;
    double errors = 0;
    double phonemes = 0;
    for (Word word : words) {
      List<String> said = reader.apply(word.spelling());
      stressed += word.pronunciations().contains(said) ? 1 : 0;
      int least = Integer.MAX_VALUE;
      int length = 0;
      for (List<String> one : word.pronunciations()) {
        int distance = distance(Word.withoutStress(said), Word.withoutStress(one));
        if (distance < least) {
          least = distance;
          length = one.size();
        }
      }
      right += least == 0 ? 1 : 0;
      loose += least == 0 || matches(word, said, PhonemeScores::loose) ? 1 : 0;
      errors += least;
      phonemes += length;
    }
    double all = words.size();
    return new PhonemeScores(
        rounded(right / all),
        rounded(stressed / all),
        rounded(errors / phonemes),
        rounded(loose / all));
  }

  private static boolean matches(Word word, List<String> said, UnaryOperator<List<String>> same) {
    List<String> mine = same.apply(said);
    return word.pronunciations().stream().anyMatch(one -> same.apply(one).equals(mine));
  }

  /**
   * Phonemes without what is a matter of dictionaries' habits rather than of speech: stress; the
   * vowels of cot and caught; the unstressed ones of roses and Rosa's.
   *
   * @param phonemes in ARPAbet
   * @return without stress, AA for AO, AH for an unstressed IH
   */
  public static List<String> loose(List<String> phonemes) {
    return phonemes.stream()
        .map(phoneme -> phoneme.equals("IH0") ? "AH" : phoneme.startsWith("AO") ? "AA" : phoneme)
        .map(phoneme -> phoneme.replaceAll("[0-9]", ""))
        .toList();
  }

  /** {@return how many phonemes must be changed, added or left out (Levenshtein 1966)} */
  static int distance(List<String> from, List<String> to) {
    int[] row = new int[to.size() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.size(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.size()];
  }

  /** {@return percent with two digits} */
  public static double rounded(double part) {
    return Math.round(part * 10_000) / 100.0;
  }

  /** {@return percent of words that are right, without stress, among the first k} */
  public static double amongFirst(Ways model, List<Word> words, int k) {
    long right =
        words.stream()
            .filter(
                word ->
                    model.of(word.spelling()).stream()
                        .limit(k)
                        .anyMatch(one -> matches(word, one.phonemes(), Word::withoutStress)))
            .count();
    return rounded((double) right / words.size());
  }

  /** {@return mean distance of probability and accuracy in ten bins (Guo et al. 2017), percent} */
  public static double calibrationError(Ways model, List<Word> words) {
    double[] distance = new double[BINS];
    for (Word word : words) {
      Pronunciation first = model.of(word.spelling()).get(0);
      distance[bin(first)] +=
          first.probability() - (word.pronunciations().contains(first.phonemes()) ? 1 : 0);
    }
    double sum = 0;
    for (double one : distance) {
      sum += Math.abs(one);
    }
    return rounded(sum / words.size());
  }

  private static int bin(Pronunciation one) {
    return (int) Math.min(BINS - 1, one.probability() * BINS);
  }

  /**
   * The scores in parts.
   *
   * @param model the model
   * @param data what the words are called on the card
   * @param words of a dictionary
   * @return by length, by kind and by confidence
   */
  public static List<Breakdown> parts(Ways model, String data, List<Word> words) {
    String plain = "words right, without stress";
    List<Breakdown> parts = new ArrayList<>();
    parts.add(
        breakdown(
            model, data, words, plain, "letters", PhonemeScores::length, PhonemeScores::range));
    List<String> kinds =
        List.of("plain words and names", "with an apostrophe", "with a hyphen or a full stop");
    parts.add(breakdown(model, data, words, plain, "kind", PhonemeScores::kind, kinds::get));
    Map<Integer, double[]> bins = new TreeMap<>();
    for (Word word : words) {
      Pronunciation first = model.of(word.spelling()).get(0);
      double[] bin = bins.computeIfAbsent(bin(first), key -> new double[2]);
      bin[0] += word.pronunciations().contains(first.phonemes()) ? 1 : 0;
      bin[1]++;
    }
    List<Part> confidence = new ArrayList<>();
    bins.forEach(
        (bin, sums) ->
            confidence.add(
                new Part(
                    String.format(Locale.ROOT, "%.1f to %.1f", bin / 10.0, (bin + 1) / 10.0),
                    rounded(sums[0] / sums[1]),
                    (long) sums[1])));
    parts.add(
        new Breakdown(
            data, "words right, with stress", "%", "probability of the first", confidence));
    return parts;
  }

  private static Breakdown breakdown(
      Ways model,
      String data,
      List<Word> words,
      String metric,
      String by,
      ToIntFunction<Word> part,
      IntFunction<String> name) {
    Map<Integer, List<Word>> groups = new TreeMap<>();
    for (Word word : words) {
      groups.computeIfAbsent(part.applyAsInt(word), key -> new ArrayList<>()).add(word);
    }
    List<Part> parts = new ArrayList<>();
    groups.forEach(
        (group, members) ->
            parts.add(
                new Part(name.apply(group), of(members, first(model)).words(), members.size())));
    return new Breakdown(data, metric, "%", by, parts);
  }

  /** {@return what a model says first} */
  public static Function<String, List<String>> first(Ways model) {
    return word -> model.of(word).get(0).phonemes();
  }

  private static int length(Word word) {
    int at = 0;
    while (at + 1 < LENGTHS.length && word.spelling().length() >= LENGTHS[at + 1]) {
      at++;
    }
    return at;
  }

  private static String range(int at) {
    return at + 1 < LENGTHS.length
        ? LENGTHS[at] + " to " + (LENGTHS[at + 1] - 1)
        : LENGTHS[at] + " and more";
  }

  private static int kind(Word word) {
    return word.spelling().matches("[a-z]+") ? 0 : word.spelling().matches("[a-z']+") ? 1 : 2;
  }
}
