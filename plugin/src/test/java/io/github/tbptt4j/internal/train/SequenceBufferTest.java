package io.github.tbptt4j.internal.train;

import static io.github.tbptt4j.testing.ArrayAssertions.assertIdentical;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A stream that comes in minibatches of 3, 1 and 4 steps, beside the whole of it. */
class SequenceBufferTest {
  private static final int EXAMPLES = 2;
  private static final int[] CUTS = {0, 3, 4, 8};

  private final INDArray x = numbered(EXAMPLES, 3, 8);
  private final INDArray y = numbered(EXAMPLES, 2, 8).addi(1000);
  private final INDArray mask = numbered(EXAMPLES, 8).addi(5000);
  private final SequenceBuffer buffer = new SequenceBuffer();

  @BeforeEach
  void append() {
    for (int i = 0; i + 1 < CUTS.length; i++) {
      boolean masked = i != 1; // the one step in the middle has no mask
      buffer.append(
          new Chunk(
              2,
              new INDArray[] {time(x, CUTS[i], CUTS[i + 1])},
              new INDArray[] {time(y, CUTS[i], CUTS[i + 1])},
              new INDArray[] {masked ? time(mask, CUTS[i], CUTS[i + 1]) : null},
              new INDArray[] {null}));
    }
  }

  @Test
  void everySliceHasItsSteps() {
    assertEquals(8, buffer.end());
    for (int from = 0; from < 8; from++) {
      for (int to = from + 1; to <= 8; to++) {
        assertHas(from, to, buffer.slice(from, to));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 7})
  void whatIsKeptStaysWhereItWas(int position) {
    buffer.keepFrom(position);
    assertEquals(8, buffer.end());
    for (int from = position; from < 8; from++) {
      assertHas(from, 8, buffer.slice(from, 8));
    }
    assertEquals(4L * EXAMPLES * (8 - position) * (3 + 2 + 1), buffer.bytes());
  }

  @Test
  void whatIsHeldIsACopy() {
    INDArray before = x.dup();
    x.muli(-1);
    assertIdentical(time(before, 6, 8), buffer.slice(6, 8).features()[0]);
    buffer.keepFrom(6);
    assertIdentical(time(before, 6, 8), buffer.slice(6, 8).features()[0]);
  }

  @Test
  void nothingIsKeptFromTheEnd() {
    buffer.keepFrom(8);
    assertEquals(0, buffer.bytes());
    assertEquals(8, buffer.end());
    buffer.keepFrom(8); // as well where there is nothing
    append();
    assertEquals(16, buffer.end());
    assertIdentical(x, buffer.slice(8, 16).features()[0]);
  }

  @Test
  void bytesAreThoseOfAllArrays() {
    assertEquals(4L * EXAMPLES * 8 * (3 + 2 + 1), buffer.bytes());
  }

  @Test
  void aCopyIsLeftAlone() {
    SequenceBuffer copy = buffer.copy();
    buffer.keepFrom(7);
    assertHas(0, 8, copy.slice(0, 8));
    assertEquals(8, copy.end());
  }

  @Test
  void statesAreFoundByTheirPositions() {
    NetworkState zero = NetworkState.zero(1);
    StateStore states = new StateStore(zero);
    NetworkState three = NetworkState.zero(2);
    NetworkState five = NetworkState.zero(3);
    states.put(3, three);
    states.put(5, five);
    StateStore copy = states.copy();

    assertEquals(Map.entry(0L, zero), states.atOrBefore(2));
    assertEquals(Map.entry(3L, three), states.atOrBefore(3));
    assertEquals(Map.entry(3L, three), states.atOrBefore(4));
    assertEquals(Map.entry(5L, five), states.atOrBefore(99));

    assertEquals(3, states.keepFor(4));
    assertNull(states.atOrBefore(2));
    assertEquals(3, states.keepFor(1)); // nothing older is left
    assertEquals(5, states.keepFor(5));
    assertNull(states.atOrBefore(4));
    assertEquals(Map.entry(0L, zero), copy.atOrBefore(2));
  }

  @Test
  void examplesAreGroupedByTheFirstStepThatIsCovered() {
    WindowStream stream = new WindowStream(NetworkState.zero(1), new FixedPlan(1, 1));
    assertEquals(0, stream.examples());
    stream.begins = new long[] {0, 4, 0, 7};
    assertEquals(4, stream.examples());
    Map<Long, int[]> groups = stream.groupsByStart(8, 5);
    assertEquals(Set.of(3L, 4L, 7L), groups.keySet());
    assertArrayEquals(new int[] {0, 2}, groups.get(3L));
    assertArrayEquals(new int[] {1}, groups.get(4L));
    assertArrayEquals(new int[] {3}, groups.get(7L));
  }

  private void assertHas(int from, int to, Chunk chunk) {
    assertEquals(to - from, chunk.steps());
    assertEquals(EXAMPLES, chunk.examples());
    assertIdentical(time(x, from, to), chunk.features()[0]);
    assertIdentical(time(y, from, to), chunk.labels()[0]);
    assertNull(chunk.labelMasks()[0]);
    INDArray expected = mask.dup();
    expected.getColumn(3).assign(1);
    INDArray actual = chunk.featureMasks()[0];
    assertIdentical(
        time(expected, from, to), actual == null ? Nd4j.ones(EXAMPLES, to - from) : actual);
  }

  private static INDArray time(INDArray array, int from, int to) {
    return array.rank() == 3
        ? array.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to))
        : array.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  private static INDArray numbered(long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    return Nd4j.arange(length).castTo(DataType.FLOAT).reshape(shape);
  }
}
