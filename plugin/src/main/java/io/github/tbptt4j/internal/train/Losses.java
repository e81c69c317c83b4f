package io.github.tbptt4j.internal.train;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The losses of each output, penalties left out, and how many of them there are.
 *
 * @param sums the sum of the losses, by output
 * @param counts how many (example, time step) pairs they are of, by output; of a step that is
 *     masked per output, the part that isn't; of one with a weight, the weight
 */
record Losses(double[] sums, double[] counts) {
  static final Losses NONE = new Losses(new double[0], new double[0]);

  Losses plus(Losses other) {
    return new Losses(plus(sums, other.sums), plus(counts, other.counts));
  }

  private static double[] plus(double[] a, double[] b) {
    if (a.length == 0) {
      return b;
    }
    double[] sum = a.clone();
    for (int i = 0; i < b.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }

  /** The sum over the outputs of the mean loss, where it has one; NaN where none has. */
  double sumOfMeans() {
    double[] means =
        IntStream.range(0, sums.length)
            .filter(output -> counts[output] > 0)
            .mapToDouble(output -> sums[output] / counts[output])
            .toArray();
    return means.length == 0 ? Double.NaN : Arrays.stream(means).sum();
  }
}
