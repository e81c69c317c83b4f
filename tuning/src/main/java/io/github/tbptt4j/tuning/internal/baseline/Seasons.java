package io.github.tbptt4j.tuning.internal.baseline;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The steps of finding a season. */
final class Seasons {
  /** What calendars make; less proof is asked of them than of any other lag. */
  private static final int[] NATURAL = {4, 7, 12, 24, 48, 52, 96, 144, 168, 288, 365, 1440};

  /** Chances to see a season where there is none: of all natural ones, of all others. */
  private static final double CHANCE_NATURAL = .005;

  private static final double CHANCE_OTHER = .003;

  private static final double CHANCE_SMOOTH = .001;

  private static final int ORDER = 2;
  private static final int MOST_MULTIPLES = 20;
  private static final int MOST_OF_A_HARMONIC = 4;
  private static final int SHORTEST = 3;
  private static final int SHORTEST_SMOOTH = 8;
  private static final int LEAST_CYCLES = 5;
  private static final double WITHOUT_NOISE = 1e-4;
  private static final double CLEAR = .2;
  private static final double LEAST_CORRELATION = .03;

  private Seasons() {}

  /** The rows from one on, less their line of least squares. */
  static double[] detrended(double[] values, int from) {
    double n = 0;
    double sumT = 0;
    double sumY = 0;
    for (int t = from; t < values.length; t++) {
      if (!Double.isNaN(values[t])) {
        n++;
        sumT += t;
        sumY += values[t];
      }
    }
    double meanT = sumT / n;
    double meanY = sumY / n;
    double products = 0;
    double squares = 0;
    for (int t = from; t < values.length; t++) {
      if (!Double.isNaN(values[t])) {
        products += (t - meanT) * (values[t] - meanY);
        squares += (t - meanT) * (t - meanT);
      }
    }
    double slope = squares == 0 ? 0 : products / squares;
    double[] rest = new double[values.length - from];
    double largest = 0;
    double left = 0;
    for (int t = from; t < values.length; t++) {
      rest[t - from] = values[t] - meanY - slope * (t - meanT);
      if (!Double.isNaN(values[t])) {
        largest = Math.max(largest, Math.abs(values[t]));
        left = Math.max(left, Math.abs(rest[t - from]));
      }
    }
    return left > 1e-12 * largest ? rest : new double[rest.length]; // not the season of rounding
  }

  /** Takes the mean of each phase away. */
  static double[] without(double[] values, int period) {
    double[] sums = new double[period];
    int[] seen = new int[period];
    for (int t = 0; t < values.length; t++) {
      if (!Double.isNaN(values[t])) {
        sums[t % period] += values[t];
        seen[t % period]++;
      }
    }
    double[] rest = new double[values.length];
    for (int t = 0; t < values.length; t++) {
      rest[t] = values[t] - sums[t % period] / seen[t % period];
    }
    return rest;
  }

  /**
   * The period of the strongest season, or the shortest one that is almost as strong; 0 if none.
   */
  static int strongest(List<double[]> series) {
    List<double[]> residuals = residuals(series);
    Autocorrelation correlation = new Autocorrelation(residuals);
    int sharp = sharp(correlation, correlation.rows() / 3);
    if (sharp > 0 && correlation.at(sharp) > CLEAR) {
      return sharp;
    }
    int smooth = smooth(residuals, new Autocorrelation(series));
    boolean other = sharp > 0 && Math.abs(sharp - smooth) > .15 * sharp;
    return smooth == 0 || other ? sharp : smooth;
  }

  /** A season that many of make up a longer one, as days do a week; 0 if none. */
  static int within(List<double[]> series, int period) {
    int shorter = sharp(new Autocorrelation(residuals(series)), period / MOST_OF_A_HARMONIC);
    return shorter > 0 && period % shorter == 0 ? shorter : 0;
  }

