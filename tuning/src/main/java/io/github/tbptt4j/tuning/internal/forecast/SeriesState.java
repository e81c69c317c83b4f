package io.github.tbptt4j.tuning.internal.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a forecast of a series stands, so that later rows go on from there.
 *
 * @param rows of the series so far
 * @param time of the last row, local milliseconds since 1970; null where there is no time
 * @param walk of linear parts and carried values, before the waiting rows
 * @param hidden states of the recurrent layers, before the waiting rows
 * @param intervals of each target, before the waiting rows
 * @param history [target][row] the last values, which baselines go on from; of classes their codes
 * @param waiting the last rows, whose predictions are of rows still to come; empty at a horizon of
 *     1 without values known in advance
 */
public record SeriesState(
    long rows,
    @MayBeNull Long time,
    double[][] walk,
    float[][] hidden,
    double[][] intervals,
    double[][] history,
    List<WaitingRow> waiting) {
  /** So many values are kept: two periods of most series. */
  static final int HISTORY = 1000;

  private static final int FREE_GAPS = 100;

  /**
   * A row that waits.
   *
   * @param time local milliseconds since 1970
   * @param numbers by column
   * @param categories by column
   * @param label the class, -1 for none
   */
  public record WaitingRow(long time, double[] numbers, int[] categories, int label) {
    private boolean fits(Encoder encoder) {
      Roles roles = encoder.roles();
      boolean known = numbers.length == roles.numbers().size();
      known &= categories.length == roles.categories().size();
      for (int c = 0; known && c < categories.length; c++) {
        known = categories[c] >= -1 && categories[c] < roles.categories().get(c).values().size();
      }
      return known && label >= -1 && (label < 0 || label < encoder.outputSize());
    }
  }

  /**
   * Steps without a row between this state and later rows, as a table of all rows would have them.
   *
   * @param time of the first later row
   * @param rows how many later ones there are
   * @param clock goes on with time
   * @param roles what the columns are
   * @return rows without values; none where there would be too many for a table with regular steps
   */
  public List<WaitingRow> missingBefore(long time, int rows, Clock clock, Roles roles) {
    double[] numbers = new double[roles.numbers().size()];
    Arrays.fill(numbers, Double.NaN);
    int[] categories = new int[roles.categories().size()];
    Arrays.fill(categories, -1);
    List<WaitingRow> missing = new ArrayList<>();
    long most = this.rows + rows + FREE_GAPS;
    for (long next = clock.after(this.time, 1); next < time; next = clock.after(next, 1)) {
      missing.add(new WaitingRow(next, numbers, categories, -1));
      if (missing.size() > most || clock.after(next, 1) <= next) {
        return List.of();
      }
    }
    return missing;
  }

  /**
   * Sees that a state, which may come from a file, is one of a model's.
   *
   * @param encoder of the model
   * @throws IllegalArgumentException if it isn't
   */
  public void requireFits(Encoder encoder) {
    boolean fits = rows >= waiting.size() && waiting.stream().allMatch(row -> row.fits(encoder));
    fits &= waiting.size() <= encoder.roles().horizon();
    fits &= intervals.length == encoder.targets().size();
    fits &= Arrays.stream(intervals).allMatch(numbers -> numbers.length > 0);
    fits &= history.length == encoder.roles().predicted().size();
    fits &= Arrays.stream(history).allMatch(values -> values.length <= HISTORY);
    for (float[] layer : hidden) {
      for (float value : layer) {
        fits &= Float.isFinite(value);
      }
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "The state after " + rows + " rows doesn't fit the model: it is damaged.");
    }
  }
}
