package io.github.tbptt4j.tuning.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class RecallTaskTest {
  private static final int EXAMPLES = 200;
  private static final int QUESTION = RecallTask.SYMBOLS - 1;

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 1, 5", "4, 5, 5", "7, 3, 2"})
  void oneCueIsAskedForAfterTheLagWhereverTheWindowBegins(int lag, int k1, int k2) {
    RecallTask task = new RecallTask(lag, TruncatedBptt.of(k1, k2));
    DataSet minibatch = task.minibatch(EXAMPLES, new Random(1));
    assertEquals(0, task.timeSteps() % k1, "the last window is as long as the others");

    Set<Integer> places = new TreeSet<>();
    for (int b = 0; b < EXAMPLES; b++) {
      int[] symbols = symbols(minibatch.getFeatures(), b);
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

  private static int[] symbols(INDArray features, int example) {
    int[] symbols = new int[(int) features.size(2)];
    for (int t = 0; t < symbols.length; t++) {
      int found = -1;
      for (int s = 0; s < RecallTask.SYMBOLS; s++) {
        if (features.getDouble(example, s, t) == 1) {
          assertEquals(-1, found, "one symbol a step");
          found = s;
        }
      }
      symbols[t] = found;
    }
    return symbols;
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
