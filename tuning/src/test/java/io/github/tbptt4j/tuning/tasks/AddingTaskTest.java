package io.github.tbptt4j.tuning.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class AddingTaskTest {
  @Test
  void theSumOfOneNumberOfEachHalfIsAskedForAtTheEnd() {
    int length = 9;
    DataSet sequences = new AddingTask(length).heldOut();
    INDArray features = sequences.getFeatures();
    for (int b = 0; b < features.size(0); b++) {
      double sum = 0;
      int[] marks = new int[2];
      for (int t = 0; t < length; t++) {
        double number = features.getDouble(b, 0, t);
        double mark = features.getDouble(b, 1, t);
        assertTrue(number >= 0 && number <= 1);
        sum += mark * number;
        marks[t < length / 2 ? 0 : 1] += (int) mark;
        assertEquals(t == length - 1 ? 1 : 0, sequences.getLabelsMaskArray().getDouble(b, t));
      }
      assertEquals(1, marks[0]);
      assertEquals(1, marks[1]);
      assertEquals(sum, sequences.getLabels().getDouble(b, 0, length - 1), 1e-6);
    }
  }

  @Test
  void whoAlwaysSaysOneErrsByASixth() {
    AddingTask task = new AddingTask(20);
    INDArray labels = task.heldOut().getLabels();
    double squares = 0;
    for (int b = 0; b < labels.size(0); b++) {
      squares += Math.pow(labels.getDouble(b, 0, 19) - 1, 2);
    }

    assertEquals(1.0 / 6, task.measure().guess(), 1e-12);
    assertEquals(task.measure().guess(), squares / labels.size(0), 0.02);
  }

  @Tag("slow")
  @Test
  void aShortSumIsLearnedAndTrainingEndsThere() {
    AddingTask task = new AddingTask(4);
    TaskSettings settings = task.usual().withLayers(1, 30).withLearningRate(0.01);
    TaskResult result =
        SingleThreads.call(() -> new TaskTraining(task, settings).run(TruncatedBptt.full(), 1));

    assertTrue(result.solved(), result::toString);
    assertTrue(result.score() <= 0.01);
    assertTrue(result.updates() < settings.minibatches(), "it ends when solved");
    assertEquals(result.score(), task.score(trained(task, settings, result)), 1e-9);
  }

  /** The same again by hand, for as many minibatches. */
  private static MultiLayerNetwork trained(
      AddingTask task, TaskSettings settings, TaskResult result) {
    return SingleThreads.call(
        () -> {
          MultiLayerNetwork network = task.network(settings, 1);
          TruncatedBpttTrainer.builder(network)
              .clipGlobalNorm(settings.clip())
              .build()
              .fit(task.training(1, (int) result.updates()), 1);
          return network;
        });
  }

  @Test
  void noRoomForTwoMarksIsRefused() {
    assertEquals(
        "length (1) must be at least 2: each half has a mark.",
        assertThrows(IllegalArgumentException.class, () -> new AddingTask(1)).getMessage());
  }
}
