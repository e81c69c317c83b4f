package io.github.tbptt4j.tuning.internal.score;

/** What is checked of rows that are compared. */
public final class RowChecks {
  private RowChecks() {}

  /** Of two columns. */
  public static void requireEqualLengths(double[] actual, String what, int length) {
    if (actual.length != length) {
      throw new IllegalArgumentException(
          "There are "
              + actual.length
              + " actual values, "
              + length
              + " of "
              + what
              + ": they must be equal.");
    }
  }

  /** Of a number that is compared. */
  public static void requireFinite(String what, double value, int row) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          what + " of row " + row + " is " + value + ": it must be finite.");
    }
  }

  /** Of rows that are compared. */
  public static int requireSome(int rows) {
    if (rows == 0) {
      throw new IllegalArgumentException("No row has an actual value: there is nothing to score.");
    }
    return rows;
  }

  /** Of an interval or a quantile. */
  public static double requireLevel(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "The level (" + level + ") must lie between 0 and 1, such as 0.9.");
    }
    return level;
  }

  /** The loss of a quantile (Koenker & Bassett 1978). */
  public static double pinball(double actual, double predicted, double level) {
    double error = actual - predicted;
    return error >= 0 ? level * error : (level - 1) * error;
  }
}
