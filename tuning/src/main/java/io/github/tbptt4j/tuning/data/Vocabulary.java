package io.github.tbptt4j.tuning.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The characters a model knows, as numbers from 1; every other character is {@link #UNKNOWN}.
 * Characters are Unicode code points.
 */
public final class Vocabulary {
  /** The number of all characters that aren't known. */
  public static final int UNKNOWN = 0;

  private static final int UNKNOWN_CHARACTER = 0xFFFD;

  private final int[] characters; // by number
  private final Map<Integer, Integer> numbers = new HashMap<>();

  private Vocabulary(int[] known) {
    characters = new int[known.length + 1];
    characters[UNKNOWN] = UNKNOWN_CHARACTER;
    System.arraycopy(known, 0, characters, 1, known.length);
    for (int number = 1; number < characters.length; number++) {
      numbers.put(characters[number], number);
    }
  }

  /**
   * Counts a text's characters.
   *
   * @param text the training text, and nothing but it
   * @param minimum a character that occurs less often can't be learned, and is unknown
   * @return the characters that occur at least {@code minimum} times, in order
   */
  public static Vocabulary count(String text, int minimum) {
    Map<Integer, Long> counts =
        text.codePoints()
            .boxed()
            .collect(Collectors.groupingBy(c -> c, TreeMap::new, Collectors.counting()));
    return new Vocabulary(
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= minimum && entry.getKey() != UNKNOWN_CHARACTER)
            .mapToInt(Map.Entry::getKey)
            .toArray());
  }

  /**
   * A vocabulary as it was written down.
   *
   * @param characters {@link #characters()} of the one that was counted
   * @return the same vocabulary
   */
  public static Vocabulary of(String characters) {
    return new Vocabulary(characters.codePoints().toArray());
  }

  /** {@return the known characters by number, from 1} */
  public String characters() {
    return new String(characters, 1, characters.length - 1);
  }

  /** {@return how many symbols there are, the unknown one included} */
  public int size() {
    return characters.length;
  }

  /**
   * From characters to numbers.
   *
   * @param text any text
   * @return a number for each character
   */
  public int[] encode(String text) {
    return text.codePoints().map(c -> numbers.getOrDefault(c, UNKNOWN)).toArray();
  }

  /**
   * From numbers to characters.
   *
   * @param symbols numbers
   * @return the text, with the replacement character for {@link #UNKNOWN}
   */
  public String decode(int... symbols) {
    int[] text = Arrays.stream(symbols).map(symbol -> characters[symbol]).toArray();
    return new String(text, 0, text.length);
  }
}
