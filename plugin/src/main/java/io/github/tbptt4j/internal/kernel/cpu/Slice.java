package io.github.tbptt4j.internal.kernel.cpu;

import io.github.tbptt4j.internal.threads.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Some rows of the minibatch, which walk through time apart from the others.
 *
 * @param first the first one
 * @param rows how many
 */
public record Slice(int first, int rows) {
  /** Multiply-adds below which a second thread costs more than it brings. */
  private static final int WORTH_A_WORKER = 1_000_000;

  /** Rows that a product takes at a time. */
  private static final int ROWS_AT_A_TIME = 4;

  /** From here on RW fills an L2 cache, and a slice has so many rows where there are enough. */
  private static final int WIDE = 384;

  private static final int ROWS_OF_WIDE = 16;

  /**
   * How many threads a pass is worth.
   *
   * @param minibatch number of rows
   * @param multiplyAddsARow its work
   */
  public static int workers(int minibatch, long multiplyAddsARow) {
    long worthIt = Math.max(1, minibatch * multiplyAddsARow / WORTH_A_WORKER);
    return (int) Math.min(Math.min(Workers.count(), minibatch), worthIt);
  }

  /**
   * Slices of the minibatch, twice as many as workers where they are large enough: so each worker
   * finds one to go on with until the end. A matrix that doesn't fit the L2 cache is read anew by
   * each step of each slice, so that it should have more rows.
   *
   * @param workers number of threads
   * @param minibatch number of rows
   * @param widest the largest size of a state
   */
  public static List<Slice> of(int workers, int minibatch, int widest) {
    int large = minibatch / (widest < WIDE ? ROWS_AT_A_TIME : ROWS_OF_WIDE);
    int count = workers == 1 ? 1 : Math.max(workers, Math.min(2 * workers, large));
    int unit = count <= minibatch / ROWS_AT_A_TIME ? ROWS_AT_A_TIME : 1;
    int units = (minibatch + unit - 1) / unit;
    List<Slice> slices = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int first = Workers.begin(i, count, units) * unit;
      int end = Math.min(minibatch, Workers.begin(i + 1, count, units) * unit);
      slices.add(new Slice(first, end - first));
    }
    return slices;
  }
}
