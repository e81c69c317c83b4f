package io.github.tbptt4j.zoo.internal.text;

import java.util.function.IntPredicate;

/**
 * Typographic characters as a typewriter has them: quotes, dashes, an ellipsis, spaces and line
 * ends. Books differ in them, and a model that knows one kind can read the other.
 */
public final class Typography {
  private Typography() {}

  /**
   * A text with what is unknown written in characters that are known, where there is a way.
   *
   * @param text any text
   * @param known tells the code points that stay as they are
   * @return the text; the same one if nothing is to be done
   */
  public static String plain(String text, IntPredicate known) {
    StringBuilder plain = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String replacement = known.test(c) ? null : replacement(c, text, i);
      if (replacement != null && replacement.chars().allMatch(known)) {
        if (plain == null) {
          plain = new StringBuilder(text.length()).append(text, 0, i);
        }
        plain.append(replacement);
      } else if (plain != null) {
        plain.append(c);
      }
    }
    return plain == null ? text : plain.toString();
  }

  /** {@return what stands for a character; null for none} */
  private static String replacement(char c, String text, int i) {
    switch (c) {
      case '\u2018', '\u2019', '\u201A', '\u201B', '\u2032', '\u00B4', '`':
        return "'";
      case '\u201C', '\u201D', '\u201E', '\u201F', '\u2033', '\u00AB', '\u00BB':
        return "\"";
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2212':
        return "-";
      case '\u2014', '\u2015':
        return "--";
      case '\u2026':
        return "...";
      case '\u00A0', '\u2002', '\u2003', '\u2009', '\u202F', '\t':
        return " ";
      case '\u00AD', '\uFEFF', '\u200B':
        return "";
      case '\r':
        return i + 1 < text.length() && text.charAt(i + 1) == '\n' ? "" : "\n";
      default:
        return null;
    }
  }
}
