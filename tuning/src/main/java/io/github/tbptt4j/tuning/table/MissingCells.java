package io.github.tbptt4j.tuning.table;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which cells say that there is nothing. */
final class MissingCells {
  private static final int LONGEST = 9;

  /** Whatever the column is. */
  private static final Set<String> ALWAYS =
      Set.of(
          "na", "n/a", "#n/a", "<na>", "nan", "nat", "null", "(null)", "<null>", "\\n", "?", "-",
          "--", "\u2013", "\u2014", ".", "..", "...", "\u2026", "n.a.", "n.d.", "k.a.", "#nv",
          "#n/v");

  /** Among numbers and dates; a category may have these names. */
  private static final Set<String> AMONG_NUMBERS =
      Set.of(
          "none", "nil", "missing", "unknown", "nd", "n.v.", "---", "----", ":", "*", "**", "/",
          "x", "#div/0!", "#value!", "#wert!", "#ref!", "#bezug!", "#num!", "#zahl!", "#name?",
          "-nan", "1.#qnan", "-1.#ind", "nan.0", ".a", ".b", ".z");

  private final Set<String> given = new HashSet<>();
  private final boolean words;
  private final int longest;

  /**
   * @param given by the user, besides
   * @param words whether the usual ones count
   */
  MissingCells(Collection<String> given, boolean words) {
    given.forEach(word -> this.given.add(Blank.trim(word)));
    this.words = words;
    longest = given.stream().mapToInt(String::length).max().orElse(0);
  }

  /** In any column. */
  boolean isMissing(char[] text, int first, int last) {
    return isOneOf(text, first, last, false);
  }

  /** In a column of numbers or dates. */
  boolean isMissingNumber(char[] text, int first, int last) {
    return isOneOf(text, first, last, true);
  }

  boolean isMissingNumber(String cell) {
    char[] text = cell.toCharArray();
    return isMissingNumber(text, 0, text.length);
  }

  private boolean isOneOf(char[] text, int first, int last, boolean number) {
    int from = Blank.skip(text, first, last);
    int to = Blank.trim(text, from, last);
    if (from == to) {
      return true;
    }
    int length = to - from;
    char c = text[from];
    if (length <= longest && given.contains(new String(text, from, length))) {
      return true;
    }
    if (!words || length > LONGEST || c >= '0' && c <= '9' && text[to - 1] <= '9') {
      return false;
    }
    String word = new String(text, from, length).toLowerCase(Locale.ROOT);
    return ALWAYS.contains(word) || number && AMONG_NUMBERS.contains(word);
  }

  static List<String> examples() {
    return List.of("empty", "NA", "N/A", "NaN", "null", "?", "-");
  }
}
