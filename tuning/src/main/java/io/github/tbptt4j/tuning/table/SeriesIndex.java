package io.github.tbptt4j.tuning.table;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The series of a table: which rows belong together, and how time goes by in them. Where a regular
 * step has no row, the series has a place without one, so that what was 24 steps ago is 24 places
 * before.
 *
 * <p>Times without a zone may lack an hour or have one twice, where clocks were changed. No hour
 * was lost or won in truth: neither counts as a gap or as a row too many.
 */
public final class SeriesIndex {
  /** Places without a row for each with one, at most; else time counts as irregular. */
  private static final int MOST_GAPS = 1;

  private static final int FREE_GAPS = 100;

  private final List<Series> series;
  private final String time;
  private final TimeStep step;
  private final boolean regular;
  private final List<String> findings;

  private SeriesIndex(
      List<Series> series, String time, TimeStep step, boolean regular, List<String> findings) {
    this.series = List.copyOf(series);
    this.time = time;
    this.step = step;
    this.regular = regular;
    this.findings = List.copyOf(findings);
  }

  /**
   * One series.
   *
   * @param group its category, of several columns all of them; empty if all rows are one series
   * @param rows of the table, in the order of time; -1 at steps without a row
   * @param times of these, in milliseconds as in {@link TableColumn.DateColumn#millis}; empty if
   *     there is no column of dates
   */
  public record Series(String group, int[] rows, long[] times) {}

  /**
   * Finds the series of a table.
   *
   * @param table with the columns named below
   * @param time column of dates; null for the first there is, and the order of rows if there is
   *     none
   * @param groups columns of categories that tell series apart; none if all rows are one series
   * @return the series in the order of their first rows
   * @throws IllegalArgumentException if a column is missing or of another type, a row has no time
   *     or no group, or a time comes twice in a series
   */
  public static SeriesIndex of(Table table, String time, List<String> groups) {
    return of(table, time, groups, null);
  }

  /**
   * Finds the series of a table whose step is known.
   *
   * @param table with the columns named below
   * @param time column of dates; null for the first there is, and the order of rows if there is
   *     none
   * @param groups columns of categories that tell series apart; none if all rows are one series
   * @param step from row to row; null if it is to be found
   * @return the series in the order of their first rows
   * @throws IllegalArgumentException if a column is missing or of another type, a row has no time
   *     or no group, or a time comes twice in a series
   */
  public static SeriesIndex of(Table table, String time, List<String> groups, TimeStep step) {
    Map<String, int[]> rows = groups(table, groups);
    TableColumn.DateColumn dates = time == null ? firstDates(table) : table.dates(time);
    List<String> findings = new ArrayList<>();
    if (dates == null) {
      List<Series> series = new ArrayList<>();
      rows.forEach((group, all) -> series.add(new Series(group, all, new long[0])));
      findings.add(
          "There is no column of dates: rows count in the order of the file, a step each.");
      return new SeriesIndex(series, null, null, true, findings);
    }
    return new Builder(table, dates, groups, step, findings).build(rows);
  }

  private static TableColumn.DateColumn firstDates(Table table) {
    for (TableColumn column : table.columns()) {
      if (column instanceof TableColumn.DateColumn dates) {
        return dates;
      }
    }
    return null;
  }

  private static Map<String, int[]> groups(Table table, List<String> names) {
    List<TableColumn.CategoryColumn> columns = new ArrayList<>();
    for (String name : names) {
      if (!(table.column(name) instanceof TableColumn.CategoryColumn column)) {
        throw new IllegalArgumentException(
            "Column %s is %s: series are told apart by categories, as --type %s=category makes it."
                .formatted(name, table.column(name).type(), name));
      }
      columns.add(column);
    }
    Map<String, Integer> sizes = new LinkedHashMap<>();
    String[] keys = new String[table.rows()];
    for (int row = 0; row < keys.length; row++) {
      keys[row] = key(table, columns, row);
      sizes.merge(keys[row], 1, Integer::sum);
    }
    Map<String, int[]> rows = new LinkedHashMap<>();
    sizes.forEach((key, size) -> rows.put(key, new int[size]));
    Map<String, Integer> filled = new LinkedHashMap<>();
    for (int row = 0; row < keys.length; row++) {
      rows.get(keys[row])[filled.merge(keys[row], 1, Integer::sum) - 1] = row;
    }
    return rows;
  }

