package io.github.tbptt4j.tuning.table;

import java.text.Normalizer;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Months and days of the week in some languages, long and short, with or without accents. */
final class MonthNames {
  static final List<Locale> LOCALES =
      List.of("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl").stream()
          .map(Locale::forLanguageTag)
          .toList();
  private static final Map<String, Integer> MONTHS = new HashMap<>();
  private static final Set<String> DAYS = new HashSet<>();

  static {
    for (Locale locale : LOCALES) {
      for (TextStyle style :
          List.of(
              TextStyle.FULL,
              TextStyle.SHORT,
              TextStyle.FULL_STANDALONE,
              TextStyle.SHORT_STANDALONE)) {
        for (Month month : Month.values()) {
          MONTHS.putIfAbsent(simple(month.getDisplayName(style, locale)), month.getValue());
        }
        for (DayOfWeek day : DayOfWeek.values()) {
          DAYS.add(simple(day.getDisplayName(style, locale)));
        }
      }
    }
    MONTHS.put("sept", 9);
    MONTHS.put("mrz", 3);
    MONTHS.put("okt", 10);
    MONTHS.put("dez", 12);
  }

  private MonthNames() {}

  /** {@return 1 to 12, or 0 for what names no month} */
  static int month(String name) {
    return MONTHS.getOrDefault(simple(name), 0);
  }

  static boolean isDay(String name) {
    return DAYS.contains(simple(name));
  }

  /** {@return the language that the name is of, English where several have it} */
  static Locale locale(String name) {
    String simple = simple(name);
    for (Locale locale : LOCALES) {
      for (TextStyle style : TextStyle.values()) {
        for (Month month : Month.values()) {
          if (simple(month.getDisplayName(style, locale)).equals(simple)) {
            return locale;
          }
        }
      }
    }
    return Locale.ENGLISH;
  }

  static String simple(String name) {
    String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
    StringBuilder letters = new StringBuilder();
    decomposed.chars().filter(Character::isLetter).forEach(c -> letters.append((char) c));
    return letters.toString().toLowerCase(Locale.ROOT);
  }
}
