package io.github.tbptt4j.tuning.table;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a column is, and how its cells are read.
 *
 * @param point whether numbers have a decimal point; else a comma
 * @param affixes what may stand at numbers: currencies, units, percent
 * @param forms of its dates, the most frequent first
 * @param clock has the time of day of its dates; null if they have it themselves, or there is none
 */
record ColumnRule(
    String name,
    ColumnType type,
    boolean point,
    Set<String> affixes,
    List<DatePattern> forms,
    Clock clock) {
  /**
   * A column of times of day.
   *
   * @param name of it
   * @param place among the columns of the files
   * @param form of its cells
   */
  record Clock(String name, int place, DatePattern form) {}

  /** Of the cells that hold something, so many make a column's type; the others are wrong. */
  private static final double SHARE = 0.95;

  private static final double HALF = 0.5;
  private static final double MOST_REPEATED = 2;
  private static final int TRUTHS = 2;

  /** Months differ by less, from the shortest to the longest. */
  private static final double LIKE_MONTHS = 1.25;

  private static final long SHORTEST_MONTH = 28 * DatePattern.DAY;
  private static final List<Set<String>> BOOLEANS =
      List.of(
          Set.of("true", "false"),
          Set.of("yes", "no"),
          Set.of("y", "n"),
          Set.of("t", "f"),
          Set.of("on", "off"),
          Set.of("ja", "nein"),
          Set.of("j", "n"),
          Set.of("wahr", "falsch"),
          Set.of("oui", "non"),
          Set.of("vrai", "faux"),
          Set.of("si", "no"),
          Set.of("s\u00ed", "no"),
          Set.of("sim", "n\u00e3o"),
          Set.of("ja", "nej"));
  private static final long YEAR_1900 = year(1900);
  private static final long YEAR_2100 = year(2100);
  private static final int FIRST_YEAR = 1500;
  private static final int LAST_YEAR = 2200;

  private static long year(int year) {
    return LocalDate.of(year, 1, 1).toEpochDay() * DatePattern.DAY;
  }

  static ColumnRule of(ColumnScan scan, TableReader.Settings settings, boolean point) {
    List<ColumnScan.Dates> dates = datesOfOneOrder(scan, settings);
    Set<String> affixes = acceptedAffixes(scan);
    ColumnType type = settings.types().get(scan.name);
    if (type == null) {
      type = type(scan, dates, point, affixes);
    }
    List<DatePattern> forms =
        dates.stream()
            .sorted(Comparator.comparingLong((ColumnScan.Dates date) -> -date.count))
            .map(date -> date.form)
            .toList();
    return new ColumnRule(
        scan.name, type, point, affixes, type == ColumnType.DATE ? forms : List.of(), null);
  }

  ColumnRule with(Clock itsClock) {
    return new ColumnRule(name, type, point, affixes, forms, itsClock);
  }

  ColumnRule as(ColumnType another) {
    return new ColumnRule(name, another, point, affixes, forms, clock);
  }

  /** Whether it has days only, so that the time of day may stand in another column. */
  boolean hasDaysOnly() {
    return type == ColumnType.DATE
        && forms.stream().allMatch(form -> form.pattern().contains("d") && !form.hasTime());
  }

  private static ColumnType type(
      ColumnScan scan, List<ColumnScan.Dates> dates, boolean point, Set<String> affixes) {
    long filled = scan.rows - scan.missingNumbers;
    if (scan.rows == scan.missing) {
      return ColumnType.NUMBER;
    }
    long numbers = numbers(scan, point, affixes);
    long dated = dates.stream().mapToLong(date -> date.count).sum();
    if (filled > 0
        && dated >= SHARE * filled
        && (numbers < filled || areDates(scan, dates, point))) {
      return ColumnType.DATE;
    }
    if (filled > 0 && numbers >= SHARE * filled) {
      return ColumnType.NUMBER;
    }
    return isCategory(scan) ? ColumnType.CATEGORY : ColumnType.TEXT;
  }

  /** Cells that are numbers in this way. */
  static long numbers(ColumnScan scan, boolean point, Set<String> affixes) {
    long refused =
        scan.affixes.entrySet().stream()
            .filter(entry -> !affixes.contains(entry.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    return (point ? scan.point : scan.comma).count - refused;
  }

  /** Digits alone are dates only if all of them can be, and the name or the order says so. */
  private static boolean areDates(ColumnScan scan, List<ColumnScan.Dates> dates, boolean point) {
    if (dates.size() != 1 || dates.get(0).count < scan.rows - scan.missingNumbers) {
      return false;
    }
    ColumnScan.Values values = point ? scan.point : scan.comma;
    ColumnScan.Dates date = dates.get(0);
    return switch (date.form.pattern()) {
      case "yyyy" ->
          DateNames.isYear(scan.name)
              && values.rising
              && values.count > 2
              && values.min >= FIRST_YEAR
              && values.max <= LAST_YEAR;
      case "yyyyMM" -> DateNames.isDate(scan.name) && inOurTimes(date);
      default -> inOurTimes(date) && (values.count > 1 || DateNames.isDate(scan.name));
    };
  }

  private static boolean inOurTimes(ColumnScan.Dates date) {
    return date.first >= YEAR_1900 && date.first < YEAR_2100 && date.last < YEAR_2100;
  }

  private static boolean isCategory(ColumnScan scan) {
    if (scan.distinct.isFull()) {
      return false;
    }
    if (scan.distinct.size() <= TRUTHS) {
      Set<String> words =
          scan.distinct.sorted().stream()
              .map(word -> word.toLowerCase(Locale.ROOT))
              .collect(Collectors.toSet());
      if (BOOLEANS.stream().anyMatch(truth -> truth.containsAll(words))) {
        return true;
      }
    }
    return scan.rows - scan.missing >= MOST_REPEATED * scan.distinct.size();
  }

  /** The same at nearly all numbers, or letters that mark some of them, as Eurostat's. */
  private static Set<String> acceptedAffixes(ColumnScan scan) {
    Set<String> accepted = new HashSet<>();
    if (scan.affixes.values().stream().anyMatch(count -> count >= SHARE * scan.numberCells)) {
      scan.affixes.forEach(
          (affix, count) -> {
            if (count >= SHARE * scan.numberCells) {
              accepted.add(affix);
            }
          });
    } else if (scan.affixes.keySet().stream().allMatch(affix -> affix.matches("[a-z]{1,3}"))
        && scan.affixes.values().stream().mapToLong(count -> count).sum()
            < HALF * scan.numberCells) {
      accepted.addAll(scan.affixes.keySet());
    }
    return accepted;
  }

  /** Of 1/2/2019 either the day is first or the month, in the whole column. */
  static List<ColumnScan.Dates> datesOfOneOrder(ColumnScan scan, TableReader.Settings settings) {
    long dayFirst = count(scan, 'd');
    long monthFirst = count(scan, 'M');
    long yearFirst = count(scan, 'y');
    if (dayFirst + monthFirst == 0) {
      return scan.dates;
    }
    char order =
        settings.dayFirst() != null
            ? settings.dayFirst() ? 'd' : 'M'
            : yearFirst > Math.max(dayFirst, monthFirst)
                ? 'y'
                : dayFirst != monthFirst
                    ? dayFirst > monthFirst ? 'd' : 'M'
                    : usualOrder(scan, settings);
    return scan.dates.stream()
        .filter(date -> date.form.order() == 0 || date.form.order() == order)
        .toList();
  }

  private static long count(ColumnScan scan, char order) {
    return scan.dates.stream()
        .filter(date -> date.form.order() == order)
        .mapToLong(date -> date.count)
        .sum();
  }

  static boolean isOrderUnknown(ColumnScan scan, TableReader.Settings settings) {
    long dayFirst = count(scan, 'd');
    return settings.dayFirst() == null
        && settings.usual().dayFirst() == null
        && dayFirst > 0
        && dayFirst == count(scan, 'M')
        && !hasPoints(scan)
        && isUndecided(irregularity(scan, 'd'), irregularity(scan, 'M'));
  }

  private static char usualOrder(ColumnScan scan, TableReader.Settings settings) {
    Boolean usual = settings.usual().dayFirst();
    return usual == null ? moreRegular(scan) : usual ? 'd' : 'M';
  }

  /** The order in which time goes by evenly. */
  private static char moreRegular(ColumnScan scan) {
    if (hasPoints(scan)) {
      return 'd';
    }
    double day = irregularity(scan, 'd');
    double month = irregularity(scan, 'M');
    if (!isUndecided(day, month)) {
      return day < month ? 'd' : 'M';
    }
    // A row a month is likelier than at most twelve days.
    boolean dayMonthly = isMonthly(scan, 'd');
    if (dayMonthly != isMonthly(scan, 'M')) {
      return dayMonthly ? 'd' : 'M';
    }
    boolean american =
        scan.dates.stream()
            .anyMatch(date -> date.form.order() == 'M' && date.form.pattern().contains("/"));
    return american ? 'M' : 'd';
  }

  /** Who writes points writes days first. */
  private static boolean hasPoints(ColumnScan scan) {
    return scan.dates.stream().anyMatch(date -> date.form.pattern().contains("."));
  }

  private static boolean isUndecided(double day, double month) {
    return day == month || Math.max(day, month) < LIKE_MONTHS;
  }

  private static boolean isMonthly(ColumnScan scan, char order) {
    return scan.dates.stream()
        .filter(date -> date.form.order() == order)
        .allMatch(date -> date.longest > 0 && date.repeats == 0 && date.shortest >= SHORTEST_MONTH);
  }

  private static double irregularity(ColumnScan scan, char order) {
    return scan.dates.stream()
        .filter(date -> date.form.order() == order)
        .mapToDouble(date -> date.irregularity() * (1 + date.falls))
        .max()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
