package io.github.tbptt4j.tuning.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.tbptt4j.RandomTruncation;
import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.Truncation;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTrainingTest {
  private static final TruncatedBptt TRUNCATION = TruncatedBptt.of(20, 40);
  private static final SyntheticTask TASK = new CopyTask(3);
  private static final TaskSettings SETTINGS =
      TASK.usual().withCell(RecurrentCell.VANILLA).withLayers(1, 4);

  private static TaskTraining training(int minibatches) {
    return new TaskTraining(TASK, SETTINGS.withMinibatches(minibatches));
  }

  private static TaskResult run(TaskTraining training, Truncation truncation, long seed) {
    return SingleThreads.call(() -> training.run(truncation, seed));
  }

  @Test
  void seedsRepeatAndDiffer() {
    TaskResult result = run(training(2), TRUNCATION, 7);

    assertEquals(result.curve(), run(training(2), TRUNCATION, 7).curve());
    assertNotEquals(result.curve(), run(training(2), TRUNCATION, 8).curve());
  }

  @Test
  void eachSeedHasItsOwnCuts() {
    Truncation random = RandomTruncation.of(20);

    assertEquals(run(training(3), random, 1).updates(), run(training(3), random, 1).updates());
    assertNotEquals(
        run(training(3), random, 1).meanDepth(), run(training(3), random, 2).meanDepth());
  }

  @Test
  void curveBeginsUntrainedAndEndsWithTheScore() {
    List<Double> shares = new ArrayList<>();
    TaskResult result = run(training(3).progress(shares::add), TRUNCATION, 1);

    assertEquals(0, result.curve().get(0).timeSteps());
    assertEquals(3L * TASK.timeSteps(), last(result).timeSteps());
    assertEquals(4, result.curve().size());
    assertEquals(result.score(), last(result).score());
    assertEquals(List.of(1.0 / 3, 2.0 / 3, 1.0), shares);
    assertEquals(3 * 5, result.updates());
    assertEquals(40, result.meanDepth(), 2);
  }

  private static TaskResult.Point last(TaskResult result) {
    return result.curve().get(result.curve().size() - 1);
  }

  @Test
  void whoeverStopsItGetsWhatThereIs() {
    TaskResult result = run(training(1000).stopWhen(() -> true), TRUNCATION, 1);

    assertEquals(2, result.curve().size());
    assertEquals(5, result.updates());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    TaskSettings usual = new CopyTask(3).usual().withCell(RecurrentCell.LSTM);

    assertEquals(
        "omega (1.0) is for vanilla cells: an LSTM has no such regulariser.",
        message(() -> usual.withOmega(1)));
    assertEquals("units (0) must be at least 1.", message(() -> usual.withLayers(1, 0)));
    assertEquals(
        "learningRate (NaN) must be positive and finite.",
        message(() -> usual.withLearningRate(Double.NaN)));
    assertEquals(
        "clip (0.0) must be positive; infinite for no clipping.", message(() -> usual.withClip(0)));
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
