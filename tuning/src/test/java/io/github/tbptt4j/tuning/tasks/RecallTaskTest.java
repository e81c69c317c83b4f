package io.github.tbptt4j.tuning.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import io.github.tbptt4j.TruncatedBpttTrainer;
import io.github.tbptt4j.tuning.internal.process.SingleThreads;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;

class RecallTaskTest {
  private static final int EXAMPLES = 200;
  private static final int QUESTION = RecallTask.SYMBOLS - 1;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 1, 5", "4, 5, 5", "7, 3, 2"})
  void oneCueIsAskedForAfterTheLagWhereverTheWindowBegins(int lag, int k1, int k2) {
    RecallTask task = new RecallTask(lag, TruncatedBptt.of(k1, k2));
    DataSet minibatch = task.sequences(EXAMPLES, task.timeSteps(), new Random(1)).get();
    assertEquals(0, task.timeSteps() % k1, "the last window is as long as the others");

    Set<Integer> places = new TreeSet<>();
    for (int b = 0; b < EXAMPLES; b++) {
      int[] symbols = Symbols.of(minibatch.getFeatures(), b);
      int question = indexOf(QUESTION, symbols);
      int cue = symbols[question - lag];
      places.add(question % k1);

      assertTrue(cue < RecallTask.CUES);
      assertEquals(1, count(symbols, 0, RecallTask.CUES), "cues");
      assertEquals(1, count(symbols, QUESTION, QUESTION + 1), "questions");
      assertEquals(1, minibatch.getLabels().getDouble(b, cue, question));
      assertEquals(1, minibatch.getLabelsMaskArray().getDouble(b, question));
    }
    assertEquals(k1, places.size(), "every place in a window is asked at");
    assertEquals(EXAMPLES, minibatch.getLabelsMaskArray().sumNumber().intValue());
    assertEquals(EXAMPLES, minibatch.getLabels().sumNumber().intValue());
  }

  /** The cues' weights stay exactly zero however long the training: no memory by chance helps. */
  @Test
  void noGradientReachesACueThatIsK2StepsBack() {
    TruncatedBptt truncation = TruncatedBptt.of(3, 6);
    assertTrue(SingleThreads.call(() -> isBlindAfterTraining(truncation, 6)));
    assertFalse(SingleThreads.call(() -> isBlindAfterTraining(truncation, 5)));
  }

  private static boolean isBlindAfterTraining(TruncatedBptt truncation, int lag) {
    RecallTask task = new RecallTask(lag, truncation);
    MultiLayerNetwork network = task.network(task.usual(), 1);
    TruncatedBpttTrainer.builder(network)
        .truncation(truncation)
        .build()
        .fit(task.training(2, 30), 1);
    return task.isHopeless(network);
  }

  private static int indexOf(int symbol, int[] symbols) {
    for (int t = 0; t < symbols.length; t++) {
      if (symbols[t] == symbol) {
        return t;
      }
    }
    throw new AssertionError("No " + symbol);
  }

  private static int count(int[] symbols, int from, int to) {
    int count = 0;
    for (int symbol : symbols) {
      count += symbol >= from && symbol < to ? 1 : 0;
    }
    return count;
  }
}
