package io.github.tbptt4j.internal.train.flow;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Single losses of some steps: L_s of one example. Row i is the loss of example {@code examples[i]}
 * at step {@code steps[i]}, counted from the first step of the chunk. Of networks with one loss a
 * sequence, the step is the example's last real one.
 *
 * @param examples rows of the minibatch
 * @param steps steps
 * @param ways steps that a loss can go back over, its own one included, at least 1: the real ones
 *     without a gap up to it, from the first step of the chunk on; of a whole sequence all from its
 *     first real one on, gaps included. So a loss has the lags 0 .. way-1 at most
 */
public record LossRows(int[] examples, int[] steps, int[] ways) {

  /** {@return how many losses these are} */
  public int count() {
    return steps.length;
  }

  /** {@return the longest way of all, 0 for no losses} */
  public int longestWay() {
    return Arrays.stream(ways).max().orElse(0);
  }

  /**
   * At most so many of them, spread over all: one from each of as many equal parts, drawn, so that
   * nothing periodic in the data is met in step. The last one is always among them.
   *
   * @param most at least 1
   * @param seed of the draws
   * @return all of them where there are no more
   */
  public LossRows spread(int most, long seed) {
    if (count() <= most) {
      return this;
    }
    SplittableRandom random = new SplittableRandom(seed);
    return pick(
        IntStream.range(0, most)
            .map(
                i ->
                    i == most - 1
                        ? count() - 1
                        : random.nextInt(begin(i, most), begin(i + 1, most)))
            .toArray());
  }

  private int begin(int part, int parts) {
    return (int) ((long) part * count() / parts);
  }

  /** {@return those with some row numbers, in that order} */
  public LossRows pick(int... rows) {
    return new LossRows(pick(examples, rows), pick(steps, rows), pick(ways, rows));
  }

  private static int[] pick(int[] values, int[] rows) {
    return Arrays.stream(rows).map(row -> values[row]).toArray();
  }
}
