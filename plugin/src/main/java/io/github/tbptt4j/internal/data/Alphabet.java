package io.github.tbptt4j.internal.data;

import java.io.IOException;
import java.io.Serializable;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;

/** Characters, Java's, with a number each. */
public final class Alphabet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int size;

  /** By character; -1 of those that aren't in it. */
  private final int[] numbers = new int[1 << Character.SIZE];

  /**
   * An alphabet.
   *
   * @param characters each once; a character's number is its place
   * @throws IllegalArgumentException if one stands twice in it
   */
  public Alphabet(String characters) {
    Objects.requireNonNull(characters, "alphabet must not be null.");
    size = characters.length();
    Arrays.fill(numbers, -1);
    for (int i = 0; i < size; i++) {
      char character = characters.charAt(i);
      if (numbers[character] >= 0) {
        throw new IllegalArgumentException(
            named(character)
                + " stands twice in the alphabet, at "
                + numbers[character]
                + " and "
                + i
                + ": leave one out"
                + (Character.isSurrogate(character)
                    ? ", or number code points, of which it is a half."
                    : "."));
      }
      numbers[character] = i;
    }
  }

  /**
   * All characters of a text.
   *
   * @param path of the file
   * @param charset of its text
   * @return each once, sorted
   * @throws IOException if reading fails
   * @throws IllegalArgumentException if bytes are no character, or the charset isn't read here
   */
  public static String of(Path path, Charset charset) throws IOException {
    DataFile file = new DataFile(path);
    boolean[] found = new boolean[1 << Character.SIZE];
    try (DataFile.Open open = file.open()) {
      TextScan scan = new TextScan(file, open, TextEncoding.of(open, charset));
      for (CharBuffer block = scan.next(); block.hasRemaining(); block = scan.next()) {
        for (int i = 0; i < block.limit(); i++) {
          found[block.get(i)] = true;
        }
      }
    }
    StringBuilder characters = new StringBuilder();
    for (int character = 0; character < found.length; character++) {
      if (found[character]) {
        characters.append((char) character);
      }
    }
    return characters.toString();
  }

  /** {@return how many characters there are} */
  public int size() {
    return size;
  }

  /**
   * A character's number.
   *
   * @param character any
   * @return its place in the alphabet, or -1 if it isn't there
   */
  public int number(char character) {
    return numbers[character];
  }

  /**
   * What is said of a character that isn't in the alphabet.
   *
   * @param character the character
   * @param place where it stands
   * @return the exception
   */
  public IllegalArgumentException unknown(char character, String place) {
    return new IllegalArgumentException(
        named(character)
            + " at "
            + place
            + " isn't in the alphabet of "
            + size
            + " characters: add it, or replace it in the text.");
  }

  static String named(char character) {
    String code = String.format("(U+%04X)", (int) character);
    if (Character.isSurrogate(character)) {
      return "Half a character " + code;
    }
    return Character.isISOControl(character)
        ? "Control character " + code
        : "Character '" + character + "' " + code;
  }
}
