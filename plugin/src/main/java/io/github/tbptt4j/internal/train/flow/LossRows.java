package io.github.tbptt4j.internal.train.flow;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Single losses of some steps: L_s of one example. Row i is the loss of example {@code examples[i]}
 * at step {@code steps[i]}, counted from the first step of the chunk. Of networks with one loss a
 * sequence, the step is the example's last real one.
 *
 * @param examples rows of the minibatch
 * @param steps steps, of the same length
 */
public record LossRows(int[] examples, int[] steps) {

  /** {@return how many losses these are} */
  public int count() {
    return steps.length;
  }

  /**
   * At most so many of them, evenly spread over their order.
   *
   * @param most at least 1
   * @return all of them where there are no more
   */
  public LossRows evenly(int most) {
    if (count() <= most) {
      return this;
    }
    // The middle of each of so many equal parts.
    int[] kept =
        IntStream.range(0, most).map(i -> (int) ((2L * i + 1) * count() / (2L * most))).toArray();
    return new LossRows(
        Arrays.stream(kept).map(i -> examples[i]).toArray(),
        Arrays.stream(kept).map(i -> steps[i]).toArray());
  }
}
