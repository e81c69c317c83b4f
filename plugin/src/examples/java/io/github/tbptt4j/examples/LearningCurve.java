package io.github.tbptt4j.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What was measured on the way, in bits per character against the characters read. */
final class LearningCurve {
  /**
   * One measurement.
   *
   * @param characters characters read in training so far
   * @param bits bits per character
   */
  record Point(long characters, double bits) {}

  private final List<Point> training = new ArrayList<>();
  private final List<Point> heldOut = new ArrayList<>();

  void addTraining(long characters, double bits) {
    training.add(new Point(characters, bits));
  }

  void addHeldOut(long characters, double bits) {
    heldOut.add(new Point(characters, bits));
  }

  List<Point> training() {
    return List.copyOf(training);
  }

  List<Point> heldOut() {
    return List.copyOf(heldOut);
  }

  OptionalDouble lastTraining() {
    return last(training);
  }

  OptionalDouble lastHeldOut() {
    return last(heldOut);
  }

  private static OptionalDouble last(List<Point> points) {
    return points.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(points.get(points.size() - 1).bits());
  }
}
