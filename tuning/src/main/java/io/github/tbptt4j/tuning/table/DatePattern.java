package io.github.tbptt4j.tuning.table;

import java.time.Instant;
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

  private static final double DAYS_FROM_1900 = 25569; // of Excel, to 1970
  private static final int LONGEST = 64;

  /** A part of the pattern: a letter and how often it stands there, or text for itself. */
  private record Part(char letter, int width, String text) {}

  private final String pattern;
  private final Locale locale;
  private final List<Part> parts;
  private final boolean isClock;
  private final DateFields fields = new DateFields();

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

  /** Minutes from UTC of the cell read last; of no meaning in patterns without a zone. */
  int offsetMinutes() {
    return fields.offsetMinutes();
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
    fields.start(text, i, to, isClock);
    for (int p = 0; p < parts.size(); p++) {
      Part part = parts.get(p);
      boolean read =
          switch (part.letter) {
            case REST -> fields.rest();
            case '\'' -> fields.literal(part.text);
            case 'E' -> fields.dayOfWeek();
            case 'a' -> fields.halfOfDay();
            case 'z' -> fields.zone();
            case 'X' -> fields.offset();
            case 'S' -> fields.fraction();
            case 'y' -> fields.year(part.width == 2 ? 2 : 4);
            case 'M' -> part.width < 3 ? fields.number('M', width(p)) : fields.monthName();
            default -> fields.number(part.letter, width(p));
          };
      if (!read) {
        return NONE;
      }
    }
    return fields.millis();
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

  private long count(String cell) {
    try {
      double number = Double.parseDouble(cell);
      double millis =
          switch (pattern) {
            case "epoch" -> number * SECOND;
            case "epoch-ms" -> number;
            default -> Math.rint((number - DAYS_FROM_1900) * DAY / SECOND) * SECOND;
          };
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
        case 'z' -> text.append(Zones.name(fields.zoneName(), minutes));
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
