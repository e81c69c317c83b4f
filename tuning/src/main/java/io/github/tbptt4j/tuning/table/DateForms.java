package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which forms of dates a cell may have: often one, for {@code 1/2/2019} two. */
final class DateForms {
  private static final Pattern INTERVAL = Pattern.compile("(.{8,30}) [-\u2013] (.{8,30})");
  private static final Pattern WEEKDAY = Pattern.compile("^(\\p{L}{2,})(\\.?,? +)");
  private static final Pattern YEAR_FIRST =
      Pattern.compile("^(\\d{4})([-/. ])(\\d{1,2})\\2(\\d{1,2})(?!\\d)");
  private static final Pattern COMPACT = Pattern.compile("^(\\d{4})(\\d{2})(\\d{2})(?!\\d)");
  private static final Pattern YEAR_MONTH = Pattern.compile("^(\\d{4})([-/.])(\\d{1,2})(?!\\d)");
  private static final Pattern YEAR_MARKED =
      Pattern.compile("^(\\d{4})([- /]*)([MQWK])(\\d{1,2})(?:(-)1)?(?!\\d)");
  private static final Pattern QUARTER_YEAR = Pattern.compile("^([QKT])([1-4])([- /]+)(\\d{4})");
  private static final Pattern YEAR_LAST =
      Pattern.compile("^(\\d{1,2})([-/. ])(\\d{1,2})\\2(\\d{4}|\\d{2})(?!\\d)");
  private static final Pattern MONTH_YEAR = Pattern.compile("^(\\d{1,2})([-/.])(\\d{4})(?!\\d)");
  private static final Pattern DAY_NAME =
      Pattern.compile(
          "^(\\d{1,2})(\\.?[-/ ]?(?:de )?)(\\p{L}{3,}\\.?)([-, /]*(?:de )?)(\\d{4}|\\d{2})(?!\\d)");
  private static final Pattern NAME_DAY =
      Pattern.compile("^(\\p{L}{3,}\\.?)([-/ ]+)(\\d{1,2})(,? +)(\\d{4})(?!\\d)");
  private static final Pattern NAME_YEAR =
      Pattern.compile("^(\\p{L}{3,}\\.?)([-'/ ]+)(\\d{4}|\\d{2})(?!\\d)");
  private static final Pattern YEAR_NAME =
      Pattern.compile("^(\\d{4})([-/ ]+)(\\p{L}{3,}\\.?)(?:([-/ ]+)(\\d{1,2}))?(?!\\d)");
  private static final Pattern TIME =
      Pattern.compile(
          "^(T|[-, _:]+)(\\d{1,2})([:h.])(\\d{2})(?:([:.])(\\d{2})(?:([.,])(\\d{1,9}))?)?"
              + "( ?)([AaPp]\\.?[Mm]\\.?)?");
  private static final Pattern HOUR = Pattern.compile("^(T| +)(\\d{2})(?![\\d:])");
  private static final Pattern COMPACT_TIME =
      Pattern.compile("^(T| |_)(\\d{2})(\\d{2})(\\d{2})?(?!\\d)");
  private static final Pattern ZONE =
      Pattern.compile("^( ?)(?:(Z|[+-]\\d{2}(:?)(\\d{2})?)|([A-Z]{3,4}))$");

  private static final int LONGEST_CLOCK = 20;

  private DateForms() {}

  /** {@return patterns that read it; none if it is no date; an interval is its beginning} */
  static List<DatePattern> of(String cell) {
    Matcher interval = INTERVAL.matcher(cell);
    if (!interval.matches() || ofOne(interval.group(2)).isEmpty()) {
      return ofOne(cell);
    }
    return ofOne(interval.group(1)).stream()
        .map(form -> DatePattern.of(form.pattern() + DatePattern.REST, form.locale()))
        .toList();
  }

