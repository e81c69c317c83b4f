package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;
import java.util.Arrays;

/** A target's z along a series, row by row, and what the linear forecast says of it. */
final class TargetWalk {
  private final LinearForecast.Session linear;

  /** What the last rows said of rows to come; the oldest is at {@code next}. */
  private final double[] statements;

  private int next;
  private double previous = Double.NaN;
  private double step = Double.NaN;
  private double innovation = Double.NaN;
  private double statement;

  TargetWalk(LinearForecast forecast, int horizon) {
    linear = forecast.session();
    statements = new double[horizon];
    Arrays.fill(statements, Double.NaN);
  }

  /** Takes a row's z, NaN where it isn't known. */
  void next(double z) {
    innovation = z - statements[next];
    step = z - previous;
    if (!Double.isNaN(z)) {
      previous = z;
    }
    statement = linear.next(z);
    statements[next] = statement;
    next = (next + 1) % statements.length;
  }

  /** {@return what the last row says of z at the horizon} */
  double statement() {
    return statement;
  }

  /** {@return how far the last row's z is from what was said of it; NaN where either lacks} */
  double innovation() {
    return innovation;
  }

  /** {@return the last row's change of z since the value before; NaN where either lacks} */
  double step() {
    return step;
  }

  /** {@return all that later rows depend on} */
  double[] state() {
    double[] inner = linear.state();
    double[] all = new double[inner.length + statements.length + 1];
    for (int i = 0; i < statements.length; i++) {
      all[i] = statements[(next + i) % statements.length];
    }
    all[statements.length] = previous;
    System.arraycopy(inner, 0, all, statements.length + 1, inner.length);
    return all;
  }

  void restore(double[] state) {
    int own = statements.length + 1;
    if (state.length < own) {
      throw new IllegalArgumentException(
          "A state has " + state.length + " numbers, at least " + own + " are needed.");
    }
    System.arraycopy(state, 0, statements, 0, statements.length);
    next = 0;
    previous = state[statements.length];
    linear.restore(Arrays.copyOfRange(state, own, state.length));
  }
}
