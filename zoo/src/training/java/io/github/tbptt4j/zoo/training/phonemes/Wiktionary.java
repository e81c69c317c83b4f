package io.github.tbptt4j.zoo.training.phonemes;

import io.github.tbptt4j.zoo.ModelCard.DataSource;
import io.github.tbptt4j.zoo.internal.phonemes.Letters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Wiktionary's pronunciations of English words, which people wrote in IPA, from a dictionary of
 * FreeDict's: those between double slashes (those between single ones are espeak's).
 */
public final class Wiktionary {
  /** The dictionary. */
  public static final DataSource SOURCE =
      new DataSource(
          "Wiktionary's English pronunciations, in FreeDict's English-Finnish dictionary",
          "Debian: dict-freedict-eng-fin 2022.12.07-2",
          "usr/share/dictd/freedict-eng-fin.dict.dz",
          "4f5e7f9d26b64aad19b6c60f4d63faef93d5a0de975b175b3b40f8b10e2b11fb",
          "CC-BY-SA-3.0",
          "measured only: out of domain, the words that the CMU dictionary has not");

  private static final Pattern ENTRY = Pattern.compile("^(\\S+) ((?://[^/]+// ?)+)<(\\w+)>.*");
  private static final Pattern IPA = Pattern.compile("//([^/]+)//");
  private static final Pattern NOT_RHOTIC = Pattern.compile("[^rɹɚɝ]*");

  private Wiktionary() {}

  /**
   * Reads the dictionary.
   *
   * @param file its content, compressed
   * @return words with the pronunciations that can be mapped to ARPAbet and have an r where the
   *     word has one, in alphabetical order
   * @throws IOException if it isn't compressed
   */
  public static List<Word> parse(byte[] file) throws IOException {
    String text;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    Map<String, List<List<String>>> words = new TreeMap<>();
    for (String line : text.split("\n")) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches() && !entry.group(3).contains("fix")) { // no prefixes and suffixes
        add(words, entry.group(1), entry.group(2));
      }
    }
    List<Word> list = new ArrayList<>();
    words.forEach((word, ways) -> list.add(new Word(word, List.copyOf(ways))));
    return list;
  }

  private static void add(Map<String, List<List<String>>> words, String name, String ipa) {
    String spelling = Letters.folded(name);
    Matcher ways = IPA.matcher(ipa);
    while (Letters.canSpell(spelling) && ways.find()) {
      String way = ways.group(1).strip();
      if (!way.startsWith("-") && !(spelling.contains("r") && NOT_RHOTIC.matcher(way).matches())) {
        IpaReading.read(way)
            .ifPresent(
                phonemes -> {
                  List<List<String>> list =
                      words.computeIfAbsent(spelling, key -> new ArrayList<>());
                  if (!list.contains(phonemes)) {
                    list.add(phonemes);
                  }
                });
      }
    }
  }

  /**
   * The words that another dictionary hasn't.
   *
   * @param words of this one
   * @param others of the other
   * @return those of this one only
   */
  public static List<Word> without(List<Word> words, List<Word> others) {
    Set<String> known = new HashSet<>();
    others.forEach(word -> known.add(word.spelling()));
    return words.stream().filter(word -> !known.contains(word.spelling())).toList();
  }
}
