package io.github.tbptt4j.tuning.table;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A form of dates, in the letters of Java's patterns: {@code dd.MM.yyyy HH:mm}, and {@code Q} for
 * quarters, {@code ww} for weeks, {@code *} at the end for what is of no interest, {@code epoch},
 * {@code epoch-ms} and {@code excel} for numbers. Much faster than Java's own, which matters for
 * files of a gigabyte, and it takes {@code 1/2/2019} and {@code 01/02/2019} alike.
 */
final class DatePattern {
  /** No date. */
  static final long NONE = Long.MIN_VALUE;

  static final long SECOND = 1000;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  /** At the end of a pattern: whatever follows. */
  static final char REST = '*';

  private static final String LETTERS = "yMdHhmsSaXzQwE";

  /** Two digits are a year from 1970 to 2069. */
  private static final int CENTURY_FROM = 70;

  private static final double DAYS_FROM_1900 = 25569; // of Excel, to 1970
  private static final int LONGEST = 64;
  private static final int EPOCH_YEAR = 1970;

  /** A part of the pattern: a letter and how often it stands there, or text for itself. */
  private record Part(char letter, int width, String text) {}

  private final String pattern;
  private final Locale locale;
  private final List<Part> parts;
  private final boolean isClock;

  /** Minutes from UTC of the cell read last; of no meaning in patterns without a zone. */
  int offsetMinutes;

  private String zone = "UTC"; // the name read last

  private DatePattern(String pattern, Locale locale, List<Part> parts) {
    this.pattern = pattern;
    this.locale = locale;
    this.parts = parts;
    isClock = parts.stream().noneMatch(part -> part.letter == 'y');
  }

