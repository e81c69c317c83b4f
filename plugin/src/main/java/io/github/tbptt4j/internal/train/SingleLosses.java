package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.flow.LossRows;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Which single losses some steps have: those that count, of steps that aren't padding. */
final class SingleLosses {
  private SingleLosses() {}

  /**
   * The losses of the steps from one on, time first; or of whole sequences, one an example.
   *
   * @param steps as the trainer has them
   * @param firstError losses of the steps before this one are left out
   */
  static LossRows of(Chunk steps, int firstError) {
    int[][] ways = steps.labelsOfSequences() ? waysOfSequences(steps) : ways(steps); // [T][B]
    int examples = steps.examples();
    IntStream rows; // step * B + example
    if (steps.labelsOfSequences()) {
      rows =
          IntStream.range(0, examples)
              .filter(b -> counts(steps, b, 0))
              .map(b -> lastReal(ways, b) * examples + b);
    } else {
      rows =
          IntStream.range(firstError * examples, steps.steps() * examples)
              .filter(row -> counts(steps, row % examples, row / examples));
    }
    int[] counting = rows.filter(row -> row >= 0 && way(ways, row, examples) > 0).toArray();
    return new LossRows(
        Arrays.stream(counting).map(row -> row % examples).toArray(),
        Arrays.stream(counting).map(row -> row / examples).toArray(),
        Arrays.stream(counting).map(row -> way(ways, row, examples)).toArray());
  }

  private static int way(int[][] ways, int row, int examples) {
    return ways[row / examples][row % examples];
  }

  /** Real steps without a gap up to each one, [T][B]; 0 for padding. */
  private static int[][] ways(Chunk steps) {
    int[][] ways = new int[steps.steps()][steps.examples()];
    for (int t = 0; t < ways.length; t++) {
      for (int b = 0; b < ways[t].length; b++) {
        ways[t][b] = isReal(steps, b, t) ? (t == 0 ? 0 : ways[t - 1][b]) + 1 : 0;
      }
    }
    return ways;
  }

  /** Steps from the first real one up to each one, [T][B]; 0 for padding. */
  private static int[][] waysOfSequences(Chunk steps) {
    int[][] ways = new int[steps.steps()][steps.examples()];
    for (int b = 0; b < steps.examples(); b++) {
      int first = -1;
      for (int t = 0; t < ways.length; t++) {
        if (isReal(steps, b, t)) {
          first = first < 0 ? t : first;
          ways[t][b] = t - first + 1;
        }
      }
    }
    return ways;
  }

  /** Of several inputs, one is enough. */
  static boolean isReal(Chunk steps, int example, int step) {
    return Arrays.stream(steps.featureMasks())
        .anyMatch(mask -> mask == null || mask.getDouble(example, step) != 0);
  }

  private static int lastReal(int[][] ways, int example) {
    int step = ways.length - 1;
    while (step > 0 && ways[step][example] == 0) {
      step--;
    }
    return step;
  }

  /** Of several outputs, and of masks by output, one that counts is enough. */
  private static boolean counts(Chunk steps, int example, int step) {
    for (INDArray mask : steps.labelMasks()) {
      if (mask == null || mask.rank() == 2 && mask.getDouble(example, step) != 0) {
        return true;
      }
      for (int j = 0; mask.rank() == 3 && j < mask.size(1); j++) {
        if (mask.getDouble(example, j, step) != 0) {
          return true;
        }
      }
    }
    return false;
  }
}
