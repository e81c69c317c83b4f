package io.github.tbptt4j.random;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares numbers, sees NaN, and remembers the largest error of each kind. */
final class Comparison {
  private final Map<String, Double> largest = new TreeMap<>();

  /**
   * Fails unless two vectors agree.
   *
   * @param tolerance of the largest difference, relative to the largest number
   * @param floor numbers below this count as if they were this large
   */
  void close(String what, double[] expected, double[] actual, double tolerance, double floor) {
    if (expected.length != actual.length) {
      throw new AssertionError(
          what + ": " + actual.length + " numbers instead of " + expected.length);
    }
    double size = floor;
    double difference = 0;
    int worst = -1;
    for (int i = 0; i < expected.length; i++) {
      if (!Double.isFinite(expected[i]) || !Double.isFinite(actual[i])) {
        throw new AssertionError(
            what + ": " + actual[i] + " instead of " + expected[i] + " at " + i);
      }
      size = Math.max(size, Math.abs(expected[i]));
      if (Math.abs(expected[i] - actual[i]) > difference) {
        difference = Math.abs(expected[i] - actual[i]);
        worst = i;
      }
    }
    double error = difference / size;
    if (!(error <= tolerance)) {
      throw new AssertionError(
          what
              + ": "
              + actual[worst]
              + " instead of "
              + expected[worst]
              + " at "
              + worst
              + " of "
              + expected.length
              + ", relative error "
              + error
              + ", allowed "
              + tolerance);
    }
    largest.merge(what.replaceAll("[0-9]+", "#"), error / tolerance, Math::max);
  }

  void close(String what, double expected, double actual, double tolerance, double floor) {
    close(what, new double[] {expected}, new double[] {actual}, tolerance, floor);
  }

  @Override
  public String toString() {
    return largest.entrySet().stream()
        .map(entry -> String.format("  %s: %.4f", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(System.lineSeparator()));
  }
}
