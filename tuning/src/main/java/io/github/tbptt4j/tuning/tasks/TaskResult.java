package io.github.tbptt4j.tuning.tasks;

import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.TruncationChoice;
import java.util.List;

/**
 * What came of one training.
 *
 * @param truncation that it was trained with
 * @param seed of the network and of its data
 * @param score the last value of {@link SyntheticTask#measure()}; may be infinite or NaN where it
 *     diverged
 * @param solved whether the task counts as solved
 * @param diverged whether it was given up, its score being beyond all bounds
 * @param updates of the parameters
 * @param meanDepth steps that a backward pass covered, on average
 * @param choices what an adaptive truncation chose
 * @param curve score by time steps trained on, from before the first; the last point is the end
 * @param seconds of training and measuring
 */
public record TaskResult(
    Truncation truncation,
    long seed,
    double score,
    boolean solved,
    boolean diverged,
    long updates,
    double meanDepth,
    List<TruncationChoice> choices,
    List<Point> curve,
    double seconds) {

  /**
   * A point of the curve.
   *
   * @param timeSteps trained on until then
   * @param score measured there
   */
  public record Point(long timeSteps, double score) {}
}
