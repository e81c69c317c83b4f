package io.github.tbptt4j.examples;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The characters a model knows, as numbers from 1; every other character is {@link #UNKNOWN}.
 *
 * <p>A character that training shows a few times only can't be learned, so it isn't worth a row of
 * its own in every weight matrix.
 */
final class Vocabulary {
  /** The number of all characters that are too rare to have one of their own. */
  static final int UNKNOWN = 0;

  private static final char UNKNOWN_CHARACTER = '\uFFFD';

  private final char[] characters;
  private final Map<Character, Integer> numbers = new HashMap<>();

  private Vocabulary(String known) {
    characters = (UNKNOWN_CHARACTER + known).toCharArray();
    for (int number = 0; number < characters.length; number++) {
      numbers.put(characters[number], number);
    }
  }

  /** {@return the characters that occur at least {@code minimum} times in the text, in order} */
  static Vocabulary of(String text, int minimum) {
    Map<Character, Long> counts =
        text.chars()
            .mapToObj(c -> (char) c)
            .collect(Collectors.groupingBy(c -> c, TreeMap::new, Collectors.counting()));
    counts.values().removeIf(count -> count < minimum);
    return new Vocabulary(
        counts.keySet().stream().map(String::valueOf).collect(Collectors.joining()));
  }

  /** {@return how many symbols there are, the unknown one included} */
  int size() {
    return characters.length;
  }

  int[] encode(String text) {
    return text.chars().map(c -> numbers.getOrDefault((char) c, UNKNOWN)).toArray();
  }

  String decode(int... text) {
    return Arrays.stream(text)
        .mapToObj(number -> String.valueOf(characters[number]))
        .collect(Collectors.joining());
  }
}
