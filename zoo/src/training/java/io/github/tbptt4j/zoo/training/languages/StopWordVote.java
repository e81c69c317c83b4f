package io.github.tbptt4j.zoo.training.languages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Weak labels: the language whose stop words a text has most of.
 *
 * <p>The lists are those of Lucene's analysers; Polish, Slovenian and Slovak have none there and
 * get a short one here. Slovak votes too, so that Slovak texts aren't taken for Czech ones.
 */
final class StopWordVote {
  private static final int MIN_VOTES = 5;
  private static final double MIN_LEAD = 1.3;
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern COMMENT = Pattern.compile("[|#].*");
  private static final String LISTS = "/org/apache/lucene/analysis/";

  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry("bg", "bg/stopwords.txt"),
          Map.entry("cs", "cz/stopwords.txt"),
          Map.entry("da", "snowball/danish_stop.txt"),
          Map.entry("de", "snowball/german_stop.txt"),
          Map.entry("el", "el/stopwords.txt"),
          Map.entry("en", "snowball/english_stop.txt"),
          Map.entry("es", "snowball/spanish_stop.txt"),
          Map.entry("et", "et/stopwords.txt"),
          Map.entry("fi", "snowball/finnish_stop.txt"),
          Map.entry("fr", "snowball/french_stop.txt"),
          Map.entry("hu", "snowball/hungarian_stop.txt"),
          Map.entry("it", "snowball/italian_stop.txt"),
          Map.entry("lt", "lt/stopwords.txt"),
          Map.entry("lv", "lv/stopwords.txt"),
          Map.entry("nl", "snowball/dutch_stop.txt"),
          Map.entry("pt", "snowball/portuguese_stop.txt"),
          Map.entry("ro", "ro/stopwords.txt"),
          Map.entry("sv", "snowball/swedish_stop.txt"));

  private static final Map<String, String> OWN =
      Map.of(
          "pl",
          "i w na z się nie że do to jest o jak ale po co tak za od dla przez był już przy tylko"
              + " może jego oraz które który która są będzie tym tego też aby lub jednak bardzo",
          "sl",
          "in je se da na za so ki bi z v pa ne kot tudi od po smo sem ali zato ker bo še lahko"
              + " tem pri kar te ter ta to že bodo ni med tega zelo nas mi vse",
          "sk",
          "a sa na je že v som o aby ako ktoré ktorý ktorá ktorých pre s z by to ale nie pri ich"
              + " tiež však sú tým čo bude má alebo tento táto toto týkajúce prostredníctvom"
              + " veľmi bol bola boli pred");

  /** The languages that have a word in their list. */
  private final Map<String, List<String>> languagesOf;

  private StopWordVote(Map<String, List<String>> languagesOf) {
    this.languagesOf = languagesOf;
  }

  /** {@return the vote with Lucene's lists, which are on the class path} */
  static StopWordVote withLucenesLists() {
    Map<String, Collection<String>> words = new TreeMap<>();
    FILES.forEach((language, file) -> words.put(language, read(file)));
    OWN.forEach((language, list) -> words.put(language, List.of(list.split(" "))));
    Map<String, List<String>> languagesOf = new HashMap<>();
    words.forEach(
        (language, list) -> {
          for (String word : list) {
            languagesOf.computeIfAbsent(word, w -> new java.util.ArrayList<>()).add(language);
          }
        });
    return new StopWordVote(languagesOf);
  }

  private static Collection<String> read(String file) {
    Collection<String> words = new TreeSet<>();
    try (InputStream in = StopWordVote.class.getResourceAsStream(LISTS + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (String line : text.split("\\R")) {
        String list = COMMENT.matcher(line).replaceFirst("").strip().toLowerCase(Locale.ROOT);
        if (!list.isEmpty()) {
          words.addAll(List.of(list.split("\\s+")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  /** {@return the language of a text, or nothing where the vote is not clear} */
  Optional<String> languageOf(String text) {
    Map<String, Integer> votes = new TreeMap<>();
    WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .forEach(
            word -> {
              for (String language : languagesOf.getOrDefault(word.group(), List.of())) {
                votes.merge(language, 1, Integer::sum);
              }
            });
    List<Map.Entry<String, Integer>> ranked =
        votes.entrySet().stream()
            .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
            .limit(2)
            .toList();
    if (ranked.isEmpty()) {
      return Optional.empty();
    }
    int first = ranked.get(0).getValue();
    int second = ranked.size() < 2 ? 0 : ranked.get(1).getValue();
    boolean clear = first >= MIN_VOTES && first >= MIN_LEAD * second;
    return clear ? Optional.of(ranked.get(0).getKey()) : Optional.empty();
  }
}
