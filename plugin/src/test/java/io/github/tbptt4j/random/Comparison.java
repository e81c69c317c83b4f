package io.github.tbptt4j.random;

import io.github.tbptt4j.testing.ArrayAssertions;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares numbers, sees NaN, and remembers the largest error of each kind. */
final class Comparison {
  private final Map<String, Double> largest = new TreeMap<>();
  private int leftOut;

  /**
   * Fails unless two vectors agree.
   *
   * @param tolerance of the largest difference, relative to the largest number
   * @param floor numbers below this count as if they were this large
   */
  void close(String what, double[] expected, double[] actual, double tolerance, double floor) {
    double size = Math.max(floor, largest(expected));
    ArrayAssertions.assertClose(expected, actual, tolerance * size, what);
    if (!Double.isFinite(size)) {
      throw new AssertionError(what + ": nothing is compared, " + size + " is expected");
    }
    double[] differences = new double[expected.length];
    Arrays.setAll(differences, i -> expected[i] - actual[i]);
    double error = largest(differences) / size;
    largest.merge(what.replaceAll("[0-9]+", "#"), error / tolerance, Math::max);
  }

  /** Fails unless two numbers are no more than something apart. */
  void within(String what, double expected, double actual, double allowed) {
    double size = Math.max(1, Math.abs(expected));
    close(what, expected, actual, allowed / size, 1);
  }

  /** A comparison that can't be made. */
  void leaveOut() {
    leftOut++;
  }

  private static double largest(double[] numbers) {
    return Arrays.stream(numbers).map(Math::abs).max().orElse(0);
  }

  void close(String what, double expected, double actual, double tolerance, double floor) {
    close(what, new double[] {expected}, new double[] {actual}, tolerance, floor);
  }

  @Override
  public String toString() {
    return largest.entrySet().stream()
        .map(entry -> String.format("  %s: %.4f", entry.getKey(), entry.getValue()))
        .collect(
            Collectors.joining(
                System.lineSeparator(),
                "",
                String.format("%n  finite differences left out at kinks: %d", leftOut)));
  }
}
