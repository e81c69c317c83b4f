package io.github.tbptt4j.internal.exchange;

import java.util.Collection;
import java.util.stream.Collectors;

/** What messages are made of. */
final class Words {
  private static final int LONGEST = 120;
  private static final int MOST = 12;

  private Words() {}

  /** A text of a file, which may be of any length, and hold anything. */
  static String shortened(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "..";
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  /** Names of a file. */
  static String list(Collection<String> names) {
    String some =
        names.stream().limit(MOST).map(Words::shortened).collect(Collectors.joining(", "));
    return names.size() <= MOST ? some : some + " and " + (names.size() - MOST) + " more";
  }

  static String capitalised(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}
