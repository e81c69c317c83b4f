package io.github.tbptt4j.tuning.internal.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of one series in the order of time, as a model's roles see them. Missing steps of a
 * regular series are rows without values.
 *
 * @param name of the series; empty where there is but one
 * @param rows which row of the table each is; -1 for a step that the table lacks
 * @param times local milliseconds since 1970 of each row; null where there is no time
 * @param numbers [column][row], columns as {@link Roles#numbers()}; NaN where there is none
 * @param categories [column][row], columns as {@link Roles#categories()}; -1 where there is none
 * @param labels the class of each row, -1 where there is none, {@link #UNSEEN} for one that the
 *     training part didn't have; null where numbers are predicted
 */
public record Rows(
    String name, int[] rows, long[] times, double[][] numbers, int[][] categories, int[] labels) {
  /** A class that the training part didn't have. */
  static final int UNSEEN = -2;

  /** {@return how many rows there are} */
  public int length() {
    return rows.length;
  }

  /** {@return [target][row] what is predicted, as it was; of classes their codes, NaN for none} */
  double[][] predicted(Roles roles) {
    if (!roles.isOfValues()) {
      return new double[][] {
        Arrays.stream(labels).mapToDouble(code -> code < 0 ? Double.NaN : code).toArray()
      };
    }
    return Arrays.stream(roles.targetColumns())
        .mapToObj(column -> numbers[column])
        .toArray(double[][]::new);
  }

  /** {@return the rows before one} */
  Rows before(int end) {
    return between(0, end);
  }

  /** {@return the rows from one to before another} */
  Rows between(int first, int end) {
    return new Rows(
        name,
        Arrays.copyOfRange(rows, first, end),
        times == null ? null : Arrays.copyOfRange(times, first, end),
        Arrays.stream(numbers)
            .map(column -> Arrays.copyOfRange(column, first, end))
            .toArray(double[][]::new),
        Arrays.stream(categories)
            .map(column -> Arrays.copyOfRange(column, first, end))
            .toArray(int[][]::new),
        labels == null ? null : Arrays.copyOfRange(labels, first, end));
  }

  /** {@return the rows from one on, to be kept for later} */
  List<SeriesState.WaitingRow> from(int first) {
    List<SeriesState.WaitingRow> waiting = new ArrayList<>();
    for (int row = first; row < length(); row++) {
      int at = row;
      waiting.add(
          new SeriesState.WaitingRow(
              times == null ? 0 : times[row],
              Arrays.stream(numbers).mapToDouble(column -> column[at]).toArray(),
              Arrays.stream(categories).mapToInt(column -> column[at]).toArray(),
              labels == null ? -1 : labels[row]));
    }
    return waiting;
  }

  /**
   * Puts others before these.
   *
   * @param before the others
   * @return all rows
   */
  public Rows after(List<SeriesState.WaitingRow> before) {
    if (before.isEmpty()) {
      return this;
    }
    int n = before.size();
    int all = n + length();
    Rows joined =
        new Rows(
            name,
            new int[all],
            times == null ? null : new long[all],
            new double[numbers.length][all],
            new int[categories.length][all],
            labels == null ? null : new int[all]);
    for (int row = 0; row < all; row++) {
      joined.rows[row] = row < n ? -1 : rows[row - n];
      if (times != null) {
        joined.times[row] = row < n ? before.get(row).time() : times[row - n];
      }
      for (int c = 0; c < numbers.length; c++) {
        joined.numbers[c][row] = row < n ? before.get(row).numbers()[c] : numbers[c][row - n];
      }
      for (int c = 0; c < categories.length; c++) {
        joined.categories[c][row] =
            row < n ? before.get(row).categories()[c] : categories[c][row - n];
      }
      if (labels != null) {
        joined.labels[row] = row < n ? before.get(row).label() : labels[row - n];
      }
    }
    return joined;
  }
}
