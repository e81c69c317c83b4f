package io.github.tbptt4j.tuning.cli;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.TrainingLimits;
import io.github.tbptt4j.tuning.forecast.TableData;
import java.time.Duration;
import java.util.List;

/**
 * How one network is trained where a user leaves it open.
 *
 * @param truncation how far back backpropagation goes
 * @param limits when training ends
 */
record TrainSettings(Truncation truncation, TrainingLimits limits) {
  private static final int LONGEST_K2 = 100;
  private static final int UPDATES = 3000;
  private static final int USUAL_EPOCHS = 60;
  private static final int MOST_EPOCHS = 300;
  private static final int FEWEST_EPOCHS = 5;
  private static final int MOST_UPDATES = 30_000;
  private static final int PATIENCE = 6; // of so many epochs one

  static TrainSettings ofText(
      Integer k1, Integer k2, Truncation other, Double minutes, TrainingOptions training) {
    int steps = k1 == null ? 20 : k1;
    int back = k2 == null ? Math.max(40, steps) : k2;
    return new TrainSettings(
        other == null ? TruncatedBptt.of(steps, back) : other, within(minutes, training.limits()));
  }

  static TrainSettings ofTable(
      TableData table,
      Integer k1,
      Integer k2,
      Truncation other,
      Double minutes,
      TrainingOptions training) {
    int steps = k1 == null ? 5 : k1;
    int period =
        table.periods().stream().flatMap(List::stream).mapToInt(rows -> rows).min().orElse(0);
    int back = k2 == null ? Math.max(steps, Math.max(40, Math.min(LONGEST_K2, 2 * period))) : k2;
    long updates = Math.max(1, table.trainingSteps() / steps);
    // Short series need many epochs to learn anything, long ones few.
    long wished = Math.max(USUAL_EPOCHS, Math.min(MOST_EPOCHS, (UPDATES + updates - 1) / updates));
    int epochs = (int) Math.min(wished, Math.max(FEWEST_EPOCHS, MOST_UPDATES / updates));
    return new TrainSettings(
        other == null ? TruncatedBptt.of(steps, back) : other,
        within(minutes, training.limits(epochs, Math.max(2, epochs / PATIENCE))));
  }

  private static TrainingLimits within(Double minutes, TrainingLimits limits) {
    return minutes == null
        ? limits
        : limits.within(Duration.ofMillis(Math.round(60_000 * minutes)));
  }
}
