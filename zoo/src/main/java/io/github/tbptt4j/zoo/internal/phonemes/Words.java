package io.github.tbptt4j.zoo.internal.phonemes;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The words of a text, one after the other: letters and digits with the apostrophes, hyphens and
 * full stops among them.
 */
public final class Words implements Iterator<String> {
  private final String text;
  private int at;
  private String next;

  /**
   * Words of a text.
   *
   * @param text any text
   */
  public Words(String text) {
    this.text = text;
    advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public String next() {
    if (next == null) {
      throw new NoSuchElementException("The text has no more words.");
    }
    String word = next;
    advance();
    return word;
  }

  private void advance() {
    next = null;
    while (next == null && at < text.length()) {
      int from = at;
      while (at < text.length() && isInside(text.codePointAt(at))) {
        at += Character.charCount(text.codePointAt(at));
      }
      next = trimmed(from, at);
      if (at < text.length() && (at == from || next == null)) {
        at += Character.charCount(text.codePointAt(at));
      }
    }
  }

  private static boolean isInside(int character) {
    return isLetter(character) || isMark(character) || isJoint(character);
  }

  private static boolean isLetter(int character) {
    return Character.isLetterOrDigit(character);
  }

  private static boolean isMark(int character) {
    return Character.getType(character) == Character.NON_SPACING_MARK || character == 0xAD;
  }

  private static boolean isJoint(int character) {
    return "'’-‐‑.".indexOf(character) >= 0;
  }

  /** Hyphens and quotes around a word go, and the full stop that ends a sentence; null if empty. */
  private String trimmed(int from, int to) {
    int first = from;
    int last = to;
    while (first < last && "-‐‑.".indexOf(text.charAt(first)) >= 0) {
      first++;
    }
    while (last > first && "-‐‑".indexOf(text.charAt(last - 1)) >= 0) {
      last--;
    }
    boolean quoted = last - first > 1 && isQuote(first) && isQuote(last - 1);
    if (quoted) {
      first++;
      last--;
    }
    while (last > first && text.charAt(last - 1) == '.' && !isAbbreviation(first, last - 1)) {
      last--;
    }
    for (int i = first; i < last; i++) {
      if (isLetter(text.codePointAt(i))) {
        return text.substring(first, last);
      }
    }
    return null;
  }

  private boolean isQuote(int index) {
    return text.charAt(index) == '\'' || text.charAt(index) == '’';
  }

  /** Such as {@code u.s.}, whose last full stop belongs to it. */
  private boolean isAbbreviation(int first, int stop) {
    int before = text.lastIndexOf('.', stop - 1);
    return before >= first && before < stop - 1;
  }
}
