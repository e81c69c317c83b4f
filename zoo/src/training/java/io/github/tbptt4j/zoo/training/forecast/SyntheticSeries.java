package io.github.tbptt4j.zoo.training.forecast;

import java.util.Arrays;
import java.util.Random;

/**
 * Daily series that nobody measured: what businesses, weather, markets, counts and epidemics look
 * like, drawn at random. The idea is that of ForecastPFN (Dooley et al. 2023) and KernelSynth
 * (Ansari et al. 2024): a network that has seen enough of such series forecasts real ones.
 */
final class SyntheticSeries {
  private static final int WEEK = 7;
  private static final double YEAR = 365.2425;

  private final Random random;

  SyntheticSeries(long seed) {
    random = new Random(seed);
  }

  /** What a series looks like. */
  enum Kind {
    /** Sales, visitors, loads: weekdays, seasons, holidays, trends. */
    BUSINESS(10),
    /** Small whole numbers. */
    COUNTS(4),
    /** Mostly zero. */
    INTERMITTENT(2),
    /** Prices and rates. */
    WALK(3),
    /** A year's course, and what lasts for days. */
    WEATHER(3),
    /** Waves that grow and fade. */
    EPIDEMIC(1),
    /** Sums of waves of all lengths. */
    WAVES(2),
    /** Autoregressions. */
    AUTOREGRESSION(3),
    /** Nothing but a rule. */
    PLAIN(1);

    private final int share;

    Kind(int share) {
      this.share = share;
    }
  }

  /**
   * A series.
   *
   * @param kind what it looks like
   * @param weekday of the first day, 0 for Monday
   * @param values NaN where one is missing, but for the first
   */
  record Series(Kind kind, int weekday, double[] values) {}

  /** {@return a series of so many days} */
  Series draw(int days) {
    int ticket = random.nextInt(Arrays.stream(Kind.values()).mapToInt(kind -> kind.share).sum());
    for (Kind kind : Kind.values()) {
      ticket -= kind.share;
      if (ticket < 0) {
        return draw(kind, days);
      }
    }
    throw new AssertionError();
  }

