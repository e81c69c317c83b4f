package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.data.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which rows are trained on, which select, which test: of each series the rows that are predicted.
 *
 * @param training by series
 * @param validation by series
 * @param test by series
 */
public record Parts(List<Range> training, List<Range> validation, List<Range> test) {
  /**
   * Rows from one to before another.
   *
   * @param from the first
   * @param to after the last
   */
  public record Range(int from, int to) {
    static final Range EMPTY = new Range(0, 0);

    /**
     * Looks a row up.
     *
     * @param row its index
     * @return whether it lies between
     */
    public boolean contains(int row) {
      return row >= from && row < to;
    }

    /** {@return how many rows there are} */
    public int length() {
      return to - from;
    }
  }

  /** {@return how many rows each part has, for people} */
  public String sentence() {
    return String.format(
        Locale.ROOT,
        "%,d rows are to learn from, %,d select, and %,d test what was learned.",
        rows(training),
        rows(validation),
        rows(test));
  }

  private static int rows(List<Range> part) {
    return part.stream().mapToInt(Range::length).sum();
  }

  /**
   * Splits each series in three by time, or shuffles whole ones.
   *
   * @param lengths rows of each series
   * @param split how
   * @return the parts
   * @throws IllegalArgumentException if a part that should be there is empty
   */
  public static Parts of(int[] lengths, Split split) {
    int series = lengths.length;
    Parts parts = new Parts(empty(series), empty(series), empty(series));
    if (split.kind() == Split.Kind.TIME) {
      for (int s = 0; s < series; s++) {
        int rows = lengths[s];
        int trainingEnd = split.trainingEnd(rows);
        int validationEnd = split.validationEnd(rows);
        parts.training.set(s, new Range(0, trainingEnd));
        parts.validation.set(s, new Range(trainingEnd, validationEnd));
        parts.test.set(s, new Range(validationEnd, rows));
      }
    } else {
      List<Integer> order = new ArrayList<>();
      for (int s = 0; s < series; s++) {
        order.add(s);
      }
      Collections.shuffle(order, new Random(split.seed()));
      // Of few series the shares would round to parts without any.
      int tested = split.test() > 0 ? 1 : 0;
      int trainingEnd = Math.min(split.trainingEnd(series), Math.max(1, series - 1 - tested));
      int validationEnd = Math.min(split.validationEnd(series), series - tested);
      validationEnd = Math.max(validationEnd, Math.min(trainingEnd + 1, series));
      for (int i = 0; i < series; i++) {
        List<Range> part =
            i < trainingEnd ? parts.training : i < validationEnd ? parts.validation : parts.test;
        part.set(order.get(i), new Range(0, lengths[order.get(i)]));
      }
    }
    parts.require(split, lengths);
    return parts;
  }

  /** Sees that some series has rows to learn from that far apart. */
  void requireLongerThan(int horizon) {
    int longest = training.stream().mapToInt(Range::length).max().orElse(0);
    if (longest <= horizon) {
      throw new IllegalArgumentException(
          "The horizon (%d) must be smaller than the training part, whose longest series has %d rows: use more data or a smaller horizon."
              .formatted(horizon, longest));
    }
  }

  /**
   * {@return of each series training and validation part, which follow each other, or one is empty}
   */
  public List<Range> fitted() {
    List<Range> all = new ArrayList<>();
    for (int s = 0; s < training.size(); s++) {
      Range first = training.get(s);
      Range second = validation.get(s);
      all.add(
          second.length() == 0
              ? first
              : first.length() == 0 ? second : new Range(first.from(), second.to()));
    }
    return all;
  }

  private static List<Range> empty(int series) {
    return new ArrayList<>(Collections.nCopies(series, Range.EMPTY));
  }

  private void require(Split split, int[] lengths) {
    require("training", training, split, lengths);
    require("validation", validation, split, lengths);
    if (split.test() > 0) {
      require("test", test, split, lengths);
    }
  }

  private static void require(String name, List<Range> part, Split split, int[] lengths) {
    if (part.stream().allMatch(range -> range.length() == 0)) {
      throw new IllegalArgumentException(
          "The split %s leaves nothing for %s of %d rows in %d series: use more data or another split."
              .formatted(split, name, IntStream.of(lengths).sum(), lengths.length));
    }
  }
}
