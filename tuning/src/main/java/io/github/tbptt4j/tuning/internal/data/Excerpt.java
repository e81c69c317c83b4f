package io.github.tbptt4j.tuning.internal.data;

import io.github.tbptt4j.tuning.internal.data.StretchBatches.Steps;
import io.github.tbptt4j.tuning.internal.data.StretchBatches.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.dataset.DataSet;

/**
 * One minibatch of long series: stretches of equal length, spread evenly over all of them. A series
 * that is shorter comes whole, if none of the length was asked for.
 */
public final class Excerpt {
  private static final int USUAL_STEPS = 200;
  private static final int USUAL_EXAMPLES = 16;

  private final List<Stretch> candidates = new ArrayList<>();
  private final int steps;
  private final boolean asked;

  /**
   * Begins.
   *
   * @param steps of each example; null for 200, or all that shorter series have
   */
  public Excerpt(Integer steps) {
    asked = steps != null;
    this.steps = asked ? steps : USUAL_STEPS;
  }

  /**
   * Adds a series, which is cut.
   *
   * @param series encoded
   * @param length how many steps it has
   */
  public void add(Steps series, int length) {
    if (length < steps) {
      addWhole(series, length);
      return;
    }
    int first = length % steps;
    for (int from = first; from < length; from += steps) {
      candidates.add(new Stretch(series, from, from + steps));
    }
  }

  /**
   * Adds a series as it is.
   *
   * @param series encoded
   * @param length how many steps it has
   */
  public void addWhole(Steps series, int length) {
    if (length > 0) {
      candidates.add(new Stretch(series, 0, length));
    }
  }

  /**
   * Makes the minibatch.
   *
   * @param examples how many; null for 16, or as many as there are
   * @param inputSize of a step
   * @param outputSize of a step
   * @return features and labels, [B, n, T], masked where they end or nothing is known
   * @throws IllegalArgumentException if there are fewer, or shorter ones, than asked for
   */
  public DataSet minibatch(Integer examples, int inputSize, int outputSize) {
    List<Stretch> useful = candidates.stream().filter(Excerpt::isLabelled).toList();
    int longest = useful.stream().mapToInt(Stretch::length).max().orElse(0);
    if (longest == 0) {
      throw new IllegalArgumentException(
          "No row has a value to predict: there is no loss to follow back.");
    }
    if (asked && longest < steps) {
      throw new IllegalArgumentException(
          "steps (%d) must be at most %d, the length of the longest series: ask for fewer, or give longer ones."
              .formatted(steps, longest));
    }
    if (examples != null && examples > useful.size()) {
      throw new IllegalArgumentException(
          "examples (%d) must be at most %d, as many stretches of %d steps are there: ask for fewer, or for shorter ones."
              .formatted(examples, useful.size(), longest));
    }
    int count = examples != null ? examples : Math.min(USUAL_EXAMPLES, useful.size());
    List<Stretch> chosen =
        IntStream.range(0, count)
            .mapToObj(i -> useful.get((int) ((2L * i + 1) * useful.size() / (2L * count))))
            .toList();
    return new StretchBatches(chosen, count, inputSize, outputSize, longest).next();
  }

  private static boolean isLabelled(Stretch stretch) {
    return IntStream.range(stretch.from(), stretch.to()).anyMatch(stretch.series()::isLabelled);
  }
}
