package io.github.tbptt4j.tuning.table;

import java.util.List;
import java.util.regex.Pattern;

/** Totals, notes and sources below a table. */
final class Footer {
  /** So many rows at the end are looked at. */
  static final int MOST = 16;

  private static final int LEAST = 3;
  private static final double SAME = 1e-6;
  private static final Pattern TOTAL =
      Pattern.compile(
          "[\\s*]*((grand )?totals?|sum|summe|gesamt|insgesamt|somme|totaux|totale|suma|summa)\\W*",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern WORDS =
      Pattern.compile(
          "[\\s*]*((grand |sub)?-?totals?|sum|summe|gesamt\\w*|insgesamt|somme|totaux|totale|total"
              + "|suma|summa|averages?|avg|mean|median|mittelwert|durchschnitt|moyenne|media|promedio"
              + "|medel\\w*|genomsnitt|maxim\\w+|minim\\w+|max|min|std\\w*|count|anzahl|sources?"
              + "|quellen?|fuentes?|fonte|k\u00e4lla|notes?|hinweis\\w*|anmerkung\\w*|stand|copyright|\u00a9|saldo|eof|end("
              + " of .*)?|ende)\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);

  private Footer() {}

  /**
   * Whether a row near the end is none of the table's.
   *
   * @param row of cells
   * @param cells places of the columns in it
   * @param columns what they are so far
   * @param needed cells that a row must have
   */
  static boolean is(Cells row, int[] cells, List<ColumnScan> columns, int needed) {
    int filled = 0;
    int first = -1;
    for (int i = 0; i < row.count(); i++) {
      if (!row.isEmpty(i)) {
        filled++;
        first = first < 0 ? i : first;
      }
    }
    if (filled == 0) {
      return true;
    }
    ColumnScan column = columnAt(first, cells, columns);
    boolean typed = column != null && column.isMostlyTyped();
    String text = Blank.trim(row.cell(first));
    boolean isText =
        !new Numbers().parse(text.toCharArray(), 0, text.length()) && DateForms.of(text).isEmpty();
    if (!isText) {
      return false;
    }
    boolean word = WORDS.matcher(text).matches();
    boolean lonely = filled == 1 && columns.size() > 1;
    boolean shorter = row.count() < needed;
    return typed
        ? word || lonely || shorter
        : word && lonely
            || lonely && shorter
            || TOTAL.matcher(text).matches() && isNew(text, column);
  }

  /**
   * Nothing where all rows before have a date, and elsewhere the sum or the mean of those.
   *
   * @param columns that all rows before have been added to
   */
  static boolean isTotalWithoutAName(Cells row, int[] cells, List<ColumnScan> columns) {
    boolean undated = false;
    boolean total = false;
    Numbers numbers = new Numbers();
    for (int i = 0; i < cells.length; i++) {
      ColumnScan column = columns.get(i);
      int cell = cells[i];
      boolean there = cell >= 0 && cell < row.count() && !row.isEmpty(cell);
      if (column.missing > 0 || column.rows < LEAST) {
        continue;
      }
      if (!there) {
        undated |= column.dates.stream().anyMatch(date -> date.count == column.rows);
      } else if (numbers.parse(row.text(), row.from(cell), row.to(cell))) {
        total |= isTotal(numbers.point, column.point) || isTotal(numbers.comma, column.comma);
      }
    }
    return undated && total;
  }

  private static boolean isTotal(double value, ColumnScan.Values values) {
    double near = Math.abs(value) * SAME;
    return Math.abs(value - values.sum) <= near
        || Math.abs(value - values.sum / values.count) <= near;
  }

  private static ColumnScan columnAt(int cell, int[] cells, List<ColumnScan> columns) {
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] == cell) {
        return columns.get(i);
      }
    }
    return null;
  }

  private static boolean isNew(String text, ColumnScan column) {
    return column == null || !column.distinct.isFull() && !column.distinct.sorted().contains(text);
  }
}