  private static String key(Table table, List<TableColumn.CategoryColumn> columns, int row) {
    if (columns.isEmpty()) {
      return "";
    }
    StringBuilder key = new StringBuilder();
    for (TableColumn.CategoryColumn column : columns) {
      String value = column.value(row);
      if (value == null) {
        throw new IllegalArgumentException(
            table.place(row, column.name())
                + ": the cell is empty, so that the row belongs to no series: fill it, or leave the"
                + " row out.");
      }
      key.append(key.isEmpty() ? "" : ", ").append(value);
    }
    return key.toString();
  }

  /** {@return the series} */
  public List<Series> series() {
    return series;
  }

  /** {@return the column of dates; empty if rows just follow one another} */
  public Optional<String> time() {
    return Optional.ofNullable(time);
  }

  /**
   * {@return the step from place to place; of irregular series the usual one; empty without dates,
   * or if no series has two rows}
   */
  public Optional<TimeStep> step() {
    return Optional.ofNullable(step);
  }

  /** {@return whether all places are a step apart} */
  public boolean isRegular() {
    return regular;
  }

  /** {@return what was found, a sentence each} */
  public List<String> findings() {
    return findings;
  }

  /**
   * The time some steps later.
   *
   * @param time in milliseconds from 1970-01-01T00:00 on
   * @param steps how many
   * @return in the same unit
   * @throws IllegalStateException if there is no {@link #step}
   */
  public long after(long time, int steps) {
    if (step == null) {
      throw new IllegalStateException(
          "Dates can't be continued: no series has two rows with dates, so the step is unknown.");
    }
    return step.after(time, steps);
  }

  /** Puts rows in the order of time. */
  private static final class Builder {
    private final Table table;
    private final TableColumn.DateColumn dates;
    private final List<String> groups;
    private final TimeStep given;
    private final List<String> findings;
    private int sorted;
    private int missingHours;
    private int doubledHours;
    private String firstChange;

    Builder(
        Table table,
        TableColumn.DateColumn dates,
        List<String> groups,
        TimeStep given,
        List<String> findings) {
      this.table = table;
      this.dates = dates;
      this.groups = groups;
      this.given = given;
      this.findings = findings;
    }

    SeriesIndex build(Map<String, int[]> rows) {
      List<long[]> elapsed = new ArrayList<>();
      rows.values().forEach(all -> elapsed.add(inOrder(all)));
      StepFinder finder = new StepFinder(elapsed);
      Optional<TimeStep> found = given == null ? finder.find() : Optional.of(given);
      List<Series> series = new ArrayList<>();
      boolean regular = found.isPresent();
      int i = 0;
      if (regular) {
        Gaps gaps = new Gaps(found.get());
        for (Map.Entry<String, int[]> group : rows.entrySet()) {
          series.add(gaps.fill(group.getKey(), group.getValue(), elapsed.get(i++)));
        }
        regular = !gaps.tooMany;
        if (regular) {
          say(rows, found.get(), gaps);
        }
      }
      Optional<TimeStep> step = regular ? found : finder.usual();
      if (!regular) {
        series.clear();
        rows.forEach((group, all) -> series.add(new Series(group, all, times(all))));
        findings.add(
            "Column %s: %s."
                .formatted(
                    dates.name(),
                    step.map(
                            usual ->
                                "steps are irregular, "
                                    + usual
                                    + " in the middle: each row counts as one step")
                        .orElse("no series has two rows, so that the step is unknown")));
      }
      sayWhatElse();
      return new SeriesIndex(series, dates.name(), step.orElse(null), regular, findings);
    }

