package io.github.tbptt4j.tuning.tasks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class CopyTaskTest {
  private static final int LENGTH = 7;
  private static final int MARKER = 1;
  private static final int MINIBATCHES = 10;

  /** Minibatches in a row are one stream, whose period doesn't divide a minibatch. */
  private static int[][] stream(int example, long seed) {
    DataSetIterator minibatches = new CopyTask(LENGTH).training(seed, MINIBATCHES);
    int[] inputs = {};
    int[] outputs = {};
    while (minibatches.hasNext()) {
      DataSet minibatch = minibatches.next();
      inputs = join(inputs, Symbols.of(minibatch.getFeatures(), example));
      outputs = join(outputs, Symbols.of(minibatch.getLabels(), example));
    }
    assertEquals(MINIBATCHES * new CopyTask(LENGTH).timeSteps(), inputs.length);
    return new int[][] {inputs, outputs};
  }

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }

  @Test
  void everySymbolIsToBeSaidAgainAfterLengthSteps() {
    for (int example : new int[] {0, 5, 63}) {
      int[][] stream = stream(example, 1);
      int[] counts = new int[6];
      for (int t = 0; t < stream[0].length; t++) {
        int input = stream[0][t];
        int output = stream[1][t];
        assertTrue(input == 0 || output == 0, "either it shows or it asks");
        assertTrue(t < LENGTH || output == stream[0][t - LENGTH]);
        counts[input]++;
      }
      int steps = stream[0].length;
      assertEquals(0.5, (double) counts[0] / steps, 0.01);
      assertEquals(0.5 / LENGTH, (double) counts[MARKER] / steps, 0.005);
      for (int symbol = 2; symbol < 6; symbol++) {
        assertEquals(0.5 * (LENGTH - 1) / LENGTH / 4, (double) counts[symbol] / steps, 0.03);
      }
    }
  }

  @Test
  void streamsBeginAtTheirOwnPlaces() {
    long places =
        IntStream.range(0, 64)
            .map(example -> firstMarker(stream(example, 2)[0]))
            .distinct()
            .count();
    assertTrue(places > LENGTH, places + " of 14 places");
  }

  private static int firstMarker(int[] symbols) {
    return IntStream.range(0, symbols.length)
        .filter(t -> symbols[t] == MARKER)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void theSeedMakesTheSequencesAndHeldOutOnesAreNobodysElse() {
    assertArrayEquals(stream(3, 1)[0], stream(3, 1)[0]);
    assertFalse(Arrays.equals(stream(3, 1)[0], stream(3, 2)[0]));
    CopyTask task = new CopyTask(LENGTH);
    assertEquals(task.heldOut().getFeatures(), new CopyTask(LENGTH).heldOut().getFeatures());
    DataSetIterator minibatches = task.training(1, 2);
    DataSet first = minibatches.next();
    minibatches.reset();
    assertEquals(first.getFeatures(), minibatches.next().getFeatures());
  }

  /** Three steps have to be crossed: windows of four steps see the symbol, of three don't. */
  @Tag("slow")
  @Test
  void whatIsOutOfReachIsntLearned() {
    SyntheticTask task = new CopyTask(3);
    TaskSettings settings =
        task.usual().withLayers(1, 20).withMinibatches(30).withLearningRate(0.01);
    TaskTraining training = new TaskTraining(task, settings);
    TaskResult reaching = SingleThreads.call(() -> training.run(TruncatedBptt.of(2, 5), 1));
    TaskResult not = SingleThreads.call(() -> training.run(TruncatedBptt.of(2, 3), 1));

    double guess = task.measure().guess();
    assertEquals(2.0 / 6 * Math.log(4), guess, 1e-12);
    assertTrue(reaching.score() < guess / 3, reaching::toString);
    assertTrue(not.score() > 0.6 * guess, not::toString); // a state remembers a little untrained
    assertEquals(1500, not.updates());
  }

  @Tag("slow")
  @Test
  void anLstmLearnsItToo() {
    SyntheticTask task = new CopyTask(2);
    TaskSettings settings =
        task.usual()
            .withCell(RecurrentCell.LSTM)
            .withLayers(1, 16)
            .withMinibatches(5)
            .withLearningRate(0.02);
    TaskResult result =
        SingleThreads.call(() -> new TaskTraining(task, settings).run(TruncatedBptt.of(5, 10), 1));

    assertTrue(result.score() < task.measure().guess(), result::toString);
  }

  @Test
  void nothingToCopyIsRefused() {
    assertEquals(
        "length (1) must be at least 2: a marker and a symbol are to be copied at least.",
        assertThrows(IllegalArgumentException.class, () -> new CopyTask(1)).getMessage());
  }
}
