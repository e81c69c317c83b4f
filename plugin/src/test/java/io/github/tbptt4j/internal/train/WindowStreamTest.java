package io.github.tbptt4j.internal.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A stream of 11 steps whose windows ended at 3, 6 and 9. */
class WindowStreamTest {
  private static final NetworkState STATE = NetworkState.zero(1);

  private WindowStream stream = stream(5);

  private static WindowStream stream(int k2) {
    WindowStream stream = new WindowStream(STATE, new FixedPlan(3, k2));
    stream.append(chunk(7), null);
    stream.append(chunk(4), null);
    return stream;
  }

  private static Chunk chunk(int steps) {
    INDArray[] one = {Nd4j.zeros(DataType.FLOAT, 2, 1, steps)};
    INDArray[] none = {null};
    return new Chunk(2, one, one, none, none);
  }

  private void advance() {
    for (int end = 3; end <= 9; end += 3) {
      stream.advanceTo(end, STATE);
    }
  }

  // The next window ends at 10 or later: of k2 steps, it looks back to 10-k2.
  @ParameterizedTest
  @CsvSource({"1, 9", "2, 6", "4, 6", "5, 3", "7, 3", "8, 0", "10, 0", "99, 0", "2147483647, 0"})
  void whatTheShortestNextWindowLooksBackAtIsKept(int k2, int oldest) {
    stream = stream(k2);
    advance();
    assertEquals(oldest, stream.states.atOrBefore(Math.max(0, 10 - k2)).getKey());
    assertNull(stream.states.atOrBefore(oldest - 1L));
    assertEquals(11 * 2 * 2 * 4, stream.buffer.bytes(), "data are kept until they are forgotten");

    stream.forget();
    assertEquals((11 - oldest) * 2 * 2 * 4, stream.buffer.bytes());
    assertEquals(oldest, stream.states.atOrBefore(Math.max(0, 10 - k2)).getKey());
    assertEquals(9, stream.next);
    assertEquals(11, stream.buffer.end());
  }

  @Test
  void copyIsWhatTheStreamWas() {
    stream.advanceTo(3, STATE);
    WindowStream before = stream.copy();
    stream.advanceTo(9, STATE);
    stream.begins[0] = 9;
    stream.forget();
    assertEquals(3, before.next);
    assertArrayEquals(new long[] {0, 0}, before.begins);
    assertEquals(0L, before.states.atOrBefore(2).getKey());
    assertEquals(11 * 2 * 2 * 4, before.buffer.bytes());
    assertNull(new WindowStream(STATE, stream.plan).copy().begins);
  }

  @Test
  void laterMinibatchesGoOnWithTheSequences() {
    stream.begins[1] = 5;
    stream.append(chunk(2), null);
    assertArrayEquals(new long[] {0, 5}, stream.begins);
    assertEquals(13, stream.buffer.end());
  }

  @Test
  void stepsAreThoseOfTheExamplesAsked() {
    Chunk some = stream.steps(6, 9, new int[] {1});
    assertEquals(1, some.examples());
    assertEquals(3, some.steps());
    assertEquals(2, stream.steps(6, 9, new int[] {0, 1}).examples());
  }

  @Test
  void storedStatesAreCounted() {
    INDArray state = Nd4j.zeros(DataType.DOUBLE, 2, 3);
    StateStore states = new StateStore(new NetworkState(List.of(Map.of("h", state))));
    assertEquals(2 * 3 * 8, states.bytes());
    states.put(4, new NetworkState(List.of(Map.of("h", state, "c", state))));
    assertEquals(3 * 2 * 3 * 8, states.bytes());
  }
}
