package io.github.tbptt4j.tuning.table;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time from one row of a series to the next.
 *
 * @param unit what is counted
 * @param count how many of it, at least 1
 */
public record TimeStep(Unit unit, long count) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,18}) (.+?)s?( at (?:its|their) ends?)?");
  private static final int WEEK = 7;
  private static final long FIRST_MONDAY = LocalDate.of(1970, 1, 5).toEpochDay();
  private static final int WORKING = 5;
  private static final int YEAR = 12;
  private static final int QUARTER = 3;

  /** What steps are made of. */
  public enum Unit {
    /** Always the same time: milliseconds, and so seconds, hours, days and weeks. */
    MILLISECOND,
    /** Days from Monday to Friday. */
    BUSINESS_DAY,
    /** Months of the calendar, and so quarters and years. */
    MONTH,
    /** Months, of which the last day is meant. */
    MONTH_END
  }

  /**
   * Checks.
   *
   * @param unit what steps are made of
   * @param count of units in a step
   * @throws IllegalArgumentException if count is below 1
   */
  public TimeStep {
    if (count < 1) {
      throw new IllegalArgumentException("A step (" + count + " " + unit + ") must be positive.");
    }
  }

  /**
   * The time some steps later.
   *
   * @param time in milliseconds from 1970-01-01T00:00 on
   * @param steps may be negative
   * @return in the same unit
   */
  public long after(long time, int steps) {
    return switch (unit) {
      case MILLISECOND -> time + count * steps;
      case MONTH -> millis(local(time).plusMonths(count * steps));
      case MONTH_END -> {
        LocalDateTime from = local(time);
        LocalDate end = YearMonth.from(from).plusMonths(count * steps).atEndOfMonth();
        yield millis(end.atTime(from.toLocalTime()));
      }
      case BUSINESS_DAY -> {
        LocalDateTime from = local(time);
        long day = Math.min(WORKING - 1, from.getDayOfWeek().getValue() - 1);
        long monday = from.toLocalDate().with(DayOfWeek.MONDAY).toEpochDay();
        long to = day + count * steps;
        long date = monday + Math.floorDiv(to, WORKING) * WEEK + Math.floorMod(to, WORKING);
        yield millis(LocalDate.ofEpochDay(date).atTime(from.toLocalTime()));
      }
    };
  }

  /**
   * How many steps later a time is.
   *
   * @param from in milliseconds from 1970-01-01T00:00 on
   * @param to another time
   * @return rounded to whole steps
   */
  public long between(long from, long to) {
    return switch (unit) {
      case MILLISECOND -> Math.floorDiv(2 * (to - from) + count, 2 * count);
      case MONTH, MONTH_END ->
          Math.round(
              (double)
                      ChronoUnit.MONTHS.between(
                          YearMonth.from(local(from)), YearMonth.from(local(to)))
                  / count);
      case BUSINESS_DAY -> Math.round((double) (businessDay(to) - businessDay(from)) / count);
    };
  }

  private static long businessDay(long time) {
    LocalDate date = local(time).toLocalDate();
    long monday = date.with(DayOfWeek.MONDAY).toEpochDay();
    return Math.floorDiv(monday - FIRST_MONDAY, WEEK) * WORKING
        + Math.min(WORKING - 1, date.getDayOfWeek().getValue() - 1);
  }

  static LocalDateTime local(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }

  private static long millis(LocalDateTime time) {
    return time.toInstant(ZoneOffset.UTC).toEpochMilli();
  }

  /**
   * Reads what {@link #toString} writes.
   *
   * @param text for instance {@code 15 minutes}
   * @return the step
   * @throws IllegalArgumentException if it is none
   */
  public static TimeStep parse(String text) {
    Matcher m = TEXT.matcher(text.toLowerCase(Locale.ROOT).strip());
    if (m.matches()) {
      long count = Long.parseLong(m.group(1));
      Unit months = m.group(3) == null ? Unit.MONTH : Unit.MONTH_END;
      switch (m.group(2)) {
        case "millisecond":
          return new TimeStep(Unit.MILLISECOND, count);
        case "second":
          return new TimeStep(Unit.MILLISECOND, Math.multiplyExact(count, DatePattern.SECOND));
        case "minute":
          return new TimeStep(Unit.MILLISECOND, Math.multiplyExact(count, DatePattern.MINUTE));
        case "hour":
          return new TimeStep(Unit.MILLISECOND, Math.multiplyExact(count, DatePattern.HOUR));
        case "day":
          return new TimeStep(Unit.MILLISECOND, Math.multiplyExact(count, DatePattern.DAY));
        case "week":
          return new TimeStep(Unit.MILLISECOND, Math.multiplyExact(count, WEEK * DatePattern.DAY));
        case "business day":
          return new TimeStep(Unit.BUSINESS_DAY, count);
        case "month":
          return new TimeStep(months, count);
        case "quarter":
          return new TimeStep(months, QUARTER * count);
        case "year":
          return new TimeStep(months, YEAR * count);
        default:
          break;
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no step of time: 15 minutes, 1 day or 1 month would be one.");
  }

  @Override
  public String toString() {
    return switch (unit) {
      case BUSINESS_DAY -> counted(count, "business day");
      case MONTH -> months();
      case MONTH_END -> months() + (count > 1 ? " at their ends" : " at its end");
      case MILLISECOND -> {
        long[] sizes = {
          WEEK * DatePattern.DAY,
          DatePattern.DAY,
          DatePattern.HOUR,
          DatePattern.MINUTE,
          DatePattern.SECOND
        };
        String[] names = {"week", "day", "hour", "minute", "second"};
        for (int i = 0; i < sizes.length; i++) {
          if (count % sizes[i] == 0) {
            yield counted(count / sizes[i], names[i]);
          }
        }
        yield counted(count, "millisecond");
      }
    };
  }

  private String months() {
    return count % YEAR == 0
        ? counted(count / YEAR, "year")
        : count % QUARTER == 0 ? counted(count / QUARTER, "quarter") : counted(count, "month");
  }

  private static String counted(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
