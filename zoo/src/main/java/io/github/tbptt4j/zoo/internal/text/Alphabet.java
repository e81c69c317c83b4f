package io.github.tbptt4j.zoo.internal.text;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Any Unicode text as a sequence of symbols from a small set.
 *
 * <p>A symbol is a character in lower case, or the kind of a character that isn't in the alphabet.
 * Capitals have the symbol of their lower-case letter and are marked beside it. Runs of white space
 * are one space, a digit that isn't in the alphabet counts as 0 if that is.
 */
public final class Alphabet {
  /** What a character outside of the alphabet can be. */
  private enum Kind {
    LATIN,
    GREEK,
    CYRILLIC,
    OTHER_LETTER,
    MARK,
    OTHER;

    static Kind of(int character) {
      if (Character.isLetter(character)) {
        UnicodeScript script = UnicodeScript.of(character);
        return switch (script) {
          case LATIN -> LATIN;
          case GREEK -> GREEK;
          case CYRILLIC -> CYRILLIC;
          default -> OTHER_LETTER;
        };
      }
      int type = Character.getType(character);
      return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK
          ? MARK
          : OTHER;
    }
  }

  private final String characters;
  private final Map<Integer, Integer> symbols = new HashMap<>();

  /**
   * An alphabet of given characters.
   *
   * @param characters each once, none of them a capital
   * @throws IllegalArgumentException if a character occurs twice or is a capital
   */
  public Alphabet(String characters) {
    this.characters = characters;
    characters.codePoints().forEach(this::add);
  }

  private void add(int character) {
    String shown = Character.toString(character);
    if (plain(character) != character) {
      throw new IllegalArgumentException(
          "The alphabet has \""
              + shown
              + "\": give \""
              + Character.toString(plain(character))
              + "\".");
    }
    if (symbols.put(character, symbols.size()) != null) {
      throw new IllegalArgumentException("The alphabet has \"" + shown + "\" twice.");
    }
  }

  /** {@return the characters that have a symbol of their own} */
  public String characters() {
    return characters;
  }

  /** {@return how many symbols there are} */
  public int size() {
    return symbols.size() + Kind.values().length;
  }

  /**
   * The symbols of a text.
   *
   * @param text any text, unpaired surrogates too
   * @param maxLength how many symbols at most; the rest of the text is not read
   * @return the symbols
   */
  public Symbols encode(String text, int maxLength) {
    int[] ids = new int[Math.min(maxLength, text.length())];
    boolean[] capitals = new boolean[ids.length];
    int length = 0;
    boolean afterSpace = true; // leading space says nothing
    for (int i = 0; i < text.length() && length < ids.length; ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      int plain = plain(character);
      if (plain == ' ' && afterSpace) {
        continue;
      }
      afterSpace = plain == ' ';
      ids[length] = symbol(plain);
      capitals[length] = Character.isUpperCase(character) || Character.isTitleCase(character);
      length++;
    }
    return new Symbols(Arrays.copyOf(ids, length), Arrays.copyOf(capitals, length));
  }

  /**
   * A text as {@link #encode} wants it: letters with their accents in one character (NFC).
   *
   * @param text any text
   * @param maxLength how many characters at most are of interest
   * @return the beginning of the text, normalised
   */
  public static String normalise(String text, int maxLength) {
    // Accents can follow their letter; four times as many characters are enough for any language.
    int end = (int) Math.min(text.length(), 4L * maxLength);
    return Normalizer.normalize(text.substring(0, end), Normalizer.Form.NFC);
  }

  private int symbol(int character) {
    Integer symbol = symbols.get(character);
    if (symbol == null && Character.isDigit(character)) {
      symbol = symbols.get((int) '0');
    }
    return symbol != null ? symbol : symbols.size() + Kind.of(character).ordinal();
  }

  /**
   * What a character counts as.
   *
   * @param character a code point
   * @return its lower-case letter, a space for white space of any kind, else itself; a final sigma
   *     is a sigma, so that Greek capitals have one lower case
   */
  public static int plain(int character) {
    if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
      return ' ';
    }
    int lower = Character.toLowerCase(character);
    return lower == 'ς' ? 'σ' : lower;
  }
}
