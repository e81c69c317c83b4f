package io.github.tbptt4j.tuning.arbiter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.TruncatedBptt;
import java.util.List;
import org.junit.jupiter.api.Test;

class TruncationSpaceTest {

  @Test
  void listsPairsWithK1Ascending() {
    TruncationSpace space = TruncationSpace.builder().k1(5, 1).k2(10, 5).build();
    assertEquals(
        List.of(
            TruncatedBptt.of(1, 5),
            TruncatedBptt.of(1, 10),
            TruncatedBptt.of(5, 5),
            TruncatedBptt.of(5, 10)),
        space.truncations());
  }

  @Test
  void constraintsLeavePairsOut() {
    TruncationSpace space =
        TruncationSpace.builder().k1(1, 5, 20).k2(5, 20, 50).k2AtLeastK1().k2MultipleOfK1().build();
    assertEquals(7, space.numValues()); // 1: 5, 20, 50; 5: 5, 20, 50; 20: 20
    assertTrue(space.truncations().stream().allMatch(t -> t.k2() >= t.k1()), "" + space);
    assertTrue(space.truncations().stream().allMatch(t -> t.k2() % t.k1() == 0), "" + space);
  }

  @Test
  void logSpacedLengthsHaveEqualRatios() {
    TruncationSpace space = TruncationSpace.builder().k1(10).k2LogSpaced(10, 1000, 5).build();
    assertEquals(
        List.of(10, 32, 100, 316, 1000),
        space.truncations().stream().map(TruncatedBptt::k2).toList());
  }

  @Test
  void logSpacedLengthsThatRoundToTheSameCountOnce() {
    TruncationSpace space = TruncationSpace.builder().k1LogSpaced(1, 3, 9).k2(4).build();
    assertEquals(List.of(1, 2, 3), space.truncations().stream().map(TruncatedBptt::k1).toList());
  }

  @Test
  void everyCoordinateGivesAListedTruncation() {
    TruncationSpace space = TruncationSpace.builder().k1(2, 3).k2(3, 7).andFull().build();
    space.setIndices(0);
    for (double gene : new double[] {0, 0.1, 0.2, 0.5, 0.79, 0.8, 0.999, 1}) {
      assertTrue(space.truncations().contains(space.getValue(new double[] {gene})));
    }
    assertEquals(TruncatedBptt.of(2, 3), space.getValue(new double[] {0}));
    assertEquals(TruncatedBptt.full(), space.getValue(new double[] {1}));
  }

  @Test
  void refusesWhatCannotBe() {
    assertMessage("k1 (0) must be at least 1.", () -> TruncationSpace.builder().k1(0));
    assertMessage("k2 (-3) must be at least 1.", () -> TruncationSpace.builder().k2(5, -3));
    assertMessage(
        "No truncation is left of k1 [10] and k2 [5] with k2 >= k1: give other lengths or loosen"
            + " the constraint.",
        () -> TruncationSpace.builder().k1(10).k2(5).k2AtLeastK1().build());
    assertMessage("There must be at least one truncation to choose from.", TruncationSpace::of);
    assertMessage(
        "Each truncation once, please: [k1=1, k2=2, k1=1, k2=2].",
        () -> TruncationSpace.of(TruncatedBptt.of(1, 2), TruncatedBptt.of(1, 2)));
    assertMessage(
        "k2 from 10 to 5 in 3 values: from must be at least 1, to above it, count at least 2.",
        () -> TruncationSpace.builder().k2LogSpaced(10, 5, 3));
  }

  @Test
  void equalsByTruncations() {
    assertEquals(
        TruncationSpace.builder().k1(1).k2(2).build(), TruncationSpace.of(TruncatedBptt.of(1, 2)));
    assertNotEquals(
        TruncationSpace.builder().k1(1).k2(2).build(), TruncationSpace.of(TruncatedBptt.of(1, 3)));
  }

  private static void assertMessage(
      String message, org.junit.jupiter.api.function.Executable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }
}
