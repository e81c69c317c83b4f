package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.Calendar;
import io.github.tbptt4j.tuning.forecast.Missing;
import java.util.Arrays;

/**
 * Makes a network's inputs of a series' rows, one after the other. Of each row, in this order:
 *
 * <ol>
 *   <li>each input's number, scaled; of a target that wanders the change since the row before; and
 *       where the training part had missing cells, 1 for one, else 0;
 *   <li>a 1 for each category, all 0 for one that the training part didn't have;
 *   <li>the inputs that are known in advance, of the row that is predicted;
 *   <li>that row's place in the calendar.
 * </ol>
 */
final class InputWalk {
  /** Beyond so many deviations a number says no more than that it is far away. */
  private static final double FARTHEST = 10;

  private final Encoder encoder;
  private final Roles roles;
  private final String series;
  private final TargetWalk[] targets;
  private final int[] columnOfTarget;
  private final int[] targetOfInput; // -1 for what is no target
  private final int[] knownNumbers;
  private final int[] knownCategories;
  private final double[] carried; // by number column, the last known
  private final int[] carriedCategories;

  InputWalk(Encoder encoder, String series) {
    this.encoder = encoder;
    this.roles = encoder.roles();
    this.series = series;
    targets = new TargetWalk[encoder.targets().size()];
    for (int j = 0; j < targets.length; j++) {
      TargetEncoder target = encoder.targets().get(j);
      targets[j] = new TargetWalk(target.linear(), target.anchor(), roles.horizon());
    }
    columnOfTarget = roles.targetColumns();
    targetOfInput =
        roles.inputs().stream().mapToInt(name -> roles.targets().indexOf(name)).toArray();
    knownNumbers = encoder.knownNumbers();
    knownCategories = encoder.knownCategories();
    carried = new double[roles.numbers().size()];
    Arrays.fill(carried, Double.NaN);
    carriedCategories = new int[roles.categories().size()];
    Arrays.fill(carriedCategories, -1);
  }

  /**
   * Takes a row.
   *
   * @param row its values
   * @param ahead of the row that is predicted: its time, and the values known in advance
   * @param into written: the inputs
   */
  void next(RowValues row, RowValues ahead, float[] into) {
    boolean carry = roles.missing() == Missing.CARRY;
    for (int c = 0; c < carried.length; c++) {
      if (!carry || !Double.isNaN(row.numbers()[c])) {
        carried[c] = row.numbers()[c];
      }
    }
    for (int c = 0; c < carriedCategories.length; c++) {
      if (!carry || row.categories()[c] >= 0) {
        carriedCategories[c] = row.categories()[c];
      }
    }
    for (int j = 0; roles.looksAhead() && j < targets.length; j++) {
      double value = carried[columnOfTarget[j]];
      targets[j].next(encoder.targets().get(j).in(series, value));
    }
    write(ahead, into);
  }

  private void write(RowValues ahead, float[] into) {
    int at = 0;
    for (int c = 0; c < roles.inputs().size(); c++) {
      double scaled = scaled(c, carried[c]);
      into[at++] = bounded(scaled);
      if (encoder.hasMissing().get(c)) {
        into[at++] = Double.isNaN(carried[c]) ? 1 : 0;
      }
    }
    for (int c = 0; c < roles.categories().size(); c++) {
      at = oneHot(c, carriedCategories[c], into, at);
    }
    for (int c : knownNumbers) {
      into[at++] = bounded(encoder.scales().get(c).in(ahead.numbers()[c]));
    }
    for (int c : knownCategories) {
      at = oneHot(c, ahead.categories()[c], into, at);
    }
    for (Calendar feature : roles.calendar()) {
      feature.write(ahead.time(), into, at);
      at += Calendar.WIDTH;
    }
  }

  /** An input's number; a target's in its own way. */
  private double scaled(int column, double value) {
    int j = targetOfInput[column];
    if (j < 0) {
      return encoder.scales().get(column).in(value);
    }
    TargetEncoder target = encoder.targets().get(j);
    return target.wanders() ? target.step().in(targets[j].step()) : target.in(series, value);
  }

  private int oneHot(int column, int code, float[] into, int at) {
    int size = roles.categories().get(column).values().size();
    Arrays.fill(into, at, at + size, 0);
    if (code >= 0) {
      into[at + code] = 1;
    }
    return at + size;
  }

  /** What isn't known is the mean. */
  private static float bounded(double scaled) {
    return Double.isNaN(scaled) ? 0 : (float) Math.max(-FARTHEST, Math.min(FARTHEST, scaled));
  }

  /** {@return a target's walk, at the last row} */
  TargetWalk target(int target) {
    return targets[target];
  }

  /** {@return all that later rows depend on} */
  double[][] state() {
    double[][] all = new double[targets.length + 2][];
    for (int j = 0; j < targets.length; j++) {
      all[j] = targets[j].state();
    }
    all[targets.length] = carried.clone();
    all[targets.length + 1] = Arrays.stream(carriedCategories).asDoubleStream().toArray();
    return all;
  }

  void restore(double[][] state) {
    if (state.length != targets.length + 2
        || state[targets.length].length != carried.length
        || state[targets.length + 1].length != carriedCategories.length) {
      throw new IllegalArgumentException("The state is of another model.");
    }
    for (int j = 0; j < targets.length; j++) {
      targets[j].restore(state[j]);
    }
    System.arraycopy(state[targets.length], 0, carried, 0, carried.length);
    for (int c = 0; c < carriedCategories.length; c++) {
      int code = (int) state[targets.length + 1][c];
      if (code < -1 || code >= roles.categories().get(c).values().size()) {
        throw new IllegalArgumentException("The state has a category " + code + ": it is damaged.");
      }
      carriedCategories[c] = code;
    }
  }
}
