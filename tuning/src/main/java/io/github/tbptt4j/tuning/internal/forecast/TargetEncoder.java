package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;
import java.util.Arrays;
import java.util.Map;

/**
 * A column of numbers that is forecast. A value y becomes z = (g(y) - mean) / deviation, g the
 * logarithm or nothing. The network says how far z will be from an anchor, which is what makes
 * series that wander learnable; what it says is combined with a linear forecast of z (Bates &
 * Granger 1969), as far as the validation part shows that it is worth it.
 *
 * @param log whether g is the logarithm
 * @param notNegative whether zero is the smallest value and comes often, as of rain and counts:
 *     then nothing below is said
 * @param scale over all series
 * @param scales of each series, where each has its own; empty otherwise
 * @param held a linear forecast of z from its own past, fitted to the training part alone; null for
 *     none, and at horizon 0, where a row's own value isn't to be looked at
 * @param linear the same kind, fitted to the validation part, too: what is used once that part has
 *     said how far the network is worth it
 * @param anchor what z is measured from: so many rows before the one that is predicted, rounded up
 *     to what is known; 1 is the last value, a period that of a period before, 0 the mean
 * @param step of z from one row to the next
 * @param residual of z from its anchor: the unit of the network's output
 */
public record TargetEncoder(
    boolean log,
    boolean notNegative,
    Scale scale,
    Map<String, Scale> scales,
    @MayBeNull LinearForecast held,
    @MayBeNull LinearForecast linear,
    int anchor,
    Scale step,
    Scale residual) {
  /** So far back lies no anchor: a hundred years of hours. */
  private static final int FARTHEST = 1_000_000;

  /** Checks what may come from a file. */
  public TargetEncoder {
    if (anchor < 0 || anchor > FARTHEST) {
      throw new IllegalArgumentException(
          "anchor (" + anchor + ") must lie between 0 and " + FARTHEST + ".");
    }
  }

  void requireHorizon(int horizon) {
    for (LinearForecast forecast : Arrays.asList(held, linear)) {
      if (forecast != null && forecast.horizon() != horizon) {
        throw new IllegalArgumentException(
            "A linear forecast has the horizon %d, the model %d."
                .formatted(forecast.horizon(), horizon));
      }
    }
    if (horizon == 0 && anchor > 0) {
      throw new IllegalArgumentException("Without a horizon there is no anchor (" + anchor + ").");
    }
  }

  private Scale of(String series) {
    return scales.getOrDefault(series, scale);
  }

  /** {@return z of a value; NaN of NaN} */
  double in(String series, double value) {
    return of(series).in(log ? Math.log(value) : value);
  }

  /** {@return the value of z} */
  double out(String series, double z) {
    double value = of(series).out(z);
    double own = log ? Math.exp(value) : value;
    return notNegative ? Math.max(0, own) : own;
  }

  /** {@return whether z wanders, so that its level says nothing about what comes} */
  boolean wanders() {
    return anchor > 0;
  }

  /** {@return the unit of the network's output, in z} */
  double unit() {
    return residual.deviation();
  }

  /** {@return what the network says of z} */
  double network(double anchor, double output) {
    return anchor + unit() * output;
  }

  /**
   * What is said of z.
   *
   * @param anchor what z is measured from
   * @param said by the linear forecast; unused where there is none
   * @param output of the network
   * @param weight of the network beside the linear forecast
   */
  double z(double anchor, double said, double output, double weight) {
    double network = network(anchor, output);
    return linear == null ? network : said + weight * (network - said);
  }
}
