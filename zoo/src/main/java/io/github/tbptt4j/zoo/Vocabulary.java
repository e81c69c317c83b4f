package io.github.tbptt4j.zoo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The characters that a model knows, as numbers from 1; every other character is {@link #UNKNOWN}.
 * A character is a Unicode code point. An unpaired surrogate is a character too, and unknown.
 */
public final class Vocabulary {
  /** The number of every character that is not in the vocabulary. */
  public static final int UNKNOWN = 0;

  private static final String REPLACEMENT = "\uFFFD";

  private final List<String> characters; // without the unknown one
  private final Map<Integer, Integer> numbers = new HashMap<>();

  private Vocabulary(List<String> characters) {
    this.characters = List.copyOf(characters);
    for (String character : characters) {
      if (character.codePointCount(0, character.length()) != 1) {
        throw new IllegalArgumentException("\"" + character + "\" isn't one character.");
      }
      if (numbers.put(character.codePointAt(0), numbers.size() + 1) != null) {
        throw new IllegalArgumentException("\"" + character + "\" is there twice.");
      }
    }
  }

  /**
   * The characters of a text.
   *
   * @param text what a model will be trained on
   * @param minimum characters that occur less often are unknown: they can't be learned, so they
   *     aren't worth a row in every weight matrix
   * @return the vocabulary, in the order of Unicode
   * @throws IllegalArgumentException if minimum is below 1, or no character is left
   */
  public static Vocabulary of(String text, int minimum) {
    if (minimum < 1) {
      throw new IllegalArgumentException("minimum (" + minimum + ") must be at least 1.");
    }
    Map<Integer, Long> counts =
        text.codePoints()
            .filter(Vocabulary::isCharacter)
            .boxed()
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    counts.values().removeIf(count -> count < minimum);
    if (counts.isEmpty()) {
      throw new IllegalArgumentException(
          "The text (%,d characters) has no character at least %d times: give a longer one."
              .formatted(text.length(), minimum));
    }
    return new Vocabulary(counts.keySet().stream().map(Character::toString).toList());
  }

  /** Unpaired surrogates can't be written to a file. */
  private static boolean isCharacter(int codePoint) {
    return Character.getType(codePoint) != Character.SURROGATE;
  }

  /**
   * A vocabulary from its parts.
   *
   * @param characters each one a single character, the first gets number 1
   * @return the vocabulary
   * @throws IllegalArgumentException if one isn't a single character, or is there twice
   */
  static Vocabulary ofCharacters(List<String> characters) {
    return new Vocabulary(characters);
  }

  /** {@return the characters, the first has number 1} */
  List<String> characters() {
    return characters;
  }

  /** {@return how many symbols there are, the unknown one included} */
  public int size() {
    return characters.size() + 1;
  }

  /**
   * The numbers of a text's characters.
   *
   * @param text any text
   * @return one number for each code point
   */
  public int[] encode(String text) {
    return text.codePoints().map(c -> numbers.getOrDefault(c, UNKNOWN)).toArray();
  }

  /**
   * The number of one character.
   *
   * @param codePoint a character
   * @return its number
   */
  public int encode(int codePoint) {
    return numbers.getOrDefault(codePoint, UNKNOWN);
  }

  /**
   * The character of a number.
   *
   * @param number from 0 to {@link #size()}-1
   * @return the character; the Unicode replacement character for {@link #UNKNOWN}
   */
  public String decode(int number) {
    return number == UNKNOWN ? REPLACEMENT : characters.get(number - 1);
  }

  /**
   * The text of some numbers.
   *
   * @param numbers each from 0 to {@link #size()}-1
   * @return their characters
   */
  public String decode(int[] numbers) {
    List<String> text = new ArrayList<>(numbers.length);
    for (int number : numbers) {
      text.add(decode(number));
    }
    return String.join("", text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary that && characters.equals(that.characters);
  }

  @Override
  public int hashCode() {
    return characters.hashCode();
  }

  @Override
  public String toString() {
    return "Vocabulary(" + size() + " symbols)";
  }
}