  /** {@return a series of a kind} */
  Series draw(Kind kind, int days) {
    int weekday = random.nextInt(WEEK);
    double[] y =
        switch (kind) {
          case BUSINESS -> business(days, weekday);
          case COUNTS -> counts(days, weekday);
          case INTERMITTENT -> intermittent(days, weekday);
          case WALK -> walk(days, weekday);
          case WEATHER -> weather(days);
          case EPIDEMIC -> epidemic(days, weekday);
          case WAVES -> waves(days);
          case AUTOREGRESSION -> autoregression(days);
          case PLAIN -> plain(days);
        };
    double factor = Math.exp(3 * random.nextGaussian());
    for (int t = 0; t < days; t++) {
      y[t] *= factor;
    }
    spoil(y);
    return new Series(kind, weekday, y);
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  private double between(double from, double to) {
    return from + (to - from) * random.nextDouble();
  }

  private double[] business(int days, int weekday) {
    double noise = Math.exp(between(Math.log(0.01), Math.log(0.5)));
    double[] log = logLevel(days, weekday, noise);
    double[] y = new double[days];
    boolean additive = chance(0.3);
    for (int t = 0; t < days; t++) {
      y[t] = additive ? Math.max(0, 1 + 0.4 * log[t]) : Math.exp(log[t]);
    }
    if (chance(0.15)) {
      close(y, weekday);
    }
    return y;
  }

  /** The logarithm of what is expected on each day, and noise. */
  private double[] logLevel(int days, int weekday, double noise) {
    double[] log = new double[days];
    addTrend(log);
    addWeek(log, weekday);
    if (chance(0.6)) {
      addYear(log, Math.exp(between(Math.log(0.03), Math.log(0.8))));
    }
    if (chance(0.5)) {
      addHolidays(log);
    }
    addNoise(log, noise, chance(0.5) ? between(0, 0.9) : 0, chance(0.3) ? 4 : 30);
    return log;
  }

  private void addTrend(double[] log) {
    double level = 0;
    double slope = chance(0.5) ? 0 : 0.002 * random.nextGaussian();
    double wander = chance(0.4) ? Math.exp(between(Math.log(0.002), Math.log(0.06))) : 0;
    double changes = chance(0.4) ? between(0.002, 0.01) : 0;
    double shifts = chance(0.25) ? between(0.001, 0.006) : 0;
    for (int t = 0; t < log.length; t++) {
      if (chance(changes)) {
        slope = chance(0.4) ? 0 : 0.003 * random.nextGaussian();
      }
      if (chance(shifts)) {
        level += 0.4 * random.nextGaussian();
      }
      level += slope + wander * random.nextGaussian() - 0.0005 * level;
      log[t] += level;
    }
  }

  private void addWeek(double[] log, int weekday) {
    double[] week = new double[WEEK];
    double size = Math.exp(between(Math.log(0.03), Math.log(0.8)));
    int form = random.nextInt(10);
    for (int d = 0; d < WEEK; d++) {
      double weekend = d >= 5 ? size * between(0.6, 1.3) : 0;
      week[d] =
          form < 2
              ? 0
              : form < 6
                  ? -weekend + 0.15 * size * random.nextGaussian()
                  : form < 8
                      ? weekend + 0.2 * size * random.nextGaussian()
                      : 0.6 * size * random.nextGaussian();
    }
    double growth = chance(0.2) ? between(-0.002, 0.002) : 0;
    double drift = chance(0.2) ? 0.03 * size : 0;
    for (int t = 0; t < log.length; t++) {
      int d = (weekday + t) % WEEK;
      log[t] += week[d] * Math.exp(growth * t);
      week[d] += drift * random.nextGaussian();
    }
  }

  private void addYear(double[] log, double size) {
    double first = between(0, YEAR);
    int waves = 1 + random.nextInt(4);
    for (int wave = 1; wave <= waves; wave++) {
      double amplitude = size * random.nextGaussian() / wave;
      double phase = between(0, 2 * Math.PI);
      for (int t = 0; t < log.length; t++) {
        log[t] += amplitude * Math.sin(2 * Math.PI * wave * (first + t) / YEAR + phase);
      }
    }
  }

  /** Days and weeks of a year on which everything is different. */
  private void addHolidays(double[] log) {
    int holidays = 1 + random.nextInt(10);
    double size = between(0.1, 1);
    int sign = chance(0.7) ? -1 : 1;
    double first = between(0, YEAR);
    for (int i = 0; i < holidays; i++) {
      double day = between(0, YEAR);
      int length = chance(0.7) ? 1 : 1 + random.nextInt(9);
      double effect = (chance(0.8) ? sign : -sign) * size * between(0.3, 1.3);
      for (int t = 0; t < log.length; t++) {
        double since = (first + t - day + YEAR) % YEAR;
        if (since < length) {
          log[t] += effect;
        }
      }
    }
  }

  private void addNoise(double[] y, double size, double persistence, int tails) {
    double state = 0;
    double fresh = Math.sqrt(1 - persistence * persistence);
    for (int t = 0; t < y.length; t++) {
      state = persistence * state + fresh * size * heavy(tails);
      y[t] += state;
    }
  }

  /** Student's t, roughly. */
  private double heavy(int degrees) {
    if (degrees >= 30) {
      return random.nextGaussian();
    }
    double sum = 0;
    for (int i = 0; i < degrees; i++) {
      double g = random.nextGaussian();
      sum += g * g;
    }
    return random.nextGaussian() / Math.sqrt(Math.max(0.05, sum / degrees)) * 0.75;
  }

  /** Closed on a day of the week, maybe on two, and seldom for weeks. */
  private void close(double[] y, int weekday) {
    int closed = chance(0.7) ? 6 : random.nextInt(WEEK);
    int second = chance(0.4) ? 5 : closed;
    double pause = chance(0.3) ? 0.003 : 0;
    int paused = 0;
    for (int t = 0; t < y.length; t++) {
      int d = (weekday + t) % WEEK;
      paused = chance(pause) ? 1 + random.nextInt(14) : paused - 1;
      if (d == closed || d == second || paused > 0) {
        y[t] = 0;
      }
    }
  }

  private double[] counts(int days, int weekday) {
    double[] log = logLevel(days, weekday, chance(0.5) ? 0 : between(0.05, 0.4));
    double mean = Math.exp(between(Math.log(0.5), Math.log(100)));
    double spread = chance(0.5) ? 0 : between(0.05, 1);
    double[] y = new double[days];
    for (int t = 0; t < days; t++) {
      y[t] = count(mean * Math.exp(log[t]), spread);
    }
    return y;
  }

  /** Poisson's, or with a spread of its mean the negative binomial. */
  private double count(double mean, double spread) {
    double rate = mean;
    if (spread > 0) {
      rate *= gamma(1 / spread) * spread;
    }
    if (rate > 60) {
      return Math.max(0, Math.round(rate + Math.sqrt(rate) * random.nextGaussian()));
    }
    double product = random.nextDouble();
    double limit = Math.exp(-rate);
    int n = 0;
    while (product > limit) {
      product *= random.nextDouble();
      n++;
    }
    return n;
  }

  /** Marsaglia and Tsang 2000. */
  private double gamma(double shape) {
    if (shape < 1) {
      return gamma(shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = Math.pow(1 + c * x, 3);
      if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return d * v;
      }
    }
  }

  private double[] intermittent(int days, int weekday) {
    double[] log = logLevel(days, weekday, 0.1);
    double rate = between(0.03, 0.7);
    double size = chance(0.5) ? 0 : between(0, 3);
    double[] y = new double[days];
    for (int t = 0; t < days; t++) {
      if (chance(Math.min(1, rate * Math.exp(log[t])))) {
        y[t] = 1 + count(size, 0.5);
      }
    }
    return y;
  }

  private double[] walk(int days, int weekday) {
    double[] y = new double[days];
    double step = Math.exp(between(Math.log(0.001), Math.log(0.05)));
    double volatility = 1;
    boolean calm = chance(0.5);
    boolean weekdays = chance(0.3);
    boolean sum = chance(0.3);
    double drift = chance(0.7) ? 0 : 0.03 * step * random.nextGaussian();
    double level = 0;
    for (int t = 0; t < days; t++) {
      volatility = calm ? 1 : Math.exp(0.95 * Math.log(volatility) + 0.2 * random.nextGaussian());
      boolean still = weekdays && (weekday + t) % WEEK >= 5;
      level += still ? 0 : drift + step * volatility * heavy(chance(0.5) ? 5 : 30);
      y[t] = sum ? 1 + level : Math.exp(level);
    }
    return y;
  }

  private double[] weather(int days) {
    double[] y = new double[days];
    boolean rain = chance(0.3);
    addYear(y, 1);
    addNoise(y, between(0.2, 1.2), between(0.3, 0.9), 30);
    double offset = rain ? between(-1, 1) : chance(0.5) ? between(2, 10) : between(-2, 2);
    for (int t = 0; t < days; t++) {
      y[t] = rain ? Math.max(0, Math.exp(y[t] + offset) - 1) : y[t] + offset;
    }
    return y;
  }

  private double[] epidemic(int days, int weekday) {
    double[] log = new double[days];
    addWeek(log, weekday);
    double level = between(-3, 1);
    double growth = between(-0.05, 0.1);
    double[] y = new double[days];
    double noise = between(0, 0.2);
    double size = Math.exp(between(2, 7));
    for (int t = 0; t < days; t++) {
      growth += 0.006 * random.nextGaussian() - 0.02 * growth - 0.0004 * level;
      level = Math.max(-6, level + growth);
      y[t] = count(size * Math.exp(level + 0.5 * log[t] + noise * random.nextGaussian()), 0.02);
    }
    return y;
  }

  private double[] waves(int days) {
    double[] y = new double[days];
    int waves = 2 + random.nextInt(8);
    for (int i = 0; i < waves; i++) {
      double period =
          chance(0.3)
              ? WEEK / (1.0 + random.nextInt(3))
              : Math.exp(between(Math.log(4), Math.log(800)));
      double amplitude = random.nextGaussian() * Math.min(1, period / 30);
      double phase = between(0, 2 * Math.PI);
      for (int t = 0; t < days; t++) {
        y[t] += amplitude * Math.sin(2 * Math.PI * t / period + phase);
      }
    }
    addNoise(y, Math.exp(between(Math.log(0.01), Math.log(1))), 0, 30);
    double offset = chance(0.5) ? 5 : 0;
    for (int t = 0; t < days; t++) {
      y[t] += offset;
    }
    return y;
  }

  private double[] autoregression(int days) {
    double day = between(-0.3, 0.95);
    double week = chance(0.6) ? between(0, 0.95) : 0;
    double average = chance(0.4) ? between(-0.8, 0.5) : 0;
    boolean integrated = chance(0.2);
    double[] y = new double[days];
    double[] x = new double[days + 60];
    double before = 0;
    for (int t = 8; t < x.length; t++) {
      double shock = random.nextGaussian();
      // (1 - day B)(1 - week B^7) x = (1 + average B) shock
      x[t] =
          day * x[t - 1]
              + week * x[t - WEEK]
              - day * week * x[t - WEEK - 1]
              + shock
              + average * before;
      before = shock;
    }
    double sum = 0;
    double offset = chance(0.5) ? between(3, 30) : 0;
    for (int t = 0; t < days; t++) {
      sum += x[t + 60];
      y[t] = offset + (integrated ? 0.3 * sum : x[t + 60]);
    }
    return y;
  }

  private double[] plain(int days) {
    double[] y = new double[days];
    int form = random.nextInt(4);
    double[] week = random.doubles(WEEK).toArray();
    double slope = between(-0.01, 0.01);
    double period = between(5, 60);
    double noise = chance(0.5) ? 0 : 0.02;
    for (int t = 0; t < days; t++) {
      double rule =
          switch (form) {
            case 0 -> 1;
            case 1 -> week[t % WEEK];
            case 2 -> 1 + slope * t;
            default -> 2 + Math.sin(2 * Math.PI * t / period);
          };
      y[t] = rule + noise * random.nextGaussian();
    }
    return y;
  }

  /** Outliers, missing days, rounding. */
  private void spoil(double[] y) {
    if (chance(0.2)) {
      double rate = between(0.001, 0.02);
      for (int t = 0; t < y.length; t++) {
        if (chance(rate)) {
          y[t] *= chance(0.4) ? 0 : between(0, 4);
        }
      }
    }
    if (chance(0.2)) {
      double rate = between(0.002, 0.15);
      int gap = 0;
      for (int t = 1; t < y.length; t++) {
        gap = gap > 0 ? gap - 1 : chance(rate) ? (chance(0.1) ? random.nextInt(15) : 1) : 0;
        if (gap > 0) {
          y[t] = Double.NaN;
        }
      }
    }
  }
}
