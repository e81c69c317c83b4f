package io.github.tbptt4j.tuning.table;

import java.util.regex.Pattern;

/** Rows of units and the like, as loggers write them below the names. */
final class Units {
  private static final Pattern UNIT =
      Pattern.compile(
          "\\(.*\\)|\\[.*\\]|.{0,8}[\u00b0%\u2030/\u00b5\u00b2\u00b3\u20ac$^].{0,8}|[kMGTmhc]?(W|Wh|V|A|VA|Pa|Hz|J|N|m|g|t|l|L|K|C|F|B|s|Ohm|mol|eq)(h|2|3)?|(kilo|mega|giga|milli|micro|hecto)?(volts?|amp(ere)?s?|watts?(["
              + " -]?h(ours?)?)?|pascals?|gram(me)?s?|joules?|hertz|tonn?e?s?)|persons?|units?|pieces?|euros?|dollars?|deg(rees)?["
              + " _]?[CFK]?|celsius|kelvin|percent|met(er|re)s?"
              + "|hours?|minutes?|seconds?|unitless|count"
              + "|bar|psi|rpm|ppm|ppb|hrs?|min|sec|ms|days?|degC|degF|deg|dBm?|lux|lx|pH|USD|EUR|GBP"
              + "|CHF|SEK|text|string|str|int|integer|float|double|number|numeric|date|datetime|timestamp|bool|TS|RN|Avg|Smp|Max|Min|Tot|[-yYMdDHhms/.:"
              + " ]{4,}",
          Pattern.CASE_INSENSITIVE);

  private Units() {}

  /** Whether most cells that hold something are units. */
  static boolean are(Dialect.Row row) {
    int units = 0;
    int others = 0;
    for (String cell : row.cells()) {
      String text = Blank.trim(cell);
      if (!text.isEmpty() && !text.equals("-") && !text.equals("1")) {
        if (UNIT.matcher(text).matches()) {
          units++;
        } else {
          others++;
        }
      }
    }
    return units > others || others == 0;
  }
}
