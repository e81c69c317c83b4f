package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.internal.ngram.Reading;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What there is to learn a language from: documents, strings of an interface, common words. Draws
 * pieces of them: runs of text that begin with a word, single words, words in any order.
 */
final class Material {
  private static final double WORDS_IN_ANY_ORDER = 0.25;
  private static final double SINGLE_WORDS = 0.15;
  private static final double DOCUMENTS = 0.8; // pieces of text below this are of documents
  private static final int SHORTEST = 3;
  private static final int LONGEST = 90;
  private static final int MOST_WORDS = 12;
  private static final int WHOLE = Integer.MAX_VALUE / 8; // read to the end
  private static final String[][] LETTERS_WITHOUT_MARKS = {
    {"ł", "l"}, {"ø", "o"}, {"đ", "d"}, {"ß", "ss"}, {"æ", "ae"}, {"ı", "i"}
  };

  private final List<String> documents;
  private final List<String> strings;
  private final String[] vocabulary;
  private final String[] tokens;
  private final double[] cumulated;

  Material(List<String> documents, List<String> strings, Map<String, Double> tokens) {
    this.documents = read(documents);
    this.strings = read(strings);
    Map<String, Integer> words = words();
    this.vocabulary =
        words.keySet().stream().filter(w -> w.length() >= SHORTEST).toArray(String[]::new);
    Map<String, String> accents = accents(words);
    this.tokens = new String[tokens.size()];
    this.cumulated = new double[tokens.size()];
    int i = 0;
    double sum = 0;
    for (Map.Entry<String, Double> token : tokens.entrySet()) {
      this.tokens[i] = accents.getOrDefault(token.getKey(), token.getKey());
      cumulated[i++] = sum += Math.sqrt(token.getValue()); // rare ones more often than they are
    }
  }

  private static List<String> read(List<String> texts) {
    List<String> read = new ArrayList<>();
    for (String text : texts) {
      String words = Reading.WORDS.of(text, WHOLE);
      if (words.length() > SHORTEST) {
        read.add(words);
      }
    }
    return read;
  }

  private Map<String, Integer> words() {
    Map<String, Integer> words = new TreeMap<>();
    for (List<String> texts : List.of(documents, strings)) {
      for (String text : texts) {
        for (String word : text.strip().split(" ")) {
          words.merge(word, 1, Integer::sum);
        }
      }
    }
    return words;
  }

  /** {@return for words without accents how they are written most often} */
  private static Map<String, String> accents(Map<String, Integer> words) {
    Map<String, String> accents = new HashMap<>();
    words.forEach(
        (word, count) ->
            accents.merge(
                withoutAccents(word), word, (a, b) -> words.get(a) >= words.get(b) ? a : b));
    return accents;
  }

  /** {@return the texts as people write them who have no key for them} */
  static String withoutAccents(String text) {
    StringBuilder plain = new StringBuilder();
    String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
    for (int i = 0; i < apart.length(); i++) {
      if (Character.getType(apart.charAt(i)) != Character.NON_SPACING_MARK) {
        plain.append(apart.charAt(i));
      }
    }
    String all = plain.toString();
    for (String[] letter : LETTERS_WITHOUT_MARKS) {
      all = all.replace(letter[0], letter[1]);
    }
    return all;
  }

  /** {@return whether anything can be drawn} */
  boolean isEmpty() {
    return strings.isEmpty() && tokens.length == 0;
  }

  /** {@return a piece, as {@link Reading} gives it} */
  String draw(Random random) {
    double kind = random.nextDouble();
    if (tokens.length > 0 && (kind < WORDS_IN_ANY_ORDER || strings.isEmpty())) {
      return inAnyOrder(random);
    }
    if (kind < WORDS_IN_ANY_ORDER + SINGLE_WORDS) {
      return " " + vocabulary[random.nextInt(vocabulary.length)] + " ";
    }
    return piece(kind < DOCUMENTS && !documents.isEmpty() ? documents : strings, random);
  }

  private String inAnyOrder(Random random) {
    StringBuilder words = new StringBuilder(" ");
    double more = random.nextDouble();
    int count = 0;
    do {
      int at =
          Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[cumulated.length - 1]);
      words.append(tokens[Math.min(at < 0 ? -at - 1 : at, tokens.length - 1)]).append(' ');
      count++;
    } while (count < MOST_WORDS && random.nextDouble() < more);
    return words.toString();
  }

  /** Short ones more often than long ones; the last word may be cut. */
  private static String piece(List<String> texts, Random random) {
    String text = texts.get(random.nextInt(texts.size()));
    int length = (int) (SHORTEST * Math.pow(LONGEST / (double) SHORTEST, random.nextDouble()));
    int anywhere = random.nextInt(Math.max(1, text.length() - length - 1));
    int from = Math.max(0, text.lastIndexOf(' ', anywhere));
    String piece = text.substring(from, Math.min(text.length(), from + 1 + length));
    return piece.endsWith(" ") ? piece : piece + " ";
  }

  /** {@return some of its words, to tell its script by} */
  List<String> sample() {
    return strings.stream().limit(1_000).toList();
  }
}
