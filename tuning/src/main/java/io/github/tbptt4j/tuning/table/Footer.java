package io.github.tbptt4j.tuning.table;

import java.util.List;
import java.util.regex.Pattern;

/** Totals, notes and sources below a table. */
final class Footer {
  /** So many rows at the end are looked at. */
  static final int MOST = 16;

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
        : word && (lonely || isNew(text, column)) || lonely && shorter;
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
