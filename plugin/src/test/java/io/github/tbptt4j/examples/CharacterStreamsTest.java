package io.github.tbptt4j.examples;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Streams: every row goes on where it stopped, and the label is the next character. */
class CharacterStreamsTest {
  private static final int SYMBOLS = 7;
  private static final int STREAMS = 3;
  private static final int STEPS = 4;
  private static final int[] TEXT =
      IntStream.range(0, 35).map(i -> (i * i + i / 3) % SYMBOLS).toArray();
  private static final int LENGTH = 11; // (35 - 1) / 3

  @Test
  void rowsContinueAcrossMinibatches() {
    List<List<Integer>> read = rows(true);

    for (int b = 0; b < STREAMS; b++) {
      assertEquals(part(b * LENGTH), read.get(b));
    }
  }

  @Test
  void labelsAreTheNextCharacters() {
    List<List<Integer>> labels = rows(false);

    for (int b = 0; b < STREAMS; b++) {
      assertEquals(part(b * LENGTH + 1), labels.get(b));
    }
  }

  @Test
  void everyStepIsOneHot() {
    DataSet minibatch = streams().next();

    assertArrayEquals(new long[] {STREAMS, SYMBOLS, STEPS}, minibatch.getFeatures().shape());
    assertEquals(STREAMS * STEPS, minibatch.getFeatures().sumNumber().doubleValue());
    assertIdentical(Nd4j.ones(STREAMS, STEPS), minibatch.getFeatures().sum(1));
  }

  @Test
  void lastMinibatchIsShorterAndResetBeginsAnew() {
    CharacterStreams streams = streams();
    DataSet first = streams.next();
    streams.next();
    DataSet last = streams.next();

    assertEquals(LENGTH - 2 * STEPS, last.getFeatures().size(2));
    assertFalse(streams.hasNext());
    assertThrows(NoSuchElementException.class, streams::next);
    streams.reset();
    assertEquals(first, streams.next());
  }

  @Test
  void textThatIsTooShortIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new CharacterStreams(new int[3], SYMBOLS, 3, 1));
  }

  private static CharacterStreams streams() {
    return new CharacterStreams(TEXT, SYMBOLS, STREAMS, STEPS);
  }

  private static List<Integer> part(int from) {
    return IntStream.range(from, from + LENGTH).mapToObj(i -> TEXT[i]).toList();
  }

  /** What each row reads in one pass, or the labels it gets. */
  private static List<List<Integer>> rows(boolean features) {
    List<List<Integer>> rows =
        IntStream.range(0, STREAMS)
            .mapToObj(b -> (List<Integer>) new ArrayList<Integer>())
            .toList();
    CharacterStreams streams = streams();
    while (streams.hasNext()) {
      DataSet minibatch = streams.next();
      INDArray oneHot = features ? minibatch.getFeatures() : minibatch.getLabels();
      INDArray symbols = oneHot.argMax(1); // [B, T]
      for (int b = 0; b < STREAMS; b++) {
        for (int t = 0; t < symbols.size(1); t++) {
          rows.get(b).add(symbols.getInt(b, t));
        }
      }
    }
    return rows;
  }
}