  /** What an AR(2) of all series leaves; outliers, of which two would make a period, cut off. */
  private static List<double[]> residuals(List<double[]> series) {
    double scale = Math.sqrt(meanSquare(series));
    if (!(scale > 0)) {
      return List.of();
    }
    List<double[]> scaled =
        series.stream().map(s -> Arrays.stream(s).map(x -> x / scale).toArray()).toList();
    LagProducts products = new LagProducts(ORDER);
    for (double[] x : scaled) {
      double[] y = new double[x.length];
      for (int t = 0; t < x.length; t++) {
        boolean whole = t >= ORDER - 1 && t + 1 < x.length;
        for (int j = 0; whole && j < ORDER; j++) {
          whole = !Double.isNaN(x[t - j]);
        }
        y[t] = whole ? x[t + 1] : Double.NaN;
      }
      products.add(x, 0, y, 0, x.length);
    }
    if (products.rows() < 4 * ORDER) {
      return scaled; // too many gaps
    }
    double[] weights = products.solve(true).weights(ORDER);
    List<double[]> residuals =
        scaled.stream().map(x -> detrended(residuals(x, weights), 0)).toList();
    if (meanSquare(residuals) < WITHOUT_NOISE) {
      return scaled; // a sine, of which an AR(2) leaves nothing
    }
    double[] sizes =
        residuals.stream()
            .flatMapToDouble(Arrays::stream)
            .filter(e -> !Double.isNaN(e))
            .map(Math::abs)
            .sorted()
            .toArray();
    double median = sizes.length == 0 ? 0 : sizes[sizes.length / 2];
    double most = 3 * (median > 0 ? 1.4826 * median : Math.sqrt(meanSquare(residuals)));
    return residuals.stream()
        .map(s -> Arrays.stream(s).map(e -> Math.max(-most, Math.min(most, e))).toArray())
        .map(Seasons::centred)
        .toList();
  }

  private static double[] centred(double[] values) {
    double mean = Values.mean(List.of(values));
    return Arrays.stream(values).map(x -> x - mean).toArray();
  }

  private static double[] residuals(double[] x, double[] weights) {
    double[] residuals = new double[x.length];
    Arrays.fill(residuals, 0, Math.min(ORDER, x.length), Double.NaN);
    for (int t = ORDER; t < x.length; t++) {
      residuals[t] = x[t] - weights[0];
      for (int j = 1; j <= ORDER; j++) {
        residuals[t] -= weights[j] * x[t - j];
      }
    }
    return residuals;
  }

  private static double meanSquare(List<double[]> series) {
    return series.stream()
        .flatMapToDouble(Arrays::stream)
        .filter(x -> !Double.isNaN(x))
        .map(x -> x * x)
        .average()
        .orElse(0);
  }

  /** By correlation at a lag and its multiples: sees any pattern that repeats. */
  private static int sharp(Autocorrelation correlation, int longest) {
    if (longest < SHORTEST) {
      return 0;
    }
    double[] strength = new double[longest + 1];
    double[] sigma = new double[longest + 1];
    for (int s = SHORTEST; s <= longest; s++) {
      int multiples = Math.min(MOST_MULTIPLES, 2 * correlation.rows() / 3 / s);
      double pairs = 0;
      for (int m = 1; m <= multiples; m++) {
        strength[s] += correlation.at(m * s) / multiples;
        pairs += correlation.pairs(m * s);
      }
      sigma[s] = 1 / Math.sqrt(pairs);
    }
    double zNatural = Autocorrelation.quantile(CHANCE_NATURAL / NATURAL.length);
    double zOther = Autocorrelation.quantile(CHANCE_OTHER / longest);
    int[] seasons =
        IntStream.rangeClosed(SHORTEST, longest)
            .filter(s -> strength[s] > sigma[s] * (isNatural(s) ? zNatural : zOther))
            .filter(s -> strength[s] > (s < 8 ? 2 : 1) * LEAST_CORRELATION)
            .filter(s -> goesOn(s, strength, correlation))
            .filter(s -> standsOut(s, correlation))
            .filter(s -> isHighest(s, strength))
            .toArray();
    int best =
        Arrays.stream(seasons)
            .boxed()
            .max(Comparator.comparing(s -> strength[s] / sigma[s]))
            .orElse(0);
    int shortest = // the multiples of a period are as strong, give or take the noise
        Arrays.stream(seasons)
            .filter(s -> s <= best)
            .filter(s -> strength[s] > least(s, best, strength, sigma))
            .filter(s -> best % s <= 1 || s - best % s <= 1)
            .findFirst()
            .orElse(best);
    int whole = // of which that is but a harmonic
        Arrays.stream(seasons)
            .filter(s -> isMultiple(s, shortest, 2) || isMultiple(s, shortest, 3))
            .filter(
                s ->
                    (isNatural(s) && !isNatural(shortest) ? .85 : .6) * strength[s]
                        > strength[shortest])
            .findFirst()
            .orElse(shortest);
    return Arrays.stream(NATURAL)
        .filter(s -> s <= longest && Math.abs(s - whole) <= .05 * s)
        .filter(s -> strength[s] > strength[whole] - 2 * sigma[s])
        .findFirst()
        .orElse(whole);
  }

