package io.github.tbptt4j.zoo.internal.phonemes;

import java.text.Normalizer;
import java.util.Locale;

/** The letters that words are spelled with: a to z, apostrophe, hyphen and full stop. */
public final class Letters {
  /** Before the first letter of a word and after its last one. */
  public static final int BOUNDARY = 0;

  private static final String ALL = "abcdefghijklmnopqrstuvwxyz'-.";

  private Letters() {}

  /** {@return how many there are, with {@link #BOUNDARY}} */
  public static int count() {
    return ALL.length() + 1;
  }

  /** {@return the number of a letter, -1 if it is none} */
  static int index(char letter) {
    return ALL.indexOf(letter) + 1 > 0 ? ALL.indexOf(letter) + 1 : -1;
  }

  /** {@return whether a word that was {@linkplain #folded folded} can be read} */
  public static boolean canSpell(String word) {
    boolean some = false;
    for (int i = 0; i < word.length(); i++) {
      if (index(word.charAt(i)) < 0) {
        return false;
      }
      some |= isLatin(word.charAt(i));
    }
    return some;
  }

  private static boolean isLatin(char letter) {
    return letter >= 'a' && letter <= 'z';
  }

  /**
   * A word as dictionaries spell it: in small letters, without accents, with plain apostrophes and
   * hyphens.
   *
   * @param word any word
   * @return the word; characters that aren't letters here stay as they are
   */
  public static String folded(String word) {
    String plain = word;
    if (!isAscii(word)) {
      plain = Normalizer.normalize(word, Normalizer.Form.NFKD);
      StringBuilder letters = new StringBuilder(plain.length());
      for (int i = 0; i < plain.length(); i++) {
        letters.append(plain(plain.charAt(i)));
      }
      plain = letters.toString();
    }
    return plain.toLowerCase(Locale.ROOT);
  }

  private static boolean isAscii(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String plain(char character) {
    if (Character.getType(character) == Character.NON_SPACING_MARK) {
      return "";
    }
    return switch (character) {
      case 'ß', 'ẞ' -> "ss";
      case 'æ', 'Æ' -> "ae";
      case 'œ', 'Œ' -> "oe";
      case 'ø', 'Ø' -> "o";
      case 'ł', 'Ł' -> "l";
      case 'đ', 'Đ', 'ð', 'Ð' -> "d";
      case 'þ', 'Þ' -> "th";
      case 'ı' -> "i";
      case '’', '‘', 'ʼ', '´', '`' -> "'";
      case '‐', '‑', '–', '—', '−' -> "-";
      case '\u00ad' -> ""; // soft hyphen
      default -> Character.toString(character);
    };
  }
}
