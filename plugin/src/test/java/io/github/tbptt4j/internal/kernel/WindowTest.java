package io.github.tbptt4j.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Windows against the definition, written out step by step. */
class WindowTest {

  static Stream<Arguments> segments() {
    return Stream.of(1, 2, 3, 4, 5, 8, Integer.MAX_VALUE)
        .flatMap(
            k1 ->
                Stream.of(1, 2, 3, 5, 7, Integer.MAX_VALUE)
                    .flatMap(
                        k2 ->
                            Stream.of(0, 1, 4)
                                .flatMap(
                                    history ->
                                        Stream.of(1, 5, 7)
                                            .map(steps -> Arguments.of(k1, k2, history, steps)))));
  }

  /** [loss][step]: whether the error of a loss passes a step on its way back. */
  private static boolean[][] reached(List<Window> windows, int length) {
    boolean[][] reached = new boolean[length][length];
    for (Window window : windows) {
      for (int loss = window.firstError(); loss < window.end(); loss++) {
        for (int step = loss; step >= window.start(); step--) {
          assertFalse(reached[loss][step], "twice: " + loss + " to " + step + " in " + windows);
          reached[loss][step] = true;
        }
      }
    }
    return reached;
  }

  private static boolean[][] defined(int k1, int k2, int history, int steps) {
    int length = history + steps;
    boolean[][] reached = new boolean[length][length];
    for (int loss = history; loss < length; loss++) {
      long window = (loss - history) / k1;
      long end = history + Math.min((window + 1) * k1, steps);
      for (int step = loss; step >= 0 && step >= end - k2; step--) {
        reached[loss][step] = true;
      }
    }
    return reached;
  }

  @ParameterizedTest
  @MethodSource("segments")
  void eachLossReachesTheStepsOfTheDefinition(int k1, int k2, int history, int steps) {
    List<Window> windows = Window.of(k1, k2, history, steps);
    boolean[][] expected = defined(k1, k2, history, steps);
    int length = history + steps;
    assertSame(expected, reached(windows, length), windows);
    assertSame(expected, reached(Window.merged(windows), length), Window.merged(windows));
  }

  @ParameterizedTest
  @MethodSource("segments")
  void whatIsCoveredIsCountedAndOverlapIsSeen(int k1, int k2, int history, int steps) {
    List<Window> windows = Window.of(k1, k2, history, steps);
    List<Integer> covered = new ArrayList<>();
    for (Window window : windows) {
      for (int step = window.start(); step < window.end(); step++) {
        covered.add(step);
      }
      assertEquals(window.end() - window.start(), window.length());
    }
    assertEquals(covered.size(), Window.covered(windows));
    assertEquals(covered.stream().distinct().count() < covered.size(), Window.overlap(windows));
  }

  @Test
  void windowsThatReachTheOldestStepAreOneOnlyWhileTheyDo() {
    List<Window> windows = Window.of(2, 5, 0, 8);
    assertEquals(
        List.of(new Window(0, 0, 2), new Window(0, 2, 4), new Window(1, 4, 6), new Window(3, 6, 8)),
        windows);
    assertEquals(
        List.of(new Window(0, 0, 4), new Window(1, 4, 6), new Window(3, 6, 8)),
        Window.merged(windows));
    List<Window> apart = Window.of(2, 2, 0, 4);
    assertEquals(apart, Window.merged(apart));
  }

  @ParameterizedTest
  @MethodSource("segments")
  void windowsThatOverlapAreInGroupsApart(int k1, int k2, int history, int steps) {
    List<Window> windows = Window.of(k1, k2, history, steps);
    List<List<Window>> groups = Window.apart(windows);
    groups.forEach(group -> assertFalse(Window.overlap(group), groups + ""));
    assertEquals(
        windows,
        groups.stream()
            .flatMap(List::stream)
            .sorted(Comparator.comparingInt(Window::end))
            .toList());
    long mostOfAStep =
        IntStream.range(0, history + steps)
            .mapToLong(t -> windows.stream().filter(w -> w.start() <= t && t < w.end()).count())
            .max()
            .orElseThrow();
    assertEquals(mostOfAStep, groups.size(), groups + "");
  }

  @Test
  void oneMoreStepThanK2IsTwoWindows() {
    assertEquals(1, Window.of(3, 6, 0, 6).size());
    assertEquals(3, Window.of(3, 6, 0, 7).size());
    assertTrue(Window.overlap(Window.of(3, 6, 0, 7)));
  }

  private static void assertSame(boolean[][] expected, boolean[][] actual, List<Window> windows) {
    for (int loss = 0; loss < expected.length; loss++) {
      for (int step = 0; step < expected.length; step++) {
        assertEquals(
            expected[loss][step], actual[loss][step], loss + " to " + step + ": " + windows);
      }
    }
  }
}
