package io.github.tbptt4j.tuning.internal.forecast;

import java.util.Arrays;

/** One row of a series; the next one is written over it. */
final class RowValues {
  private final double[] numbers;
  private final int[] categories;
  private long time;

  RowValues(Roles roles) {
    numbers = new double[roles.numbers().size()];
    categories = new int[roles.categories().size()];
  }

  /** {@return by column; NaN where there is none} */
  double[] numbers() {
    return numbers;
  }

  /** {@return by column; -1 where there is none} */
  int[] categories() {
    return categories;
  }

  /** {@return local milliseconds since 1970} */
  long time() {
    return time;
  }

  void setTime(long atTime) {
    time = atTime;
  }

  /** Becomes a row of a series. */
  void set(Rows rows, int row, Clock clock) {
    for (int c = 0; c < numbers.length; c++) {
      numbers[c] = rows.numbers()[c][row];
    }
    for (int c = 0; c < categories.length; c++) {
      categories[c] = rows.categories()[c][row];
    }
    time = rows.times() == null ? 0 : clock.local(rows.times()[row]);
  }

  /** Becomes a row of which only the time is known. */
  void setUnknown(long atTime) {
    Arrays.fill(numbers, Double.NaN);
    Arrays.fill(categories, -1);
    time = atTime;
  }
}