  private static List<DatePattern> ofOne(String cell) {
    String text = Blank.trim(cell);
    List<DatePattern> forms = new ArrayList<>();
    if (text.length() < 6 || text.chars().noneMatch(c -> c >= '0' && c <= '9')) {
      return forms;
    }
    String prefix = "";
    Matcher weekday = WEEKDAY.matcher(text);
    if (weekday.find() && MonthNames.isDay(weekday.group(1))) {
      prefix = (weekday.group(1).length() > 3 ? "EEEE" : "EEE") + quoted(weekday.group(2));
      text = text.substring(weekday.end());
    }
    List<String> dates = new ArrayList<>();
    int end = dates(text, dates);
    if (end < 0) {
      return forms;
    }
    String time = timeAndZone(text.substring(end));
    if (time == null) {
      return forms;
    }
    Locale locale = locale(text.substring(0, end));
    char[] all = cell.toCharArray();
    for (String date : dates) {
      DatePattern form = DatePattern.of(prefix + date + time, locale);
      if (form.parse(all, 0, all.length) != DatePattern.NONE) {
        forms.add(form);
      }
    }
    return forms;
  }

  /** {@return what digits alone may be: years, months, days or seconds} */
  static List<DatePattern> ofDigits(String cell) {
    String pattern =
        switch (Blank.trim(cell).length()) {
          case 4 -> "yyyy";
          case 6 -> "yyyyMM";
          case 8 -> "yyyyMMdd";
          case 10 -> "yyyyMMddHH";
          case 12 -> "yyyyMMddHHmm";
          case 14 -> "yyyyMMddHHmmss";
          default -> null;
        };
    return pattern == null || Blank.trim(cell).chars().anyMatch(c -> c < '0' || c > '9')
        ? List.of()
        : List.of(DatePattern.of(pattern, Locale.ROOT));
  }

  /** {@return the form of a time of day without a date; null if it is none} */
  static DatePattern ofClock(String cell) {
    String text = Blank.trim(cell);
    Matcher m = TIME.matcher(" " + text);
    if (!m.find() || !m.group(3).equals(":") || text.length() > LONGEST_CLOCK) {
      return null;
    }
    String pattern = timeAndZone(" " + text);
    DatePattern form = pattern == null ? null : DatePattern.of(pattern.strip(), Locale.ENGLISH);
    char[] all = text.toCharArray();
    return form == null || form.hasZone() || form.parse(all, 0, all.length) == DatePattern.NONE
        ? null
        : form;
  }

  /** Adds what the beginning may be; returns where the date ends, -1 if it is none. */
  private static int dates(String text, List<String> dates) {
    Matcher m = YEAR_FIRST.matcher(text);
    if (m.find()) {
      String mark = quoted(m.group(2));
      dates.add("yyyy" + mark + times("M", m.group(3)) + mark + times("d", m.group(4)));
      return m.end();
    }
    m = COMPACT.matcher(text);
    if (m.find()) {
      dates.add("yyyyMMdd");
      return m.end();
    }
    m = YEAR_NAME.matcher(text);
    if (m.find() && MonthNames.month(m.group(3)) > 0) {
      dates.add(
          "yyyy"
              + quoted(m.group(2))
              + name(m.group(3))
              + (m.group(5) == null ? "" : quoted(m.group(4)) + times("d", m.group(5))));
      return m.end();
    }
    m = YEAR_MARKED.matcher(text);
    if (m.find()) {
      String letter = m.group(3).equals("M") ? "M" : m.group(3).equals("W") ? "w" : "Q";
      dates.add(
          "yyyy"
              + quoted(m.group(2) + m.group(3))
              + (letter.equals("Q") ? "Q" : times(letter, m.group(4)))
              + (m.group(5) == null ? "" : quoted("-1")));
      return m.end();
    }
    m = YEAR_MONTH.matcher(text);
    if (m.find()) {
      dates.add("yyyy" + quoted(m.group(2)) + times("M", m.group(3)));
      return m.end();
    }
    m = QUARTER_YEAR.matcher(text);
    if (m.find()) {
      dates.add(quoted(m.group(1)) + "Q" + quoted(m.group(3)) + "yyyy");
      return m.end();
    }
    m = YEAR_LAST.matcher(text);
    if (m.find()) {
      String mark = quoted(m.group(2));
      String year = times("y", m.group(4));
      dates.add(times("d", m.group(1)) + mark + times("M", m.group(3)) + mark + year);
      dates.add(times("M", m.group(1)) + mark + times("d", m.group(3)) + mark + year);
      if (m.group(4).length() == 2 && m.group(1).length() == 2) {
        dates.add("yy" + mark + times("M", m.group(3)) + mark + times("d", m.group(4)));
      }
      return m.end();
    }
    m = MONTH_YEAR.matcher(text);
    if (m.find()) {
      dates.add(times("M", m.group(1)) + quoted(m.group(2)) + "yyyy");
      return m.end();
    }
    m = DAY_NAME.matcher(text);
    if (m.find() && MonthNames.month(m.group(3)) > 0) {
      dates.add(
          times("d", m.group(1))
              + quoted(m.group(2))
              + name(m.group(3))
              + quoted(m.group(4))
              + times("y", m.group(5)));
      return m.end();
    }
    m = NAME_DAY.matcher(text);
    if (m.find() && MonthNames.month(m.group(1)) > 0) {
      dates.add(
          name(m.group(1))
              + quoted(m.group(2))
              + times("d", m.group(3))
              + quoted(m.group(4))
              + "yyyy");
      return m.end();
    }
    m = NAME_YEAR.matcher(text);
    if (m.find() && MonthNames.month(m.group(1)) > 0) {
      dates.add(name(m.group(1)) + quoted(m.group(2)) + times("y", m.group(3)));
      return m.end();
    }
    return -1;
  }

