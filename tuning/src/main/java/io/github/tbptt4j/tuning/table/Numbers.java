package io.github.tbptt4j.tuning.table;

import java.util.Arrays;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a number as people write it, with a decimal point and with a decimal comma at once: which
 * of them is meant shows in the whole column only. Thousands may be set apart by the other mark, an
 * apostrophe, a space or an underscore; {@code 1e5}, {@code (5)}, {@code 5-}, {@code $5} and {@code
 * 5 kWh} are numbers, too.
 */
final class Numbers {
  private static final int MOST_MARKS = 12;
  private static final int MOST_AFFIX = 12;
  private static final int EXACT_DIGITS = 18;
  private static final double[] POWERS = new double[23];

  /** What stands before amounts, besides the signs of currencies. */
  private static final Set<String> CURRENCIES =
      Stream.concat(
              Currency.getAvailableCurrencies().stream().map(Currency::getCurrencyCode),
              Stream.of(
                  "Fr.", "SFr.", "kr", "kr.", "Kr", "Kr.", "Rs", "Rs.", "US$", "R$", "A$", "C$",
                  "K\u010d", "z\u0142", "Ft", "lei"))
          .collect(Collectors.toUnmodifiableSet());

  static {
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
    }
  }

  private final char[] marks = new char[MOST_MARKS];
  private final int[] runs =
      new int[MOST_MARKS + 1]; // digits before each mark, and behind the last

  /** With a decimal point; not a number if it can't be. */
  double point;

  /** With a decimal comma. */
  double comma;

  /** Currency, unit or percent sign at the number; empty without. */
  String affix = "";

  boolean isNumber() {
    return !Double.isNaN(point) || !Double.isNaN(comma);
  }

  /** Whether both ways of reading it give a number, and another one each. */
  boolean isAmbiguous() {
    return !Double.isNaN(point) && !Double.isNaN(comma) && point != comma;
  }

  /** {@return whether it is a number in at least one way; the fields have it then} */
  boolean parse(char[] text, int first, int last) {
    point = Double.NaN;
    comma = Double.NaN;
    affix = "";
    int from = Blank.skip(text, first, last);
    int to = Blank.trim(text, from, last);
    if (from == to) {
      return false;
    }
    boolean negative = false;
    int i = from;
    char c = text[i];
    if (c == '(' && text[to - 1] == ')') { // as accountants do
      negative = true;
      i = Blank.skip(text, i + 1, to);
      to = Blank.trim(text, i, to - 1);
    }
    int affixFrom = i;
    while (i < to && !isDigit(text[i]) && !isSign(text[i]) && !isPoint(text, i, to)) {
      i++;
    }
    if (i == to || i - affixFrom > MOST_AFFIX) {
      return false;
    }
    int affixTo = Blank.trim(text, affixFrom, i);
    if (isSign(text[i])) {
      negative ^= text[i] != '+';
      i++;
      if (affixFrom == affixTo) { // -$5
        affixFrom = Blank.skip(text, i, to);
        i = affixFrom;
        while (i < to && !isDigit(text[i]) && !isPoint(text, i, to)) {
          i++;
        }
        affixTo = Blank.trim(text, affixFrom, i);
      } else {
        i = Blank.skip(text, i, to);
      }
    }
    if (affixTo > affixFrom && !isPrefix(text, affixFrom, affixTo)) {
      return false;
    }
    return number(text, i, to, negative, affixFrom, affixTo);
  }

  private boolean number(
      char[] text, int from, int to, boolean negative, int affixFrom, int affixTo) {
    long mantissa = 0;
    int digits = 0;
    int significant = 0;
    int count = 0; // marks
    int run = 0;
    int i = from;
    for (; i < to; i++) {
      char c = text[i];
      if (isDigit(c)) {
        digits++;
        run++;
        if (significant > 0 || c != '0') {
          significant++;
          if (significant <= EXACT_DIGITS) {
            mantissa = 10 * mantissa + (c - '0');
          }
        }
      } else if (isMark(text, i, to)) {
        if (count == MOST_MARKS) {
          return false;
        }
        marks[count] = c == '\u2019' ? '\'' : Blank.is(c) ? ' ' : c;
        runs[count++] = run;
        run = 0;
      } else {
        break;
      }
    }
    if (digits == 0) {
      return false;
    }
    int body = i;
    runs[count] = run;
    int exponent = 0;
    if (i + 1 < to && (text[i] == 'e' || text[i] == 'E')) {
      int sign = isSign(text[i + 1]) ? 1 : 0;
      int at = i + 1 + sign;
      int value = 0;
      while (at < to && isDigit(text[at]) && value < 10_000) {
        value = 10 * value + (text[at++] - '0');
      }
      if (at > i + 1 + sign) {
        exponent = sign == 1 && text[i + 1] != '+' ? -value : value;
        i = at;
      }
    }
    int rest = Blank.skip(text, i, to);
    if (areDashes(text, rest, to)) {
      boolean francs = rest > 0 && (text[rest - 1] == '.' || text[rest - 1] == ','); // 12.-
      if (!francs && (negative || to - rest > 1)) {
        return false;
      }
      negative |= !francs; // SAP's
      rest = to;
    }
    if (rest < to) {
      if (to - rest > MOST_AFFIX || !isSuffix(text, rest, to)) {
        return false;
      }
    }
    if (affixTo > affixFrom || rest < to) {
      affix = new String(text, affixFrom, affixTo - affixFrom) + new String(text, rest, to - rest);
    }
    int pointDecimals = decimals(count, '.', text, from);
    int commaDecimals = decimals(count, ',', text, from);
    if (pointDecimals >= 0) {
      point = value(mantissa, significant, pointDecimals, exponent, text, from, body, negative);
    }
    if (commaDecimals == pointDecimals) {
      comma = point;
    } else if (commaDecimals >= 0) {
      comma = value(mantissa, significant, commaDecimals, exponent, text, from, body, negative);
    }
    return isNumber();
  }

  /** Digits behind the decimal mark, -1 if the marks can't be read so. */
  private int decimals(int count, char decimal, char[] text, int from) {
    int groups = count;
    if (count > 0 && marks[count - 1] == decimal) {
      groups--;
    }
    if (groups > 0 && !areThousands(groups, decimal, text[from])) {
      return -1;
    }
    return groups == count ? 0 : runs[count];
  }

  /** The same mark between groups of three digits; India has two in those before the last. */
  private boolean areThousands(int groups, char decimal, char first) {
    char mark = marks[0];
    if (mark == decimal || runs[0] < 1 || runs[0] > 3 || first == '0') {
      return false;
    }
    for (int g = 0; g < groups; g++) {
      boolean three = runs[g + 1] == 3 || runs[g + 1] == 2 && g + 1 < groups && mark == ',';
      if (marks[g] != mark || !three) {
        return false;
      }
    }
    return true;
  }

  private static double value(
      long mantissa,
      int significant,
      int decimals,
      int exponent,
      char[] text,
      int from,
      int to,
      boolean negative) {
    int scale = exponent - decimals;
    double value;
    if (significant <= EXACT_DIGITS && mantissa < 1L << 53 && Math.abs(scale) < POWERS.length) {
      value = scale < 0 ? mantissa / POWERS[-scale] : mantissa * POWERS[scale];
    } else {
      char[] digits = new char[to - from];
      int count = 0;
      for (int i = from; i < to; i++) {
        if (isDigit(text[i])) {
          digits[count++] = text[i];
        }
      }
      value = Double.parseDouble(new String(Arrays.copyOf(digits, count)) + "e" + scale);
    }
    if (Double.isInfinite(value)) {
      return Double.NaN;
    }
    return negative ? -value : value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSign(char c) {
    return c == '-' || c == '+' || c == '\u2212';
  }

  /** A decimal mark without a digit in front. */
  private static boolean isPoint(char[] text, int i, int to) {
    return (text[i] == '.' || text[i] == ',') && i + 1 < to && isDigit(text[i + 1]);
  }

  private static boolean isMark(char[] text, int i, int to) {
    char c = text[i];
    if (c == '.' || c == ',') {
      return true;
    }
    boolean apart = c == '\'' || c == '\u2019' || c == '_' || Blank.is(c) && c >= ' ';
    return apart && i + 1 < to && isDigit(text[i + 1]);
  }

  private static boolean areDashes(char[] text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text[i] != '-' && text[i] != '\u2212') {
        return false;
      }
    }
    return from < to;
  }

  private static boolean isPrefix(char[] text, int from, int to) {
    return to - from == 1 && isCurrency(text[from])
        || CURRENCIES.contains(new String(text, from, to - from));
  }

  /** Units as kWh, m/s or \u00b0C; no second number. */
  private static boolean isSuffix(char[] text, int from, int to) {
    char c = text[from];
    if (!Character.isLetter(c) && "%\u2030\u00b0\u00b5".indexOf(c) < 0 && !isCurrency(c)) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char next = text[i];
      boolean raised = (next == '2' || next == '3') && i == to - 1 && text[i - 1] == 'm'; // m3
      if (!raised
          && !Character.isLetter(next)
          && "%\u2030\u00b0\u00b5\u00b2\u00b3/ .-*^".indexOf(next) < 0
          && !isCurrency(next)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCurrency(char c) {
    return Character.getType(c) == Character.CURRENCY_SYMBOL;
  }
}