  private static boolean isMultiple(int s, int of, int times) {
    return Math.abs(s - times * of) < times;
  }

  private static double least(int shorter, int best, double[] strength, double[] sigma) {
    return isNatural(best) && !isNatural(shorter)
        ? .9 * strength[best]
        : Math.max(.6 * strength[best], .75 * strength[best] - 2 * sigma[best]);
  }

  /** What dies away isn't there at the multiples. */
  private static boolean goesOn(int s, double[] strength, Autocorrelation correlation) {
    return correlation.at(s) > 0 && strength[s] > .6 * correlation.at(s);
  }

  private static boolean isNatural(int period) {
    return Arrays.stream(NATURAL).anyMatch(natural -> natural == period);
  }

  /** A correlation that dies away is as high half way. */
  private static boolean standsOut(int s, Autocorrelation correlation) {
    double between =
        IntStream.rangeClosed((s + 3) / 4, 3 * s / 4)
            .mapToDouble(correlation::at)
            .average()
            .orElse(0);
    return correlation.at(s) > 2 * between;
  }

  private static boolean isHighest(int s, double[] strength) {
    int from = Math.max(SHORTEST, s - Math.max(1, s / 4));
    int to = Math.min(strength.length - 1, s + Math.max(1, s / 4));
    return IntStream.rangeClosed(from, to).allMatch(other -> strength[other] <= strength[s]);
  }

  /**
   * By the periodogram: sees a long smooth season of which an AR leaves little. A peak must tower
   * above what lies around it, and the values themselves be correlated there.
   */
  private static int smooth(List<double[]> residuals, Autocorrelation ofValues) {
    int rows = ofValues.rows();
    if (rows < LEAST_CYCLES * SHORTEST_SMOOTH) {
      return 0;
    }
    int size = 4 * Autocorrelation.powerOfTwo(rows); // finer than the rows' own frequencies
    double[] power = new double[size / 2];
    for (double[] series : residuals) {
      Autocorrelation.addPower(series, power, size);
    }
    double chance = Math.log(rows / CHANCE_SMOOTH);
    int best = 0;
    double highest = chance;
    int end = size / SHORTEST_SMOOTH;
    int next;
    for (int from = LEAST_CYCLES * size / rows; from < end; from = next) {
      next = Math.min(end, from + Math.max(1, from / 8));
      int reach = Math.max(16 * size / rows, from / 2);
      double[] around =
          Arrays.copyOfRange(
              power, Math.max(1, from - reach), Math.min(power.length, next + reach));
      Arrays.sort(around);
      double level = around[around.length / 2] / Math.log(2); // of exponential numbers, the mean
      for (int k = from; k < next; k++) {
        if (power[k] > highest * level) {
          highest = power[k] / level;
          best = k;
        }
      }
    }
    if (best == 0) {
      return 0;
    }
    double left = power[best - 1];
    double right = power[best + 1];
    double shift = (right - left) / (2 * (2 * power[best] - left - right));
    int period = (int) Math.rint(size / (best + shift));
    for (int natural : NATURAL) {
      if (Math.abs(natural - period) <= Math.min(.05, .25 * period / rows) * period) {
        period = natural; // cycles that this many rows can't tell apart
      }
    }
    return ofValues.at(period) > .1 && ofValues.at(period) > ofValues.at(period / 2) ? period : 0;
  }
}
