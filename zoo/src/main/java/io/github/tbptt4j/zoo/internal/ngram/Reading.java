package io.github.tbptt4j.zoo.internal.ngram;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** What of a text is read. */
public enum Reading {
  /**
   * Words: letters in lower case, with the marks that belong to them. All else is a space; names of
   * users and topics, addresses and markup are nobody's language and left out.
   */
  WORDS {
    @Override
    boolean isRead(int character) {
      return Character.isLetter(character) || isMark(character);
    }

    @Override
    String withoutNoise(String text) {
      return mayHaveNoise(text) ? NOISE.matcher(text).replaceAll(" ") : text;
    }
  },

  /** Everything but white space, in lower case. */
  CHARACTERS {
    @Override
    boolean isRead(int character) {
      return !Character.isWhitespace(character) && !Character.isSpaceChar(character);
    }

    @Override
    String withoutNoise(String text) {
      return text;
    }
  };

  /** Addresses, names and topics, markup: each run is bounded, so that time is linear. */
  private static final Pattern NOISE =
      Pattern.compile(
          "(?:https?://|www\\.)\\S{0,500}"
              + "|<[/!?a-zA-Z][^<>]{0,200}>"
              + "|&(?:[a-zA-Z]{2,8}|#\\d{1,7});"
              + "|[\\w.+-]{1,64}@[\\w.-]{1,64}\\.\\w{1,20}"
              + "|(?<![\\w@#])[@#]\\w{1,140}"
              + "|(?<!\\w)RT(?= @)",
          Pattern.UNICODE_CHARACTER_CLASS);

  private static final String MARKS_OF_NOISE = "@#<&:";

  abstract boolean isRead(int character);

  abstract String withoutNoise(String text);

  private static boolean mayHaveNoise(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (MARKS_OF_NOISE.indexOf(c) >= 0
          || ((c == 'w' || c == 'W') && text.regionMatches(true, i, "www.", 0, 4))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isMark(int character) {
    int type = Character.getType(character);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  /**
   * Reads the beginning of a text.
   *
   * @param text any text
   * @param longest how many characters are read at most
   * @return words with one space before each and one behind the last; empty if nothing is to be
   *     read
   */
  public String of(String text, int longest) {
    // Noise and accents that follow their letter take room, too: four times as much is enough.
    String beginning = text.substring(0, (int) Math.min(text.length(), 4L * longest));
    String plain = withoutNoise(beginning);
    if (!isAscii(plain)) {
      plain = Normalizer.normalize(plain, Normalizer.Form.NFC);
    }
    StringBuilder read = new StringBuilder(Math.min(plain.length(), longest) + 2);
    boolean between = true;
    for (int i = 0; i < plain.length() && read.length() < longest; ) {
      int character = plain.codePointAt(i);
      i += Character.charCount(character);
      if (!isRead(character)) {
        between = true;
        continue;
      }
      if (between) {
        read.append(' ');
        between = false;
      }
      int lower = Character.toLowerCase(character);
      read.appendCodePoint(lower == 'ς' ? 'σ' : lower); // as its capital reads
    }
    return read.length() == 0 ? "" : read.append(' ').toString();
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /**
   * The reading of this name.
   *
   * @param name as {@link #text()} gives it
   * @return the reading
   * @throws IllegalArgumentException if there is none
   */
  public static Reading named(String name) {
    for (Reading reading : values()) {
      if (reading.text().equals(name)) {
        return reading;
      }
    }
    throw new IllegalArgumentException(
        "There is no way to read texts called \"" + name + "\": words and characters are known.");
  }

  /** {@return its name in a file} */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