    private long[] times(int[] rows) {
      long[] times = new long[rows.length];
      for (int i = 0; i < rows.length; i++) {
        times[i] = dates.millis()[rows[i]];
      }
      return times;
    }

    /** Sorts rows by time; returns time as it went by, whatever clocks said. */
    private long[] inOrder(int[] rows) {
      for (int row : rows) {
        if (dates.isMissing(row)) {
          throw new IllegalArgumentException(
              table.place(row, dates.name())
                  + ": the row has no time: fill it, leave the row out, or name another --time.");
        }
      }
      long[] elapsed = times(rows);
      if (shiftAtChanges(elapsed, rows)) {
        return elapsed;
      }
      elapsed = times(rows);
      if (!isRising(elapsed)) {
        sorted++;
        sort(rows);
        elapsed = times(rows);
        shiftAtChanges(elapsed, rows);
      }
      for (int i = 1; i < rows.length; i++) {
        if (elapsed[i] <= elapsed[i - 1]) {
          throw twice(rows[i - 1], rows[i]);
        }
      }
      return elapsed;
    }

    private static boolean isRising(long[] times) {
      for (int i = 1; i < times.length; i++) {
        if (times[i] < times[i - 1]) {
          return false;
        }
      }
      return true;
    }

    private void sort(int[] rows) {
      long[] millis = dates.millis();
      int[] order =
          Arrays.stream(rows)
              .boxed()
              .sorted(
                  (a, b) ->
                      millis[a] != millis[b]
                          ? Long.compare(millis[a], millis[b])
                          : Integer.compare(a, b))
              .mapToInt(row -> row)
              .toArray();
      System.arraycopy(order, 0, rows, 0, rows.length);
    }

    /**
     * Where clocks went back an hour, times come twice; where they went forward, an hour is
     * missing. True if time goes up everywhere then.
     */
    private boolean shiftAtChanges(long[] elapsed, int[] rows) {
      if (dates.hasZone() || !dates.hasTime() || elapsed.length < 3) {
        return isStrictlyRising(elapsed);
      }
      long usual = new StepFinder(List.of(elapsed)).usual().map(TimeStep::count).orElse(0L);
      if (usual == 0 || usual > DatePattern.HOUR || DatePattern.HOUR % usual != 0) {
        return isStrictlyRising(elapsed);
      }
      int missing = 0;
      int doubled = 0;
      String change = null;
      long shift = 0;
      long before = elapsed[0];
      for (int i = 1; i < elapsed.length; i++) {
        long clock = elapsed[i];
        long gap = clock - before;
        boolean night = isNightOfChange(clock);
        if (night && gap == usual - DatePattern.HOUR) {
          shift += DatePattern.HOUR;
          doubled++;
          change = change == null ? table.place(rows[i]) : change;
        } else if (night && gap == usual + DatePattern.HOUR) {
          shift -= DatePattern.HOUR;
          missing++;
          change = change == null ? table.place(rows[i]) : change;
        }
        elapsed[i] = clock + shift;
        before = clock;
      }
      if (!isStrictlyRising(elapsed)) {
        return false;
      }
      missingHours += missing;
      doubledHours += doubled;
      firstChange = firstChange == null ? change : firstChange;
      return true;
    }

    private static boolean isStrictlyRising(long[] times) {
      for (int i = 1; i < times.length; i++) {
        if (times[i] <= times[i - 1]) {
          return false;
        }
      }
      return true;
    }

    /** Clocks change early on Sundays in spring and autumn, on both hemispheres. */
    private static boolean isNightOfChange(long clock) {
      LocalDateTime time = TimeStep.local(clock);
      int month = time.getMonthValue();
      return time.getDayOfWeek() == DayOfWeek.SUNDAY
          && time.getHour() <= 3
          && (month == 3 || month == 4 || month >= 9 && month <= 11);
    }

