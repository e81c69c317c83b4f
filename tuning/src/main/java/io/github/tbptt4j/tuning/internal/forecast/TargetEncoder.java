package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;
import java.util.Map;

/**
 * A column of numbers that is forecast. A value y becomes z = (g(y) - mean) / deviation, g the
 * logarithm or nothing; a linear forecast says what it can of z, and the network learns what that
 * leaves: the linear highway beside a recurrent network of LSTNet (Lai, Chang, Yang, Liu 2018),
 * fitted first and by least squares.
 *
 * @param log whether g is the logarithm
 * @param scale over all series
 * @param scales of each series, where each has its own; empty otherwise
 * @param linear forecasts z from its own past; null for none, and at horizon 0, where a row's own
 *     value isn't to be looked at
 * @param step of z from one row to the next
 * @param innovation of z: what the linear forecast of a row missed
 * @param residual of what is predicted: the unit of the network's output
 */
public record TargetEncoder(
    boolean log,
    Scale scale,
    Map<String, Scale> scales,
    LinearForecast linear,
    Scale step,
    Scale innovation,
    Scale residual) {

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
    return log ? Math.exp(value) : value;
  }

  /** {@return whether z wanders, so that its level says nothing about what comes} */
  boolean wanders() {
    return linear != null && linear.form() != LinearForecast.Form.LEVELS;
  }

  /** {@return the unit of the network's output, in z} */
  double unit() {
    return residual.deviation();
  }

  TargetWalk walk(int horizon) {
    return new TargetWalk(linear, horizon);
  }
}
