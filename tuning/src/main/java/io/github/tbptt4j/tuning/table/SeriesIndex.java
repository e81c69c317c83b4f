package io.github.tbptt4j.tuning.table;

import java.util.ArrayList;
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
  private final List<Series> series;
  private final String time;
  private final TimeStep step;
  private final boolean regular;
  private final List<String> findings;

  SeriesIndex(
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
    return of(table, time, groups, step, true);
  }

  /**
   * Finds the series of a table of which it is known whether steps without a row count.
   *
   * @param table with all columns needed
   * @param time column of dates; null for the first there is
   * @param groups columns of categories; empty for one series
   * @param step between rows; null to find it
   * @param regular whether rows lie a step apart; else each counts as a step
   * @return the series
   * @throws IllegalArgumentException as {@link #of(Table, String, List)}
   */
  public static SeriesIndex of(
      Table table, String time, List<String> groups, TimeStep step, boolean regular) {
    Map<String, int[]> rows = groups(table, groups);
    TableColumn.DateColumn dates = time == null ? firstDates(table) : table.dates(time);
    List<String> findings = new ArrayList<>();
    if (dates == null) {
      List<Series> series = new ArrayList<>();
      rows.forEach((group, all) -> series.add(new Series(group, all, new long[0])));
      findings.add(
          "There is no column of dates (--time COLUMN names one): rows count in the order of the"
              + " file, a step each.");
      return new SeriesIndex(series, null, null, true, findings);
    }
    return new SeriesBuilder(table, dates, groups, step, regular, findings).build(rows);
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

  static String key(Table table, List<TableColumn.CategoryColumn> columns, int row) {
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
}