    private IllegalArgumentException twice(int first, int second) {
      StringBuilder message =
          new StringBuilder(table.place(second, dates.name()))
              .append(": the time ")
              .append(dates.format(dates.millis()[second]))
              .append(" is there twice (")
              .append(table.place(first))
              .append(" has it, too)");
      String apart = columnApart(first, second);
      if (groups.isEmpty()) {
        message
            .append(": if these are rows of different series, --group COLUMN says what tells them")
            .append(" apart")
            .append(apart == null ? "" : ", " + apart + " perhaps");
      } else {
        message
            .append(" in the series ")
            .append(key(table, groupColumns(), second))
            .append(": leave one out")
            .append(apart == null ? "" : ", or group by " + apart + ", too");
      }
      return new IllegalArgumentException(message.append('.').toString());
    }

    private List<TableColumn.CategoryColumn> groupColumns() {
      return groups.stream().map(name -> (TableColumn.CategoryColumn) table.column(name)).toList();
    }

    /** A category in which the two rows differ. */
    private String columnApart(int first, int second) {
      for (TableColumn column : table.columns()) {
        if (column instanceof TableColumn.CategoryColumn category
            && category.codes()[first] != category.codes()[second]) {
          return column.name();
        }
      }
      return null;
    }

    private void say(Map<String, int[]> rows, TimeStep step, Gaps gaps) {
      findings.add(
          "Column %s: a row each %s%s%s."
              .formatted(
                  dates.name(),
                  step.toString().replaceFirst("^1 ", ""),
                  rows.size() > 1 ? " in " + rows.size() + " series" : "",
                  gaps.count == 0 ? ", none missing" : ""));
      if (gaps.count > 0) {
        findings.add(
            "%d steps have no row, the first after %s: they count as missing."
                .formatted(gaps.count, gaps.first));
      }
    }

    private void sayWhatElse() {
      if (sorted > 0) {
        findings.add(
            "Rows aren't in the order of time%s: they are sorted."
                .formatted(groups.isEmpty() ? "" : " in " + sorted + " series"));
      }
      if (missingHours + doubledHours > 0) {
        findings.add(
            "Clocks were changed (hours that are missing: %d, that are there twice: %d; first at %s):"
                    .formatted(missingHours, doubledHours, firstChange)
                + " time is counted as it went by.");
      }
    }

    /** Makes places for steps without a row. */
    private final class Gaps {
      private final TimeStep step;
      private long count;
      private String first;
      private boolean tooMany;

      Gaps(TimeStep step) {
        this.step = step;
      }

      Series fill(String group, int[] rows, long[] elapsed) {
        int[] places = new int[rows.length];
        long at = 0;
        for (int i = 1; i < rows.length; i++) {
          long steps = Math.max(1, step.between(elapsed[i - 1], elapsed[i]));
          if (steps > 1) {
            count += steps - 1;
            first = first == null ? table.place(rows[i - 1]) : first;
          }
          at += steps;
          if (at >= (1L + MOST_GAPS) * rows.length + FREE_GAPS) {
            tooMany = true;
            return new Series(group, rows, new long[0]);
          }
          places[i] = (int) at;
        }
        int length = rows.length == 0 ? 0 : (int) at + 1;
        int[] filled = new int[length];
        long[] times = new long[length];
        Arrays.fill(filled, -1);
        for (int i = 0; i < rows.length; i++) {
          filled[places[i]] = rows[i];
          times[places[i]] = dates.millis()[rows[i]];
        }
        for (int place = 1; place < length; place++) {
          if (filled[place] < 0) {
            times[place] = step.after(times[place - 1], 1);
          }
        }
        return new Series(group, filled, times);
      }
    }
  }
}
