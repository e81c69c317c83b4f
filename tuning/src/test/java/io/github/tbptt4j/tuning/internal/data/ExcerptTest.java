package io.github.tbptt4j.tuning.internal.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;

class ExcerptTest {
  /** Each step's input is its number, its label the next one; the last so many have none. */
  private record Counting(int length, int unlabelled) implements StretchBatches.Steps {
    @Override
    public float[] input(int step) {
      return new float[] {step};
    }

    @Override
    public float[] label(int step) {
      return new float[] {step + 1};
    }

    @Override
    public boolean isLabelled(int step) {
      return step < length - unlabelled;
    }
  }

  private static DataSet minibatch(Integer steps, Integer examples, Counting... all) {
    Excerpt excerpt = new Excerpt(steps);
    for (Counting series : all) {
      excerpt.add(series, series.length());
    }
    return excerpt.minibatch(examples, 1, 1);
  }

  private static String messageOf(Integer steps, Integer examples, Counting... all) {
    return assertThrows(IllegalArgumentException.class, () -> minibatch(steps, examples, all))
        .getMessage();
  }

  @Test
  void stretchesAreSpreadEvenlyOverASeriesUpToItsEnd() {
    DataSet data = minibatch(10, 3, new Counting(95, 0));
    assertArrayEquals(new long[] {3, 1, 10}, data.getFeatures().shape());
    double[] begins = data.getFeatures().slice(0, 2).reshape(3).toDoubleVector();
    assertArrayEquals(new double[] {15, 45, 75}, begins);
    assertEquals(1, data.getLabels().sub(data.getFeatures()).minNumber().doubleValue());
    assertNull(data.getFeaturesMaskArray());
  }

  @Test
  void shorterSeriesComeWholeAndMasked() {
    DataSet data = minibatch(null, null, new Counting(7, 0), new Counting(4, 1));
    assertArrayEquals(new long[] {2, 1, 7}, data.getFeatures().shape());
    assertEquals(11, data.getFeaturesMaskArray().sumNumber().intValue());
    assertEquals(10, data.getLabelsMaskArray().sumNumber().intValue());
  }

  @Test
  void stretchesWithoutAnyLossAreLeftOut() {
    DataSet data = minibatch(10, 9, new Counting(100, 10));
    assertEquals(9, data.getFeatures().size(0));
    assertTrue(
        messageOf(10, 10, new Counting(100, 10)).startsWith("examples (10) must be at most 9"));
  }

  @Test
  void whatIsTooShortSaysHowLongItIs() {
    assertTrue(
        messageOf(8, null, new Counting(7, 0), new Counting(4, 0))
            .startsWith("steps (8) must be at most 7, the length of the longest series"));
    assertTrue(messageOf(null, null, new Counting(5, 5)).startsWith("No row has a value"));
  }
}
