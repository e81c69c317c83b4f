package io.github.tbptt4j.tuning.internal.forecast;

/**
 * Brings numbers to mean 0 and standard deviation 1, and back.
 *
 * @param mean of the numbers that it was fitted on
 * @param deviation their standard deviation, above 0
 */
public record Scale(double mean, double deviation) {
  private static final Scale IDENTITY = new Scale(0, 1);

  /**
   * Checks the numbers, which may come from a file.
   *
   * @param mean of the numbers
   * @param deviation their standard deviation
   */
  public Scale {
    if (!Double.isFinite(mean) || !(deviation > 0) || Double.isInfinite(deviation)) {
      throw new IllegalArgumentException(
          "A scale has mean "
              + mean
              + " and deviation "
              + deviation
              + ": it must be finite and positive.");
    }
  }

  double in(double value) {
    return (value - mean) / deviation;
  }

  double out(double scaled) {
    return scaled * deviation + mean;
  }

  /** Fits a scale, by Welford's sums; NaN is left out. */
  static final class Fit {
    private long count;
    private double mean;
    private double squares; // sum of squared differences from the mean so far

    void add(double value) {
      if (Double.isNaN(value)) {
        return;
      }
      count++;
      double difference = value - mean;
      mean += difference / count;
      squares += difference * (value - mean);
    }

    boolean isEmpty() {
      return count == 0;
    }

    /** {@return the scale; a constant keeps deviation 1, nothing at all is left as it is} */
    Scale scale() {
      if (count == 0) {
        return IDENTITY;
      }
      double deviation = Math.sqrt(squares / count);
      // What rounding leaves of a constant is no deviation.
      return new Scale(mean, deviation > 1e-12 * Math.abs(mean) ? deviation : 1);
    }
  }
}
