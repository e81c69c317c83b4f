package io.github.tbptt4j.tuning.tasks;

/**
 * How well a task's network does on sequences that it was never trained on; less is better.
 *
 * @param name such as nats, or error rate
 * @param guess what a network gets that has learned all but what lies far back
 * @param solved at this or less the task counts as solved
 * @param endsTraining whether a training ends when the task is solved
 */
public record TaskMeasure(String name, double guess, double solved, boolean endsTraining) {
  /** Beyond so many guesses nothing comes back. */
  private static final double DIVERGED = 100;

  boolean isSolvedAt(double score) {
    return score <= solved;
  }

  boolean isDivergedAt(double score) {
    return !(score <= DIVERGED * guess);
  }
}
