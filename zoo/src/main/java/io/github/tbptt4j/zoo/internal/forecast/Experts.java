package io.github.tbptt4j.zoo.internal.forecast;

import java.util.Arrays;

/**
 * The forecasts that anybody would try first, each brought up to date day by day: exponential
 * smoothing with additive weekdays at three speeds, with a damped trend, and with weekdays as
 * factors; smoothing without weekdays; the last value; the same weekday of last week; and last
 * year's course.
 */
final class Experts {
  /** How many there are. */
  static final int COUNT = 9;

  /** Days ahead. */
  static final int HORIZON = 28;

  static final int WEEK = 7;
  static final int YEAR = 52 * WEEK;

  private static final double[] SPEEDS = {0.05, 0.2, 0.6};
  private static final double SEASON_SPEED = 0.12;
  private static final double TREND_SPEED = 0.05;
  private static final double DAMPING = 0.97;
  private static final double LEAST_FACTOR = 0.02;
  private static final int ADDITIVE = SPEEDS.length;

  /** The additive ones, and the one with a trend. */
  private final double[] levels = new double[ADDITIVE + 1];

  private final double[][] seasons = new double[ADDITIVE + 1][WEEK];
  private double trend;
  private double plainLevel;
  private double factorLevel;
  private final double[] factors = new double[WEEK];
  private final int[] seen = new int[WEEK];
  private int count;

  Experts() {
    Arrays.fill(factors, 1);
  }

  /** Takes a day's value, the first one as the level. */
  void observe(double y, int weekday) {
    if (count == 0) {
      Arrays.fill(levels, y);
      plainLevel = y;
      factorLevel = y;
    }
    double first = 1.0 / (count + 1);
    double season = Math.max(SEASON_SPEED, 1.0 / (seen[weekday] + 2));
    for (int k = 0; k < ADDITIVE; k++) {
      double speed = Math.max(SPEEDS[k], first);
      double error = y - levels[k] - seasons[k][weekday];
      levels[k] += speed * error;
      seasons[k][weekday] += season * (1 - speed) * error;
    }
    double speed = Math.max(SPEEDS[1], first);
    double before = levels[ADDITIVE] + DAMPING * trend;
    double error = y - before - seasons[ADDITIVE][weekday];
    levels[ADDITIVE] = before + speed * error;
    trend = DAMPING * trend + (count < WEEK ? 0 : TREND_SPEED * speed / SPEEDS[1] * error);
    seasons[ADDITIVE][weekday] += season * (1 - speed) * error;
    plainLevel += Math.max(SPEEDS[1], first) * (y - plainLevel);
    observeFactor(y, weekday, speed, season);
    seen[weekday]++;
    count++;
  }

  private void observeFactor(double y, int weekday, double speed, double season) {
    if (factorLevel > 0) {
      double factor = Math.max(LEAST_FACTOR, factors[weekday]);
      // Beyond the level times three a weekday's factor would make an outlier of it.
      double step = Math.max(-factorLevel, Math.min(2 * factorLevel, y / factor - factorLevel));
      factors[weekday] +=
          season * (1 - speed) * (Math.max(0, Math.min(4, y / factorLevel)) - factors[weekday]);
      factorLevel += speed * step;
    } else {
      factorLevel += speed * (y - factorLevel);
    }
  }

  /** {@return the level of the second speed, which other things are measured from} */
  double level() {
    return levels[1];
  }

  /**
   * Forecasts.
   *
   * @param past the days so far, the last one of them observed, gaps filled
   * @param weekday of the last day
   * @param into gets [expert][days ahead - 1]
   */
  void forecast(Past past, int weekday, double[][] into) {
    double damped = 0;
    double damping = 1;
    int last = past.length() - 1;
    boolean yearAgo = past.length() > YEAR + WEEK;
    double then = yearAgo ? past.mean(last - YEAR - 3, last - YEAR + 4) : 0;
    for (int h = 0; h < HORIZON; h++) {
      int day = (weekday + 1 + h) % WEEK;
      damping *= DAMPING;
      damped += damping * trend;
      for (int k = 0; k < ADDITIVE; k++) {
        into[k][h] = levels[k] + seasons[k][day];
      }
      into[3][h] = levels[ADDITIVE] + damped + seasons[ADDITIVE][day];
      into[4][h] = factorLevel > 0 ? factorLevel * factors[day] : into[1][h];
      into[5][h] = plainLevel;
      into[6][h] = past.value(last);
      int lastWeek = last - WEEK + 1 + h % WEEK;
      into[7][h] = lastWeek >= 0 ? past.value(lastWeek) : into[1][h];
      int centre = last - YEAR + 1 + h;
      into[8][h] = into[1][h] + (yearAgo ? past.mean(centre - 3, centre + 4) - then : 0);
    }
  }
}
