package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.internal.kernel.Window;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class TruncatedBpttTest {

  @Test
  void equalLengthsGiveDisjointWindows() {
    assertEquals(
        List.of(new Window(0, 0, 3), new Window(3, 3, 6)), windows(TruncatedBptt.of(3, 3), 0, 6));
  }

  @Test
  void aShorterLastWindowStillGoesBackK2Steps() {
    assertEquals(
        List.of(new Window(0, 0, 3), new Window(3, 3, 6), new Window(4, 6, 7)),
        windows(TruncatedBptt.of(3, 3), 0, 7));
  }

  @Test
  void longerK2MakesWindowsOverlap() {
    assertEquals(
        List.of(new Window(0, 0, 2), new Window(0, 2, 4), new Window(1, 4, 6)),
        windows(TruncatedBptt.of(2, 5), 0, 6));
  }

  @Test
  void shorterK2LeavesOutTheFirstErrors() {
    List<Window> windows = windows(TruncatedBptt.of(4, 1), 0, 8);
    assertEquals(List.of(new Window(3, 0, 4), new Window(7, 4, 8)), windows);
    assertEquals(3, windows.get(0).firstError());
  }

  @Test
  void historyIsReachedIntoButOwnsNoLoss() {
    assertEquals(
        List.of(new Window(1, 4, 6), new Window(3, 6, 8)), windows(TruncatedBptt.of(2, 5), 4, 4));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,5", "2,7", "3,3", "4,2", "9,3", "3,20", "100,100"})
  void everyStepIsOwnedOnceAndNoWindowIsLongerThanK2(int k1, int k2) {
    int steps = 13;
    int[] owners = new int[steps];
    for (Window window : windows(TruncatedBptt.of(k1, k2), 0, steps)) {
      for (int t = window.owned(); t < window.end(); t++) {
        owners[t]++;
      }
      assertTrue(window.length() <= k2, window + " is longer than " + k2);
    }
    for (int count : owners) {
      assertEquals(1, count);
    }
  }

  @Test
  void k2OfTheWholeLengthIsOneWindow() {
    assertEquals(List.of(new Window(0, 0, 6)), windows(TruncatedBptt.of(2, 6), 0, 6));
    assertEquals(List.of(new Window(0, 0, 6)), windows(TruncatedBptt.full(), 0, 6));
  }

  @ParameterizedTest
  @CsvSource({"5,5,1,5", "1,20,20,20", "20,100,81,100", "10,3,0,3"})
  void depthIsWhatItMeans(int k1, int k2, int guaranteed, int max) {
    assertEquals(guaranteed, TruncatedBptt.of(k1, k2).guaranteedDepth());
    assertEquals(max, TruncatedBptt.of(k1, k2).maxDepth());
  }

  @Test
  void lengthsBelowOneAreRefusedByName() {
    assertMessage("k1 (0) must be at least 1.", () -> TruncatedBptt.of(0, 5));
    assertMessage("k2 (0) must be at least 1.", () -> TruncatedBptt.of(5, 0));
    assertMessage("k2 (-3) must be at least 1.", () -> TruncatedBptt.backward(-3));
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }

  @Test
  void jsonKeepsIt() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    for (TruncatedBptt truncation :
        List.of(
            TruncatedBptt.of(3, 9),
            TruncatedBptt.of(3, Integer.MAX_VALUE),
            TruncatedBptt.full(),
            TruncatedBptt.backward(4))) {
      String json = mapper.writeValueAsString(truncation);
      assertEquals(truncation, mapper.readValue(json, TruncatedBptt.class), json);
    }
    assertNotEquals(TruncatedBptt.of(3, 9), TruncatedBptt.of(9, 3));
  }

  @Test
  void fullBpttReachesWithoutLimit() {
    assertTrue(TruncatedBptt.full().isFull());
    assertEquals(Integer.MAX_VALUE, TruncatedBptt.full().guaranteedDepth());
    assertEquals(Integer.MAX_VALUE, TruncatedBptt.full().maxDepth());
    assertEquals(Integer.MAX_VALUE, TruncatedBptt.of(3, Integer.MAX_VALUE).guaranteedDepth());
    assertFalse(TruncatedBptt.of(3, 9).isFull());
    assertFalse(TruncatedBptt.backward(9).isFull());
  }

  @Test
  void jsonHasOnlyWhatIsLimited() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    assertEquals(TruncatedBptt.full(), mapper.readValue("{}", TruncatedBptt.class));
    assertEquals(TruncatedBptt.backward(4), mapper.readValue("{\"k2\":4}", TruncatedBptt.class));
    assertEquals(
        TruncatedBptt.of(3, Integer.MAX_VALUE),
        mapper.readValue("{\"k1\":3}", TruncatedBptt.class));
  }

  @Test
  void unknownFieldOfJsonIsRefusedByName() {
    String message =
        assertThrows(
                Exception.class,
                () -> new ObjectMapper().readValue("{\"k1\":3,\"k3\":4}", TruncatedBptt.class))
            .getMessage();
    assertTrue(
        message.contains("truncatedBptt has no field \"k3\": remove or correct it."), message);
  }

  @Test
  void equalOnesHashAndReadAlike() {
    assertEquals(TruncatedBptt.of(3, 9).hashCode(), TruncatedBptt.of(3, 9).hashCode());
    assertNotEquals(TruncatedBptt.of(3, 9).hashCode(), TruncatedBptt.of(9, 3).hashCode());
    assertNotEquals(TruncatedBptt.of(3, 9), TruncatedBptt.of(3, 8));
    assertNotEquals(TruncatedBptt.of(3, 9), TruncatedBptt.of(2, 9));
    assertEquals("k1=3, k2=9", TruncatedBptt.of(3, 9).toString());
    assertEquals("k2=9", TruncatedBptt.backward(9).toString());
    assertEquals("full BPTT", TruncatedBptt.full().toString());
  }

  private static List<Window> windows(TruncatedBptt truncation, int history, int steps) {
    return Window.of(truncation.k1(), truncation.k2(), history, steps);
  }

  @Test
  @SuppressWarnings("deprecation")
  void theLayersOldNameMeansTheSame() {
    VanillaRnn expected = new VanillaRnn.Builder().nIn(1).nOut(1).truncation(2, 3).build();
    assertEquals(TruncatedBptt.of(2, 3), expected.getTruncatedBptt());
    assertEquals(expected, new VanillaRnn.Builder().nIn(1).nOut(1).truncatedBptt(2, 3).build());
    TruncatedBptt truncation = TruncatedBptt.of(2, 3);
    assertEquals(
        expected, new VanillaRnn.Builder().nIn(1).nOut(1).truncatedBptt(truncation).build());
  }
}
