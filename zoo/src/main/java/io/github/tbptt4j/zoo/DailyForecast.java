package io.github.tbptt4j.zoo;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.special.Erf;

/**
 * What a {@link DailyForecaster} expects of the days after a history: quantiles of each day's
 * value. Days count from 1, the day after the history's last. Immutable.
 */
public final class DailyForecast {
  private static final double SQRT_2 = Math.sqrt(2);

  private final List<Double> levels;
  private final double[][] values; // [day][level], ascending in each day
  private final double least; // no value is below it

  DailyForecast(List<Double> levels, double[][] values, double least) {
    this.levels = levels;
    this.values = values;
    this.least = least;
  }

  /** {@return how many days are forecast} */
  public int days() {
    return values.length;
  }

  /** {@return the levels that the network has an output for, ascending; 0.5 is among them} */
  public List<Double> levels() {
    return levels;
  }

  /**
   * The value that is as likely to be exceeded as not, which is the forecast with the least
   * absolute errors.
   *
   * @param day from 1
   * @return the median
   * @throws IllegalArgumentException if the day isn't one that is forecast
   */
  public double median(int day) {
    return row(day)[levels.indexOf(0.5)];
  }

  /** {@return the median of each day, the first one of day 1} */
  public double[] medians() {
    double[] all = new double[days()];
    Arrays.setAll(all, i -> median(i + 1));
    return all;
  }

  /**
   * The value below which a day's is with a probability. Between {@link #levels} it is
   * interpolated, and beyond them continued, along a normal distribution.
   *
   * @param day from 1
   * @param level the probability, from 0.01 to 0.99
   * @return the quantile
   * @throws IllegalArgumentException if the day isn't one that is forecast, or the level is beyond
   */
  public double quantile(int day, double level) {
    if (!(level >= 0.01 && level <= 0.99)) {
      throw new IllegalArgumentException(
          "The level (%s) must be from 0.01 to 0.99: what is rarer, the model doesn't know."
              .formatted(level));
    }
    double[] row = row(day);
    int exact = levels.indexOf(level);
    if (exact >= 0) {
      return row[exact];
    }
    int above = 1;
    while (above < levels.size() - 1 && levels.get(above) < level) {
      above++;
    }
    double from = deviate(levels.get(above - 1));
    double to = deviate(levels.get(above));
    double share = (deviate(level) - from) / (to - from);
    double quantile = row[above - 1] + share * (row[above] - row[above - 1]);
    return Math.max(least, Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, quantile)));
  }

  /** {@return the standard normal distribution's quantile} */
  private static double deviate(double level) {
    return SQRT_2 * Erf.erfInv(2 * level - 1);
  }

  private double[] row(int day) {
    if (day < 1 || day > values.length) {
      throw new IllegalArgumentException(
          "day (%d) must be from 1 to %d, the days that are forecast."
              .formatted(day, values.length));
    }
    return values[day - 1];
  }
}
