package io.github.tbptt4j.zoo.training.languages;

import io.github.tbptt4j.zoo.LabelledText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Pieces of documents that begin with a word. */
final class Snippets {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]{4,}");

  private final Map<String, List<LabelledText>> byLanguage = new TreeMap<>();
  private final List<String> languages;

  Snippets(List<LabelledText> documents) {
    for (LabelledText document : documents) {
      byLanguage.computeIfAbsent(document.label(), l -> new ArrayList<>()).add(document);
    }
    languages = List.copyOf(byLanguage.keySet());
  }

  /** {@return the languages, in alphabetical order} */
  List<String> languages() {
    return languages;
  }

  /** {@return a piece of a random document; all languages are equally likely} */
  LabelledText random(int length, Random random) {
    return random(languages.get(random.nextInt(languages.size())), length, random);
  }

  private LabelledText random(String language, int length, Random random) {
    List<LabelledText> documents = byLanguage.get(language);
    while (true) {
      String text = documents.get(random.nextInt(documents.size())).text();
      int room = text.length() - length;
      int start = room < 0 ? -1 : beginningOfWord(text, random.nextInt(room + 1), room);
      if (start >= 0) {
        return new LabelledText(language, text.substring(start, start + length));
      }
    }
  }

  /** {@return where the next word begins, or -1 if that is beyond the last possible place} */
  private static int beginningOfWord(String text, int from, int last) {
    for (int i = from; i <= last; i++) {
      if ((i == 0 || text.charAt(i - 1) == ' ') && text.charAt(i) != ' ') {
        return i;
      }
    }
    return -1;
  }

  /** {@return equally many different pieces of each language, always the same ones} */
  List<LabelledText> sample(int perLanguage, int length, long seed) {
    Random random = new Random(seed);
    Map<String, LabelledText> distinct = new LinkedHashMap<>();
    for (String language : languages) {
      int wanted = distinct.size() + perLanguage;
      for (int tries = 0; distinct.size() < wanted && tries < 100 * perLanguage; tries++) {
        LabelledText snippet = random(language, length, random);
        distinct.put(snippet.text(), snippet);
      }
    }
    return List.copyOf(distinct.values());
  }

  /** {@return equally many different words of at least four letters of each language} */
  List<LabelledText> words(int perLanguage, long seed) {
    Random random = new Random(seed);
    List<LabelledText> words = new ArrayList<>();
    byLanguage.forEach(
        (language, documents) -> {
          Set<String> all = new TreeSet<>();
          for (LabelledText document : documents) {
            Matcher word = WORD.matcher(document.text());
            while (word.find()) {
              all.add(word.group());
            }
          }
          List<String> shuffled = new ArrayList<>(all);
          Collections.shuffle(shuffled, random);
          shuffled.stream()
              .limit(perLanguage)
              .forEach(word -> words.add(new LabelledText(language, word)));
        });
    return words;
  }
}
