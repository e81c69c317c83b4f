package io.github.tbptt4j.zoo.training.phonemes;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.internal.phonemes.Letters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/** The pronouncing dictionary of Carnegie Mellon University, with and without stress. */
public final class CmuDictionary {
  /** With stress, as a JavaScript module. */
  public static final DataSource SOURCE =
      new DataSource(
          "CMU Pronouncing Dictionary",
          "npm: cmu-pronouncing-dictionary 3.0.0",
          "package/index.js",
          "ef8b2b976d2e5801b7541ebcc7714f538d1ffa0ebb28645259536e2666bd2948",
          "BSD-2-Clause (Carnegie Mellon University)",
          "by a hash of the word without 's: 90 % to train on, 5 % for validation, 5 % held out");

  /** The same dictionary without stress, from Maven Central: what tests can fetch. */
  public static final DataSource WITHOUT_STRESS =
      new DataSource(
          "CMU Pronouncing Dictionary without stress, as Sphinx has it",
          "de.sciss:sphinx4-data:1.0.0",
          "edu/cmu/sphinx/models/en-us/cmudict-en-us.dict",
          "bab57556ec6547e2e4d712e33d144a0e46739da48420c12f2e53e77d0d976c19",
          "BSD-2-Clause (Carnegie Mellon University)",
          "the same words, for tests of the scores without stress");

  private static final Pattern ENTRY = Pattern.compile("\\s*\"?([^\"]+?)\"?: [\"'](.+)[\"'],?");
  private static final Pattern VARIANT = Pattern.compile("\\(\\d+\\)$");
  private static final Pattern PHONEME = Pattern.compile("[A-Z]+[0-2]?");
  private static final int PARTS = 20;

  private CmuDictionary() {}

  /** Which part of the dictionary a word is in. */
  public enum Part {
    /** Learned from. */
    TRAINING,
    /** Chosen with. */
    VALIDATION,
    /** Measured with, once. */
    HELD_OUT;

    /**
     * The part of a word.
     *
     * @param spelling the word; its 's, s' or ' doesn't count, so that they stay together
     * @return the part
     */
    public static Part of(String spelling) {
      CRC32 hash = new CRC32();
      hash.update(spelling.replaceAll("('s|')$", "").getBytes(StandardCharsets.UTF_8));
      return switch ((int) (hash.getValue() % PARTS)) {
        case 0 -> HELD_OUT;
        case 1 -> VALIDATION;
        default -> TRAINING;
      };
    }
  }

  /**
   * Reads the JavaScript module.
   *
   * @param file its content
   * @return the words in alphabetical order
   */
  public static List<Word> parseModule(byte[] file) {
    Map<String, List<List<String>>> words = new TreeMap<>();
    for (String line : new String(file, StandardCharsets.UTF_8).split("\n")) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches()) {
        add(words, entry.group(1), entry.group(2));
      }
    }
    return list(words);
  }

  /**
   * Reads a dictionary as Sphinx has it: a word and its phonemes a line.
   *
   * @param file its content
   * @return the words in alphabetical order
   */
  public static List<Word> parseLines(byte[] file) {
    Map<String, List<List<String>>> words = new TreeMap<>();
    for (String line : new String(file, StandardCharsets.UTF_8).split("\n")) {
      int space = line.indexOf(' ');
      if (space > 0) {
        add(words, line.substring(0, space), line.substring(space + 1));
      }
    }
    return list(words);
  }

  /** {@return the words of a part} */
  public static List<Word> part(List<Word> words, Part part) {
    return words.stream().filter(word -> Part.of(word.spelling()) == part).toList();
  }

  /** {@code word(2)} is another pronunciation of {@code word}; # begins a comment. */
  private static void add(Map<String, List<List<String>>> words, String name, String phonemes) {
    String spelling = VARIANT.matcher(name).replaceFirst("");
    List<String> list = List.of(phonemes.replaceFirst("#.*", "").strip().split("\\s+"));
    if (Letters.canSpell(spelling)
        && list.stream().allMatch(phoneme -> PHONEME.matcher(phoneme).matches())) {
      List<List<String>> variants = words.computeIfAbsent(spelling, key -> new ArrayList<>());
      if (!variants.contains(list)) {
        variants.add(list);
      }
    }
  }

  private static List<Word> list(Map<String, List<List<String>>> words) {
    List<Word> list = new ArrayList<>();
    words.forEach((spelling, variants) -> list.add(new Word(spelling, List.copyOf(variants))));
    return list;
  }
}
