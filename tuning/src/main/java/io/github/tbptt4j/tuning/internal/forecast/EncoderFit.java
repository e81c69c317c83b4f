package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.forecast.Missing;
import io.github.tbptt4j.tuning.internal.baseline.LinearForecast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fits an encoder to the training part. */
public final class EncoderFit {
  private static final double OFTEN = 0.01; // of the values

  private final Frame frame;
  private final List<Parts.Range> training;
  private final List<Parts.Range> fitted; // and the validation part
  private final Roles roles;
  private final TargetOptions options;
  private final List<List<Integer>> periods;

  /**
   * How targets are brought to scale.
   *
   * @param logs for each target, whether the logarithm is taken first
   * @param scalePerSeries whether each series has its own mean and deviation
   * @param linear whether the network is combined with a linear forecast
   */
  public record TargetOptions(List<Boolean> logs, boolean scalePerSeries, boolean linear) {}

  private EncoderFit(
      Frame frame, Parts parts, Roles roles, TargetOptions options, List<List<Integer>> periods) {
    this.frame = frame;
    this.training = parts.training();
    this.fitted = parts.fitted();
    this.roles = roles;
    this.options = options;
    this.periods = periods;
  }

  /**
   * Fits.
   *
   * @param frame the series
   * @param parts the rows to learn from, and those that select
   * @param roles what the columns are
   * @param options for targets
   * @param periods of each target, rows after which it repeats itself
   * @return the encoder
   * @throws IllegalArgumentException if there is nothing to fit it to
   */
  public static Encoder fit(
      Frame frame, Parts parts, Roles roles, TargetOptions options, List<List<Integer>> periods) {
    parts.requireLongerThan(roles.horizon());
    return new EncoderFit(frame, parts, roles, options, periods).fit();
  }

  private Encoder fit() {
    List<Scale> scales = new ArrayList<>();
    List<Boolean> hasMissing = new ArrayList<>();
    for (int c = 0; c < roles.numbers().size(); c++) {
      Scale.Fit fit = new Scale.Fit();
      boolean missing = false;
      for (double[] values : trainingValues(c)) {
        for (double value : values) {
          fit.add(value);
          missing |= Double.isNaN(value);
        }
      }
      if (fit.isEmpty()) {
        throw new IllegalArgumentException(
            "Column "
                + roles.numbers().get(c)
                + " has no value in the training part: leave it out.");
      }
      scales.add(fit.scale());
      if (c < roles.inputs().size()) {
        hasMissing.add(missing && roles.missing() == Missing.MASK);
      }
    }
    List<TargetEncoder> targets = new ArrayList<>();
    for (int j = 0; j < roles.targets().size(); j++) {
      targets.add(target(j));
    }
    return new Encoder(roles, scales, hasMissing, targets);
  }

  /** A column's training values of each series that has some. */
  private List<double[]> trainingValues(int column) {
    return frame.in(training, rows -> rows.numbers()[column]);
  }

  private TargetEncoder target(int target) {
    int column = roles.targetColumns()[target];
    boolean log = options.logs.get(target);
    Scale.Fit all = new Scale.Fit();
    Map<String, Scale> own = new LinkedHashMap<>();
    for (int s = 0; s < training.size(); s++) {
      Scale.Fit one = new Scale.Fit();
      Rows series = frame.series().get(s);
      for (int row = training.get(s).from(); row < training.get(s).to(); row++) {
        double value = series.numbers()[column][row];
        double scaled = log ? Math.log(value) : value;
        all.add(scaled);
        one.add(scaled);
      }
      if (options.scalePerSeries && !one.isEmpty()) {
        own.put(series.name(), one.scale());
      }
    }
    Scale unit = new Scale(0, 1);
    TargetEncoder plain =
        new TargetEncoder(log, isNotNegative(column), all.scale(), own, null, null, 0, unit, unit);
    return roles.looksAhead() ? forecasting(plain, column, periods.get(target)) : plain;
  }

  private TargetEncoder forecasting(TargetEncoder plain, int column, List<Integer> repeats) {
    int[] repeating = repeats.stream().mapToInt(Integer::intValue).toArray();
    List<double[]> scaled = scaled(plain, column, training);
    List<LinearForecast> both =
        LinearForecast.fitTwice(scaled, scaled(plain, column, fitted), roles.horizon(), repeating);
    LinearForecast held = both.get(0);
    LinearForecast linear = both.get(1);
    int anchor =
        switch (held.form()) {
          case LEVELS -> 0;
          case DIFFERENCES, DRIFT -> 1;
          case SEASONAL -> repeats.get(0);
        };
    Scale.Fit step = new Scale.Fit();
    Scale.Fit residual = new Scale.Fit();
    int horizon = roles.horizon();
    for (double[] z : scaled) {
      TargetWalk walk = new TargetWalk(null, anchor, horizon);
      double[] values = carried(z);
      for (int row = 0; row < values.length; row++) {
        walk.next(values[row]);
        step.add(walk.step());
        if (row + horizon < values.length) {
          residual.add(values[row + horizon] - walk.anchor());
        }
      }
    }
    return new TargetEncoder(
        plain.log(),
        plain.notNegative(),
        plain.scale(),
        plain.scales(),
        options.linear ? held : null,
        options.linear ? linear : null,
        anchor,
        step.scale(),
        residual.scale());
  }

  private List<double[]> scaled(TargetEncoder plain, int column, List<Parts.Range> ranges) {
    return frame.in(
        ranges,
        rows ->
            Arrays.stream(rows.numbers()[column])
                .map(value -> plain.in(rows.name(), value))
                .toArray());
  }

  /** Whether zero is the smallest value, and no rare one. */
  private boolean isNotNegative(int column) {
    double[] values = trainingValues(column).stream().flatMapToDouble(Arrays::stream).toArray();
    double zeros = Arrays.stream(values).filter(value -> value == 0).count();
    return zeros >= OFTEN * values.length && Arrays.stream(values).noneMatch(value -> value < 0);
  }

  private double[] carried(double[] z) {
    if (roles.missing() != Missing.CARRY) {
      return z;
    }
    double[] all = z.clone();
    for (int i = 1; i < all.length; i++) {
      if (Double.isNaN(all[i])) {
        all[i] = all[i - 1];
      }
    }
    return all;
  }
}