  /** Null if the rest is neither time nor zone. */
  private static String timeAndZone(String text) {
    String rest = text;
    StringBuilder pattern = new StringBuilder();
    Matcher m = TIME.matcher(rest);
    if (m.find()) {
      boolean half = m.group(10) != null;
      pattern
          .append(quoted(m.group(1)))
          .append(times(half ? "h" : "H", m.group(2)))
          .append(quoted(m.group(3)))
          .append("mm");
      if (m.group(6) != null) {
        pattern.append(quoted(m.group(5))).append("ss");
      }
      if (m.group(8) != null) {
        pattern.append(quoted(m.group(7))).append("S".repeat(m.group(8).length()));
      }
      if (half) {
        pattern.append(quoted(m.group(9))).append('a');
      }
      rest = rest.substring(half ? m.end() : m.start(9));
    } else {
      m = COMPACT_TIME.matcher(rest);
      Matcher hour = HOUR.matcher(rest);
      if (m.find()) {
        pattern.append(quoted(m.group(1))).append("HHmm").append(m.group(4) == null ? "" : "ss");
        rest = rest.substring(m.end());
      } else if (hour.find()) {
        pattern.append(quoted(hour.group(1))).append("HH");
        rest = rest.substring(hour.end());
      }
    }
    if (rest.isEmpty()) {
      return pattern.toString();
    }
    m = ZONE.matcher(rest);
    if (pattern.isEmpty() && rest.startsWith("-") || !m.find()) {
      return null;
    }
    pattern.append(quoted(m.group(1)));
    if (m.group(5) != null) {
      return pattern.append('z').toString();
    }
    int width = m.group(3) == null || m.group(3).isEmpty() ? m.group(4) == null ? 1 : 2 : 3;
    boolean zulu = m.group(2).equals("Z");
    boolean zero = m.group(2).matches("[+-]00:?(00)?");
    // Three more letters: zero is written +00:00 here, not Z.
    return pattern.append("X".repeat(zulu ? 3 : zero ? width + 3 : width)).toString();
  }

  private static String times(String letter, String digits) {
    return letter.repeat(digits.length());
  }

  private static String name(String name) {
    String letters = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return letters.length() > 3 && !letters.equalsIgnoreCase("sept") ? "MMMM" : "MMM";
  }

  private static Locale locale(String text) {
    Matcher words = Pattern.compile("\\p{L}{3,}").matcher(text);
    while (words.find()) {
      if (MonthNames.month(words.group()) > 0) {
        return MonthNames.locale(words.group());
      }
    }
    return Locale.ENGLISH;
  }

  private static String quoted(String text) {
    return text.chars().anyMatch(Character::isLetter)
        ? "'" + text.replace("'", "") + "'"
        : text.replace("'", "''");
  }
}
