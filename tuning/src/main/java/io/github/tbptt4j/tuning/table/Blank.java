package io.github.tbptt4j.tuning.table;

/** What separates words and stands around cells, whatever its width. */
final class Blank {
  private Blank() {}

  static boolean is(char c) {
    return c <= ' ' || c >= 0x7f && (Character.isSpaceChar(c) || c == 0xfeff);
  }

  static int skip(char[] text, int from, int to) {
    int i = from;
    while (i < to && is(text[i])) {
      i++;
    }
    return i;
  }

  static int trim(char[] text, int from, int to) {
    int i = to;
    while (i > from && is(text[i - 1])) {
      i--;
    }
    return i;
  }

  static String trim(String text) {
    char[] all = text.toCharArray();
    int from = skip(all, 0, all.length);
    return text.substring(from, trim(all, from, all.length));
  }

  /** For names: one space where there are several, or a line's end. */
  static String simplify(String text) {
    StringBuilder simple = new StringBuilder();
    for (char c : trim(text).toCharArray()) {
      boolean blank = is(c);
      if (!blank) {
        simple.append(c);
      } else if (simple.charAt(simple.length() - 1) != ' ') {
        simple.append(' ');
      }
    }
    return simple.toString();
  }
}
