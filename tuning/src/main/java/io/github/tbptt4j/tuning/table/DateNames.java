package io.github.tbptt4j.tuning.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Columns whose name says that they are dates. */
final class DateNames {
  private static final Set<String> YEARS =
      Set.of(
          "year",
          "years",
          "yr",
          "jahr",
          "annee",
          "ann\u00e9e",
          "anno",
          "a\u00f1o",
          "ano",
          "\u00e5r",
          "rok",
          "jaar",
          "vuosi");
  private static final Set<String> OTHERS =
      Set.of(
          "date",
          "dates",
          "datum",
          "day",
          "time",
          "zeit",
          "zeitpunkt",
          "month",
          "months",
          "monat",
          "mois",
          "period",
          "periode",
          "quarter",
          "quartal",
          "week",
          "woche",
          "timestamp",
          "datetime",
          "yyyymm",
          "yyyymmdd",
          "fecha",
          "data",
          "ds",
          "tid",
          "dag",
          "m\u00e5nad",
          "time_period",
          "yearmonth",
          "tag",
          "mes",
          "mese");

  private DateNames() {}

  static boolean isYear(String name) {
    return words(name)
        .anyMatch(word -> YEARS.contains(word) || word.equals("time") || word.equals("date"));
  }

  static boolean isDate(String name) {
    return words(name).anyMatch(word -> OTHERS.contains(word) || YEARS.contains(word));
  }

  private static Stream<String> words(String name) {
    return Arrays.stream(name.toLowerCase(Locale.ROOT).split("[^\\p{L}]+"));
  }
}
