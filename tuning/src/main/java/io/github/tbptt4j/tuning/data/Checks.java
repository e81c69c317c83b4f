package io.github.tbptt4j.tuning.data;

/** Checks of what builders are given. */
final class Checks {
  private Checks() {}

  static int requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " (" + value + ") must be at least 1.");
    }
    return value;
  }
}
