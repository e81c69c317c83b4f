package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.Missing;
import io.github.tbptt4j.tuning.table.SeriesIndex;
import io.github.tbptt4j.tuning.table.Table;
import io.github.tbptt4j.tuning.table.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tables as roles see them. */
public final class Frames {
  private final Table table;
  private final Roles roles;

  private Frames(Table table, Roles roles) {
    this.table = table;
    this.roles = roles;
  }

  /**
   * Brings rows into series.
   *
   * @param table with the roles' columns
   * @param series its rows in the order of time
   * @param roles what the columns are
   * @return the frame
   * @throws IllegalArgumentException if a cell is missing that must not, or too large a number
   */
  public static Frame of(Table table, SeriesRows series, Roles roles) {
    return new Frames(table, roles).frame(series);
  }

  private Frame frame(SeriesRows series) {
    List<Rows> all = new ArrayList<>();
    for (SeriesIndex.Series one : series.series()) {
      if (roles.missing() == Missing.REFUSE) {
        requireAll(one);
      }
      all.add(
          new Rows(
              one.group(),
              one.rows(),
              one.times().length == 0 ? null : one.times(),
              roles.numbers().stream()
                  .map(name -> numbers(name, one.rows()))
                  .toArray(double[][]::new),
              roles.categories().stream()
                  .map(column -> codes(column, one.rows(), -1))
                  .toArray(int[][]::new),
              roles.isOfValues() ? null : codes(roles.label(), one.rows(), Rows.UNSEEN)));
    }
    return new Frame(all, table.rows(), series);
  }

  private boolean isThere(String name) {
    return table.names().contains(name);
  }

  /** What is predicted may lack in a table to predict. */
  private double[] numbers(String name, int[] rows) {
    double[] values = new double[rows.length];
    if (!isThere(name)) {
      Arrays.fill(values, Double.NaN);
      return values;
    }
    double[] column = table.numbers(name).values();
    for (int i = 0; i < rows.length; i++) {
      values[i] = rows[i] < 0 ? Double.NaN : column[rows[i]];
      if (Math.abs(values[i]) > Float.MAX_VALUE) {
        throw new IllegalArgumentException(
            "%s is %s: networks work with numbers up to 3.4e38; mend it, or say --missing."
                .formatted(table.place(rows[i], name), values[i]));
      }
    }
    return values;
  }

  private int[] codes(Categories categories, int[] rows, int unseen) {
    int[] codes = new int[rows.length];
    Arrays.fill(codes, -1);
    if (!isThere(categories.name())) {
      return codes;
    }
    if (!(table.column(categories.name()) instanceof TableColumn.CategoryColumn column)) {
      throw new IllegalArgumentException(
          "Column %s is %s here, but was categories: say --type %s=category."
              .formatted(
                  categories.name(), table.column(categories.name()).type(), categories.name()));
    }
    int[] translated = column.categories().stream().mapToInt(categories::code).toArray();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] >= 0 && !column.isMissing(rows[i])) {
        int code = translated[column.codes()[rows[i]]];
        codes[i] = code < 0 ? unseen : code;
      }
    }
    return codes;
  }

  private void requireAll(SeriesIndex.Series one) {
    for (int i = 0; i < one.rows().length; i++) {
      int row = one.rows()[i];
      if (row < 0) {
        throw new IllegalArgumentException(
            "%s: the next row in time is missing. Add it, or use --if-missing mask or carry."
                .formatted(table.place(one.rows()[i - 1])));
      }
      for (TableColumn column : table.columns()) {
        if (column.isMissing(row)) {
          throw new IllegalArgumentException(
              "%s is missing. Fill it in, or use --if-missing mask or carry."
                  .formatted(table.place(row, column.name())));
        }
      }
    }
  }

  /**
   * Sees that all values of a column have a logarithm.
   *
   * @param table with the column, or without it
   * @param name of the column
   * @throws IllegalArgumentException if one isn't positive; the message names it
   */
  public static void requireLogarithms(Table table, String name) {
    if (!table.names().contains(name)) {
      return;
    }
    double[] values = table.numbers(name).values();
    for (int row = 0; row < values.length; row++) {
      if (values[row] <= 0) {
        throw new IllegalArgumentException(
            "%s is %s: only positive values have a logarithm. Train with --no-log."
                .formatted(table.place(row, name), values[row]));
      }
    }
  }
}
