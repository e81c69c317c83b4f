package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;
import java.util.Arrays;

/**
 * A target's z along a series, row by row: what the linear forecast says of it, and its anchors.
 */
final class TargetWalk {
  private final LinearForecast.Session linear; // null for none

  /** The last values, each missing one stood in for by the one an anchor before; as a ring. */
  private final double[] recent;

  /** How many rows back from the present one the anchor lies, less than the ring is long. */
  private final int back;

  private int present;
  private double z = Double.NaN;
  private double step = Double.NaN;
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
  void next(double value) {
    z = value;
    step = z - recent[present];
    int slot = (present + 1) % recent.length;
    if (!Double.isNaN(z)) {
      recent[slot] = z;
    } // else what is there, an anchor ago, stands in for it
    present = slot;
    if (linear != null) {
      statement = linear.next(z);
    }
  }

  /** {@return the last row's z; NaN where it isn't known} */
  double z() {
    return z;
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

  /** {@return the last row's change of z since the row before; NaN where either lacks} */
  double step() {
    return step;
  }

  /** {@return all that later rows depend on} */
  double[] state() {
    double[] inner = linear == null ? new double[0] : linear.state();
    double[] all = new double[recent.length + inner.length];
    for (int i = 0; i < recent.length; i++) {
      all[i] = recent[(present + 1 + i) % recent.length];
    }
    System.arraycopy(inner, 0, all, recent.length, inner.length);
    return all;
  }

  void restore(double[] state) {
    int own = recent.length;
    if (state.length < own) {
      throw new IllegalArgumentException(
          "A state has " + state.length + " numbers, at least " + own + " are needed.");
    }
    System.arraycopy(state, 0, recent, 0, recent.length);
    present = recent.length - 1;
    if (linear != null) {
      linear.restore(Arrays.copyOfRange(state, own, state.length));
    }
  }
}
