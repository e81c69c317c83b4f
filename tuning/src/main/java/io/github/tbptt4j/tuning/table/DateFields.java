package io.github.tbptt4j.tuning.table;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.IsoFields;

/** The parts of a date as they are read from a cell, one after the other; used again and again. */
final class DateFields {
  /** Two digits are a year from 1970 to 2069. */
  private static final int CENTURY_FROM = 70;

  private static final int EPOCH_YEAR = 1970;
  private static final int NO_WEEK = 0;
  private static final int WRONG = 99;
  private static final int MOST_OFFSET = 18 * 60;

  private char[] text;
  private int at;
  private int to;

  private int year;
  private int month;
  private int day;
  private int week;
  private int hour;
  private int minute;
  private int second;
  private int milli;
  private char half; // a or p, or blank
  private int offset; // minutes
  private String zone = "UTC";

  /**
   * Begins with a cell.
   *
   * @param clock whether it has no date
   */
  void start(char[] cell, int from, int end, boolean clock) {
    text = cell;
    at = from;
    to = end;
    year = clock ? EPOCH_YEAR : Integer.MIN_VALUE;
    month = 1;
    day = 1;
    week = NO_WEEK;
    hour = 0;
    minute = 0;
    second = 0;
    milli = 0;
    half = ' ';
    offset = 0;
  }

  int offsetMinutes() {
    return offset;
  }

  /** The name of a zone read last. */
  String zoneName() {
    return zone;
  }

  boolean rest() {
    at = to;
    return true;
  }

  boolean literal(String literal) {
    for (int k = 0; k < literal.length(); k++, at++) {
      char c = literal.charAt(k);
      if (at >= to || text[at] != c && !(Blank.is(c) && Blank.is(text[at]))) {
        return false;
      }
    }
    return true;
  }

  private String word() {
    int end = at;
    while (end < to && Character.isLetter(text[end])) {
      end++;
    }
    String word = new String(text, at, end - at);
    at = end;
    return word;
  }

  private void skipPoint() {
    if (at < to && text[at] == '.') {
      at++;
    }
  }

  boolean dayOfWeek() {
    return MonthNames.isDay(word());
  }

  boolean monthName() {
    month = MonthNames.month(word());
    skipPoint();
    return month > 0;
  }

  /** AM and PM, a.m. and p.m. */
  boolean halfOfDay() {
    half = at < to ? Character.toLowerCase(text[at]) : ' ';
    word();
    skipPoint();
    word();
    skipPoint();
    return half == 'a' || half == 'p';
  }

  boolean zone() {
    String word = word();
    Integer hours = Zones.hours(word);
    if (hours == null) {
      return false;
    }
    zone = word;
    offset = 60 * hours;
    return true;
  }

  /** Z, +01, +0100 or +01:00. */
  boolean offset() {
    if (at < to && text[at] == 'Z') {
      at++;
      return true;
    }
    if (at + 3 > to || text[at] != '+' && text[at] != '-') {
      return false;
    }
    int sign = text[at++] == '-' ? -1 : 1;
    offset = 60 * digits(2);
    if (at < to && text[at] == ':') {
      at++;
    }
    offset = sign * (offset + (at < to ? digits(2) : 0));
    return true;
  }

  boolean fraction() {
    int from = at;
    digits(9);
    for (int k = 0, unit = 100; k < 3; k++, unit /= 10) {
      milli += from + k < at ? unit * (text[from + k] - '0') : 0;
    }
    return at > from;
  }

  boolean year(int width) {
    int from = at;
    int value = digits(width);
    year = width > 2 ? value : value + (value < CENTURY_FROM ? 2000 : 1900);
    return at - from == width;
  }

  boolean number(char letter, int most) {
    int from = at;
    int value = digits(most);
    switch (letter) {
      case 'M' -> month = value;
      case 'd' -> day = value;
      case 'Q' -> month = value < 1 || value > 4 ? WRONG : 3 * value - 2;
      case 'w' -> week = value < 1 || value > 53 ? WRONG : value;
      case 'H', 'h' -> hour = value;
      case 'm' -> minute = value;
      default -> second = value;
    }
    return at > from;
  }

  private int digits(int most) {
    int end = Math.min(to, at + most);
    int value = 0;
    while (at < end && text[at] >= '0' && text[at] <= '9') {
      value = 10 * value + (text[at++] - '0');
    }
    return value;
  }

  /** {@return what all parts together are; no date if they can't be, or something is left} */
  long millis() {
    boolean twelve = half != ' ';
    if (at != to
        || year == Integer.MIN_VALUE
        || month < 1
        || month > 12
        || day < 1
        || twelve && (hour < 1 || hour > 12)) {
      return DatePattern.NONE;
    }
    int hours = twelve ? hour % 12 + (half == 'p' ? 12 : 0) : hour;
    boolean midnight = hours == 24 && minute == 0 && second == 0 && milli == 0;
    if (hours > 23 && !midnight || minute > 59 || second > 60 || Math.abs(offset) > MOST_OFFSET) {
      return DatePattern.NONE;
    }
    long days = week == NO_WEEK ? days() : monday();
    return days == DatePattern.NONE
        ? DatePattern.NONE
        : days * DatePattern.DAY
            + hours * DatePattern.HOUR
            + (minute - offset) * DatePattern.MINUTE
            + Math.min(second, 59) * DatePattern.SECOND // a leap second
            + milli;
  }

  private long days() {
    boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    int length = month == 2 ? (leap ? 29 : 28) : 30 + (month + (month >> 3) & 1);
    return day > length ? DatePattern.NONE : LocalDate.of(year, month, day).toEpochDay();
  }

  private long monday() {
    try {
      return LocalDate.of(year, 1, 4)
          .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, week)
          .with(DayOfWeek.MONDAY)
          .toEpochDay();
    } catch (DateTimeException e) {
      return DatePattern.NONE;
    }
  }
}
