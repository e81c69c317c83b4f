package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;
import java.util.Arrays;

/**
 * A target's z along a series, row by row: what the linear forecast says of it, and its anchors.
 */
final class TargetWalk {
  private final LinearForecast.Session linear; // null for none

  /** What the last rows said of rows to come; the oldest is at {@code next}. */
  private final double[] statements;

  /** The last values, each missing one stood in for by the one an anchor before; as a ring. */
  private final double[] recent;

  /** How many rows back from the present one the anchor lies, less than the ring is long. */
  private final int back;

  private int next;
  private int present;
  private double step = Double.NaN;
  private double innovation = Double.NaN;
  private double statement;

  /**
   * Begins a series.
   *
   * @param forecast of z; null for none
   * @param anchor rows before the predicted one, see {@link TargetEncoder}
   * @param horizon at least 1, or 0 without forecast and anchor
   */
  TargetWalk(LinearForecast forecast, int anchor, int horizon) {
    linear = forecast == null ? null : forecast.session();
    statements = new double[Math.max(1, horizon)];
    Arrays.fill(statements, Double.NaN);
    if (anchor == 0) {
      recent = new double[1]; // of the last value, for steps
      back = -1;
    } else {
      // z[t + H] is a whole number of anchors from z[t - back].
      back = (anchor - horizon % anchor) % anchor;
      recent = new double[anchor];
    }
    Arrays.fill(recent, Double.NaN);
  }

  /** Takes a row's z, NaN where it isn't known. */
  void next(double z) {
    innovation = z - statements[next];
    step = z - recent[present];
    int slot = (present + 1) % recent.length;
    if (!Double.isNaN(z)) {
      recent[slot] = z;
    } // else what is there, an anchor ago, stands in for it
    present = slot;
    if (linear != null) {
      statement = linear.next(z);
      statements[next] = statement;
      next = (next + 1) % statements.length;
    }
  }

  /** {@return what the linear forecast says of z at the horizon} */
  double statement() {
    return statement;
  }

  /** {@return what z at the horizon is measured from; the mean before there is anything} */
  double anchor() {
    if (back < 0) {
      return 0;
    }
    double value = recent[Math.floorMod(present - back, recent.length)];
    if (Double.isNaN(value)) {
      value = recent[present];
    }
    return Double.isNaN(value) ? 0 : value;
  }

  /** {@return how far the last row's z is from what was said of it; NaN where either lacks} */
  double innovation() {
    return innovation;
  }

  /** {@return the last row's change of z since the row before; NaN where either lacks} */
  double step() {
    return step;
  }

  /** {@return all that later rows depend on} */
  double[] state() {
    double[] inner = linear == null ? new double[0] : linear.state();
    double[] all = new double[statements.length + recent.length + inner.length];
    for (int i = 0; i < statements.length; i++) {
      all[i] = statements[(next + i) % statements.length];
    }
    for (int i = 0; i < recent.length; i++) {
      all[statements.length + i] = recent[(present + 1 + i) % recent.length];
    }
    System.arraycopy(inner, 0, all, statements.length + recent.length, inner.length);
    return all;
  }

  void restore(double[] state) {
    int own = statements.length + recent.length;
    if (state.length < own) {
      throw new IllegalArgumentException(
          "A state has " + state.length + " numbers, at least " + own + " are needed.");
    }
    System.arraycopy(state, 0, statements, 0, statements.length);
    System.arraycopy(state, statements.length, recent, 0, recent.length);
    next = 0;
    present = recent.length - 1;
    if (linear != null) {
      linear.restore(Arrays.copyOfRange(state, own, state.length));
    }
  }
}
