package io.github.tbptt4j.tuning.internal.forecast;

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
    Long time,
    double[][] walk,
    float[][] hidden,
    double[][] intervals,
    double[][] history,
    List<WaitingRow> waiting) {
  /** So many values are kept: two periods of most series. */
  static final int HISTORY = 1000;

  /**
   * A row that waits.
   *
   * @param time local milliseconds since 1970
   * @param numbers by column
   * @param categories by column
   * @param label the class, -1 for none
   */
  public record WaitingRow(long time, double[] numbers, int[] categories, int label) {}
}