  static DatePattern of(String pattern, Locale locale) {
    List<Part> parts = new ArrayList<>();
    if (!isCount(pattern)) {
      int i = 0;
      while (i < pattern.length()) {
        char c = pattern.charAt(i);
        int end = i + 1;
        if (c == '\'') {
          end = pattern.indexOf('\'', i + 1);
          if (end < 0) {
            throw new IllegalArgumentException(
                "The date format " + pattern + " has a quote that isn't closed.");
          }
          parts.add(new Part('\'', 0, end == i + 1 ? "'" : pattern.substring(i + 1, end)));
          i = end + 1;
          continue;
        }
        char letter = c == 'u' ? 'y' : c == 'L' ? 'M' : c == 'x' ? 'X' : c;
        while (end < pattern.length() && pattern.charAt(end) == c) {
          end++;
        }
        if (c == REST && end == pattern.length()) {
          parts.add(new Part(REST, 1, ""));
        } else if (LETTERS.indexOf(letter) >= 0) {
          parts.add(new Part(letter, end - i, ""));
        } else if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' && c != 'T') {
          throw new IllegalArgumentException(
              "The date format "
                  + pattern
                  + " has the letter "
                  + c
                  + ", which means nothing: use y M d H h m s S a X z Q w, or put text in quotes.");
        } else {
          parts.add(new Part('\'', 0, pattern.substring(i, end)));
        }
        i = end;
      }
    }
    return new DatePattern(pattern, locale, List.copyOf(parts));
  }

  private static boolean isCount(String pattern) {
    return List.of("epoch", "epoch-ms", "excel").contains(pattern);
  }

  /** Whether its dates are numbers of seconds or days. */
  boolean isCount() {
    return parts.isEmpty();
  }

  String pattern() {
    return pattern;
  }

  Locale locale() {
    return locale;
  }

  private boolean has(char letter) {
    return parts.stream().anyMatch(part -> part.letter == letter);
  }

  boolean hasTime() {
    return isCount() || has('H') || has('h');
  }

  boolean hasZone() {
    return pattern.startsWith("epoch") || has('X') || has('z');
  }

  /**
   * {@return d, M or y, whichever stands first, where days, months and years could be mistaken for
   * one another; 0 in other forms}
   */
  char order() {
    boolean numbers = has('d') && parts.stream().noneMatch(p -> p.letter == 'M' && p.width > 2);
    for (Part part : parts) {
      boolean first = "dMy".indexOf(part.letter) >= 0;
      if (first) {
        return !numbers || part.letter == 'y' && part.width != 2 ? 0 : part.letter;
      }
    }
    return 0;
  }

  /**
   * {@return milliseconds from 1970 on, of the local time, or of UTC where there is a zone; {@link
   * #NONE} if it isn't of this form}
   */
  long parse(char[] text, int first, int last) {
    int i = Blank.skip(text, first, last);
    int to = Blank.trim(text, i, last);
    if (i == to || to - i > LONGEST) {
      return NONE;
    }
    if (parts.isEmpty()) {
      return count(new String(text, i, to - i));
    }
    int year = isClock ? EPOCH_YEAR : Integer.MIN_VALUE;
    int month = 1;
    int day = 1;
    int week = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int milli = 0;
    boolean afternoon = false;
    boolean morning = false;
    int offset = 0;
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      switch (part.letter) {
        case '\'' -> {
          for (int k = 0; k < part.text.length(); k++, i++) {
            char c = part.text.charAt(k);
            if (i >= to || text[i] != c && !(Blank.is(c) && Blank.is(text[i]))) {
              return NONE;
            }
          }
        }
        case REST -> i = to;
        case 'M', 'E', 'a', 'z' -> {
          if (part.letter == 'M' && part.width < 3) {
            int end = digits(text, i, to, width(p));
            month = value(text, i, end);
            i = end;
          } else {
            int end = i;
            while (end < to
                && (Character.isLetter(text[end]) || text[end] == '.' && part.letter != 'E')) {
              end++;
            }
            String word = new String(text, i, end - i);
            i = end;
            switch (part.letter) {
              case 'M' -> {
                month = MonthNames.month(word);
                if (month == 0) {
                  return NONE;
                }
              }
              case 'E' -> {
                if (!MonthNames.isDay(word)) {
                  return NONE;
                }
              }
              case 'a' -> {
                char half = word.isEmpty() ? ' ' : Character.toLowerCase(word.charAt(0));
                afternoon = half == 'p';
                morning = half == 'a';
                if (!afternoon && !morning) {
                  return NONE;
                }
              }
              default -> {
                Integer hours = Zones.hours(word);
                if (hours == null) {
                  return NONE;
                }
                offset = 60 * hours;
                zone = word;
              }
            }
          }
        }
        case 'X' -> {
          if (i < to && text[i] == 'Z') {
            i++;
          } else {
            if (i + 3 > to || text[i] != '+' && text[i] != '-') {
              return NONE;
            }
            int sign = text[i] == '-' ? -1 : 1;
            int end = digits(text, i + 1, to, 2);
            offset = 60 * value(text, i + 1, end);
            i = end;
            if (i < to && text[i] == ':') {
              i++;
            }
            if (i < to) {
              end = digits(text, i, to, 2);
              offset += value(text, i, end);
              i = end;
            }
            offset *= sign;
          }
        }
        case 'S' -> {
          int end = digits(text, i, to, 9);
          if (end == i) {
            return NONE;
          }
          for (int k = 0, unit = 100; k < 3; k++, unit /= 10) {
            milli += i + k < end ? unit * (text[i + k] - '0') : 0;
          }
          i = end;
        }
        default -> {
          int end = digits(text, i, to, width(p));
          if (end == i || part.letter == 'y' && end - i != (part.width == 2 ? 2 : 4)) {
            return NONE;
          }
          int value = value(text, i, end);
          i = end;
          switch (part.letter) {
            case 'y' ->
                year = part.width != 2 ? value : value + (value < CENTURY_FROM ? 2000 : 1900);
            case 'd' -> day = value;
            case 'Q' -> month = value < 1 || value > 4 ? 0 : 3 * value - 2;
            case 'w' -> week = value < 1 || value > 53 ? 99 : value;
            case 'H', 'h' -> hour = value;
            case 'm' -> minute = value;
            default -> second = value;
          }
        }
      }
    }
    if (i != to || year == Integer.MIN_VALUE || month < 1 || month > 12 || day < 1) {
      return NONE;
    }
    if (afternoon || morning) {
      if (hour < 1 || hour > 12) {
        return NONE;
      }
      hour = hour % 12 + (afternoon ? 12 : 0);
    }
    boolean midnight = hour == 24 && minute == 0 && second == 0 && milli == 0;
    if (hour > 23 && !midnight || minute > 59 || second > 60 || Math.abs(offset) > 18 * 60) {
      return NONE;
    }
    long days = week > 0 ? monday(year, week) : days(year, month, day);
    if (days == NONE) {
      return NONE;
    }
    offsetMinutes = offset;
    return days * DAY
        + hour * HOUR
        + (minute - offset) * MINUTE
        + Math.min(second, 59) * SECOND // a leap second
        + milli;
  }

  private static long days(int year, int month, int day) {
    boolean leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    int length = month == 2 ? (leap ? 29 : 28) : 30 + (month + (month >> 3) & 1);
    return day > length ? NONE : LocalDate.of(year, month, day).toEpochDay();
  }

  private static long monday(int year, int week) {
    try {
      return LocalDate.of(year, 1, 4)
          .with(IsoFields.WEEK_OF_WEEK_BASED_YEAR, week)
          .with(DayOfWeek.MONDAY)
          .toEpochDay();
    } catch (DateTimeException e) {
      return NONE;
    }
  }

  /** Digits that a part may have: as many as it likes, but where the next ones are another's. */
  private int width(int part) {
    boolean beforeDigits =
        part + 1 < parts.size() && "yMdHhmsSQw".indexOf(parts.get(part + 1).letter) >= 0;
    Part own = parts.get(part);
    if (beforeDigits) {
      return own.letter == 'y' && own.width != 2 ? 4 : own.width;
    }
    return own.letter == 'y' ? own.width == 2 ? 2 : 4 : own.letter == 'Q' ? 1 : 2;
  }

  private static int digits(char[] text, int from, int to, int most) {
    int end = from;
    while (end < to && end - from < most && text[end] >= '0' && text[end] <= '9') {
      end++;
    }
    return end;
  }

  private static int value(char[] text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + (text[i] - '0');
    }
    return from == to ? -1 : value;
  }

  private long count(String cell) {
    try {
      double number = Double.parseDouble(cell);
      double millis =
          switch (pattern) {
            case "epoch" -> number * SECOND;
            case "epoch-ms" -> number;
            default -> Math.rint((number - DAYS_FROM_1900) * DAY / SECOND) * SECOND;
          };
      offsetMinutes = 0;
      return Math.abs(millis) < 1e15 ? Math.round(millis) : NONE;
    } catch (NumberFormatException e) {
      return NONE;
    }
  }

  /**
   * Writes a date in this form.
   *
   * @param millis as {@link #parse} gives them
   * @param minutes from UTC, for patterns with a zone
   */
  String format(long millis, int minutes) {
    switch (pattern) {
      case "epoch":
        return millis % SECOND == 0
            ? Long.toString(millis / SECOND)
            : Double.toString(millis / (double) SECOND);
      case "epoch-ms":
        return Long.toString(millis);
      case "excel":
        double days = millis / (double) DAY + DAYS_FROM_1900;
        return days == Math.rint(days) ? Long.toString((long) days) : Double.toString(days);
      default:
        break;
    }
    LocalDateTime time =
        LocalDateTime.ofInstant(
            Instant.ofEpochMilli(millis + (hasZone() ? minutes * MINUTE : 0)), ZoneOffset.UTC);
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part.letter) {
        case '\'' -> text.append(part.text);
        case REST -> {} // an interval is its beginning
        case 'y' -> {
          int year = has('w') ? time.get(IsoFields.WEEK_BASED_YEAR) : time.getYear();
          text.append(part.width == 2 ? two(Math.floorMod(year, 100), 2) : two(year, 4));
        }
        case 'M' ->
            text.append(
                part.width < 3
                    ? two(time.getMonthValue(), part.width)
                    : time.getMonth()
                        .getDisplayName(
                            part.width == 3 ? TextStyle.SHORT : TextStyle.FULL, locale));
        case 'E' ->
            text.append(
                time.getDayOfWeek()
                    .getDisplayName(part.width <= 3 ? TextStyle.SHORT : TextStyle.FULL, locale));
        case 'd' -> text.append(two(time.getDayOfMonth(), part.width));
        case 'Q' -> text.append((time.getMonthValue() + 2) / 3);
        case 'w' -> text.append(two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), part.width));
        case 'H' -> text.append(two(time.getHour(), part.width));
        case 'h' -> text.append(two((time.getHour() + 11) % 12 + 1, part.width));
        case 'm' -> text.append(two(time.getMinute(), part.width));
        case 's' -> text.append(two(time.getSecond(), part.width));
        case 'S' -> {
          String fraction = two(time.getNano(), 9);
          text.append(fraction, 0, Math.min(part.width, 9));
        }
        case 'a' -> text.append(time.getHour() < 12 ? "AM" : "PM");
        case 'z' -> text.append(Zones.name(zone, minutes));
        default -> text.append(offset(minutes, part.width));
      }
    }
    return text.toString();
  }

  private static String two(int value, int width) {
    return String.format(Locale.ROOT, "%0" + width + "d", value);
  }

  /** One letter is +01, two +0100, three +01:00, as in Java; a Z where there is no offset. */
  private static String offset(int minutes, int width) {
    if (minutes == 0 && width < 4) {
      return "Z";
    }
    int positive = Math.abs(minutes);
    String hours = (minutes < 0 ? "-" : "+") + two(positive / 60, 2);
    return width == 1 && positive % 60 == 0
        ? hours
        : hours + (width == 3 || width == 6 ? ":" : "") + two(positive % 60, 2);
  }

  @Override
  public String toString() {
    return pattern;
  }
}
