package io.github.tbptt4j.zoo.internal.forecast;

import java.util.Arrays;

/**
 * Reads a daily series, and says after each day what a network gets to see: no scale is left in it,
 * so that a thousand times the series gives the same inputs. What the network says is how far the
 * values to come lie from {@link #base}, in units of {@link #scale}.
 */
public final class DayReader {
  /** Days ahead that a forecast is of. */
  public static final int HORIZON = Experts.HORIZON;

  /** Size of the input of a day. */
  public static final int INPUTS;

  private static final int LAGS = 14;
  private static final double FORGETTING = 0.97;
  private static final int[] SHOWN = {0, 6, 27}; // days ahead less one, at which experts are shown

  static {
    DayReader any = new DayReader(0);
    any.read(1);
    INPUTS = any.write(new float[1_000]);
  }

  private final Experts experts = new Experts();
  private final Combination combination = new Combination();
  private final Past past = new Past();
  private final double[][] forecasts = new double[Experts.COUNT][HORIZON];
  private final double[] base = new double[HORIZON];
  private final float[] lags = new float[LAGS]; // what was missed on the last days, in units
  private final int firstWeekday; // -1 if there is none
  private double[][] bases = new double[64][];
  private double[] units = new double[64];
  private boolean negative;
  private boolean known; // whether there is a value at all
  private double missing;
  private double zero;
  private boolean isMissing;
  private boolean isZero;
  private int sinceValue;
  private int sinceOther; // days since a value other than 0
  private double above;
  private double far;
  private int values;

  /**
   * At the beginning of a series.
   *
   * @param firstWeekday of its first day, 0 for Monday; -1 if it isn't known
   */
  public DayReader(int firstWeekday) {
    this.firstWeekday = firstWeekday;
  }

  /**
   * Reads the next day.
   *
   * @param y its value; NaN if it is missing, but for the first one
   */
  public void read(double y) {
    int day = past.length();
    if (!known && Double.isNaN(y)) {
      throw new IllegalArgumentException("The first day has no value.");
    }
    known = true;
    isMissing = Double.isNaN(y);
    isZero = y == 0;
    double unit = combination.scale(1);
    double error = isMissing || day == 0 ? 0 : y - base[0];
    System.arraycopy(lags, 0, lags, 1, LAGS - 1);
    lags[0] = soft(ratio(error, unit));
    combination.compare(y, day);
    double filled = isMissing ? base[0] : y;
    past.add(filled);
    int weekday = day % Experts.WEEK;
    if (!isMissing) {
      experts.observe(y, weekday);
      values++;
      above = FORGETTING * above + (1 - FORGETTING) * Math.signum(error);
      far = FORGETTING * far + (1 - FORGETTING) * (Math.abs(error) > 3 * unit ? 1 : 0);
      negative |= y < 0;
      zero = FORGETTING * zero + (1 - FORGETTING) * (isZero ? 1 : 0);
      sinceOther = isZero ? sinceOther + 1 : 0;
    }
    sinceValue = isMissing ? sinceValue + 1 : 0;
    missing = FORGETTING * missing + (1 - FORGETTING) * (isMissing ? 1 : 0);
    experts.forecast(past, weekday, forecasts);
    combination.combine(forecasts, day, base);
    if (!negative) {
      for (int h = 0; h < HORIZON; h++) {
        base[h] = Math.max(0, base[h]);
      }
    }
    remember(day);
  }

  /** Keeps what was forecast, to see a year later what it missed. */
  private void remember(int day) {
    if (day == bases.length) {
      bases = Arrays.copyOf(bases, 2 * day);
      units = Arrays.copyOf(units, 2 * day);
    }
    bases[day] = base.clone();
    units[day] = combination.scale(7);
  }

  /** {@return how many days were read} */
  public int length() {
    return past.length();
  }

  /** {@return whether no value was below 0} */
  public boolean isNonNegative() {
    return !negative;
  }

  /**
   * Says what is forecast without the network.
   *
   * @param ahead days, from 1 to {@link #HORIZON}
   * @return the combination of classical forecasts
   */
  public double base(int ahead) {
    return base[ahead - 1];
  }

  /**
   * Says what a forecast is measured in.
   *
   * @param ahead days, from 1 to {@link #HORIZON}
   * @return the typical error of {@link #base}; 0 if there is none
   */
  public double scale(int ahead) {
    return combination.scale(ahead);
  }

  /**
   * Writes what the network sees.
   *
   * @param into gets the inputs
   * @return how many
   */
  public int write(float[] into) {
    int n = 0;
    int day = past.length() - 1;
    for (int weekday = 0; weekday < Experts.WEEK; weekday++) {
      into[n++] = firstWeekday >= 0 && (firstWeekday + day + 1) % Experts.WEEK == weekday ? 1 : 0;
    }
    for (float lag : lags) {
      into[n++] = lag;
    }
    for (int h : SHOWN) {
      double unit = combination.scale(h + 1);
      for (int k = 0; k < Experts.COUNT; k++) {
        into[n++] = soft(ratio(forecasts[k][h] - base[h], unit));
      }
    }
    for (int a = 0; a < Combination.ANCHORS.length; a += 2) {
      for (int k = 0; k < Experts.COUNT; k++) {
        into[n++] = (float) (3 * combination.weight(a, k));
      }
    }
    double one = combination.scale(1);
    for (int a = 1; a < Combination.ANCHORS.length; a++) {
      double unit = combination.scale(Combination.ANCHORS[a]);
      into[n++] = soft(ratio(combination.residual(a), unit));
      into[n++] = (float) Math.log(Math.max(0.1, Math.min(100, one > 0 ? unit / one : 1)));
    }
    into[n++] = (float) Math.log(Math.max(0.01, Math.min(10, ratio(one, combination.spread()))));
    into[n++] = soft(ratio(experts.level(), combination.scale(7))) / 3;
    into[n++] = negative ? 0 : 1;
    into[n++] = isMissing ? 1 : 0;
    into[n++] = (float) missing;
    into[n++] = isZero ? 1 : 0;
    into[n++] = (float) (2 * zero);
    into[n++] = (float) Math.log1p(Math.min(60, sinceOther)) / 2;
    into[n++] = (float) Math.log1p(Math.min(60, sinceValue)) / 2;
    into[n++] = (float) (Math.log(values) / 3 - 1);
    into[n++] = (float) (2 * above);
    into[n++] = (float) (5 * far);
    return writeYear(into, n, day);
  }

  /** What was missed a year ago, at the same weekdays: holidays are there, and the seasons. */
  private int writeYear(float[] into, int from, int day) {
    int n = from;
    int then = day - Experts.YEAR;
    boolean shown = then >= 2 * Experts.WEEK;
    into[n++] = shown ? 1 : 0;
    for (int h = 1; h <= HORIZON; h++) {
      into[n++] =
          shown ? soft(ratio(past.value(then + h) - bases[then][h - 1], units[then])) / 2 : 0;
    }
    return n;
  }

  private static double ratio(double value, double unit) {
    return unit > 0 ? value / unit : 0;
  }

  /** Linear near 0, a logarithm far away. */
  private static float soft(double x) {
    return (float) (Math.signum(x) * Math.log1p(Math.abs(x)));
  }
}
