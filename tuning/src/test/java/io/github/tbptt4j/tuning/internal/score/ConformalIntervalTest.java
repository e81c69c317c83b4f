package io.github.tbptt4j.tuning.internal.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.forecast.IntervalScores;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class ConformalIntervalTest {
  private static final int SEEDS = 30;

  /** Kinds of series, and what an outsider would forecast of them. */
  private enum Kind {
    AUTOREGRESSION,
    RANDOM_WALK,
    VOLATILITY_RISES,
    VOLATILITY_FALLS,
    HEAVY_TAILS,
    TREND,
    GROWTH,
    INTERMITTENT;

    /** The test part is the last 15 %, the volatility changes where it begins. */
    double[] values(Random random, int rows) {
      double[] y = new double[rows];
      for (int t = 0; t < rows; t++) {
        double before = t == 0 ? 0 : y[t - 1];
        boolean late = t >= .85 * rows;
        double noise = random.nextGaussian();
        y[t] =
            switch (this) {
              case AUTOREGRESSION -> .8 * before + noise;
              case RANDOM_WALK -> before + noise;
              case VOLATILITY_RISES -> .8 * before + (late ? 3 : 1) * noise;
              case VOLATILITY_FALLS -> .8 * before + (late ? 1 : 3) * noise;
              case HEAVY_TAILS -> .8 * before + studentT3(random);
              case TREND -> .3 * t + 3 * noise;
              case GROWTH -> Math.exp(2. * t / rows) * (10 + noise);
              case INTERMITTENT -> random.nextDouble() < .2 ? 1 + random.nextInt(5) : 0;
            };
      }
      return y;
    }

    double forecast(double[] y, int t, int horizon) {
      return switch (this) {
        case AUTOREGRESSION, VOLATILITY_RISES, VOLATILITY_FALLS, HEAVY_TAILS ->
            Math.pow(.8, horizon) * y[t];
        case RANDOM_WALK -> y[t];
        case TREND -> .3 * (t + horizon);
        case GROWTH -> Math.exp(2. * t / y.length) * 10;
        case INTERMITTENT -> .6;
      };
    }
  }

  private static double studentT3(Random random) {
    double chiSquare = 0;
    for (int i = 0; i < 3; i++) {
      chiSquare += Math.pow(random.nextGaussian(), 2);
    }
    return random.nextGaussian() / Math.sqrt(chiSquare / 3);
  }

  /** Mean coverage of test parts; calibrated on as many rows before them. */
  private static double coverage(Kind kind, int testRows, int horizon, double level) {
    double sum = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      int rows = (int) Math.round(testRows / .15);
      int test = (int) (.85 * rows);
      int validation = (int) (.7 * rows);
      double[] y = kind.values(new Random(seed), rows);
      double[] forecast = new double[rows];
      for (int t = 0; t < rows; t++) {
        forecast[t] = kind.forecast(y, t, horizon);
      }
      double[] actual = Horizons.ahead(y, horizon);
      ConformalInterval fitted =
          ConformalInterval.fit(
              List.of(Arrays.copyOfRange(actual, validation, test - horizon)),
              List.of(Arrays.copyOfRange(forecast, validation, test - horizon)),
              horizon);
      ConformalInterval.Session session = fitted.session(level);
      double[] lower = new double[rows];
      double[] upper = new double[rows];
      for (int t = validation; t < rows; t++) {
        session.observe(y[t]);
        Interval interval = session.next(forecast[t]);
        lower[t] = interval.lower();
        upper[t] = interval.upper();
      }
      sum +=
          IntervalScores.of(
                  Arrays.copyOfRange(actual, test, rows),
                  Arrays.copyOfRange(lower, test, rows),
                  Arrays.copyOfRange(upper, test, rows),
                  level)
              .coverage();
    }
    return sum / SEEDS;
  }

  @ParameterizedTest
  @EnumSource
  void nominal90PercentAre85To95(Kind kind) {
    for (int horizon : new int[] {1, 6}) {
      double coverage = coverage(kind, 300, horizon, .9);
      assertTrue(coverage > .87 && coverage < .93, "horizon " + horizon + ": " + coverage);
    }
  }

  /** A third of the rows are over before a change of the volatility is learnt. */
  @ParameterizedTest
  @EnumSource
  void nominal90PercentAreAbout90EvenIn50Rows(Kind kind) {
    for (int horizon : new int[] {1, 6}) {
      double coverage = coverage(kind, 50, horizon, .9);
      assertTrue(coverage > .83 && coverage < .975, "horizon " + horizon + ": " + coverage);
    }
  }

  @ParameterizedTest
  @CsvSource({".5, .45, .55", ".8, .77, .83", ".95, .93, .97", ".99, .975, .998"})
  void otherLevelsHoldAsWell(double level, double least, double most) {
    double coverage = coverage(Kind.AUTOREGRESSION, 300, 1, level);
    assertTrue(coverage > least && coverage < most, "" + coverage);
  }

  /** Errors 1 to 9 of equal sign: the scale starts at their mean of 5. */
  @Test
  void quantileHasTheCorrectionForFiniteSamples() {
    double[] scores = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    ConformalInterval fitted = new ConformalInterval(1, .1, 2, scores, new double[] {1});
    // rank ceil(10 level) of 9
    assertEquals(new Interval(10 - 2 * 5, 10 + 2 * 5), fitted.session(.5).next(10));
    assertEquals(new Interval(10 - 2 * 9, 10 + 2 * 9), fitted.session(.9).next(10));
    double half = fitted.session(.95).next(0).upper(); // beyond: by the tail of a normal number
    assertEquals(2 * 9 * 1.959964 / 1.644854, half, 1e-4);
  }

  @Test
  void fewScoresCoverWithSomeExtraWidth() {
    double inside = 0;
    int trials = 20_000;
    Random random = new Random(1);
    for (int i = 0; i < trials; i++) {
      double[] actual = random.doubles(4).map(x -> random.nextGaussian()).toArray();
      ConformalInterval fitted = ConformalInterval.fit(List.of(actual), List.of(new double[4]), 1);
      inside += Math.abs(random.nextGaussian()) < fitted.session(.9).next(0).upper() ? 1 : 0;
    }
    assertTrue(inside / trials > .83, "" + inside / trials);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "5"})
  void restoredSessionGoesOnBitForBitFromAnyRow(int horizon) {
    double[] y = Kind.AUTOREGRESSION.values(new Random(1), 200);
    y[50] = Double.NaN;
    double[] errors = Kind.AUTOREGRESSION.values(new Random(2), 50);
    ConformalInterval fitted =
        ConformalInterval.fit(List.of(errors), List.of(new double[50]), horizon);
    ConformalInterval.Session whole = fitted.session(.9);
    ConformalInterval.Session resumed = fitted.session(.9);
    for (int t = 0; t < y.length; t++) {
      double forecast = Math.sin(t);
      if (horizon > 0) {
        whole.observe(y[t]);
        resumed.observe(y[t]);
      }
      assertEquals(whole.next(forecast), resumed.next(forecast), "row " + t);
      if (horizon == 0) {
        whole.observe(y[t]);
        resumed.observe(y[t]);
      }
      double[] state = resumed.state();
      assertTrue(DoubleStream.of(state).allMatch(Double::isFinite));
      resumed = fitted.session(.9);
      resumed.restore(state);
      assertArrayEquals(whole.state(), resumed.state());
    }
  }

  @Test
  void forecastThatIsNoneIsRefused() {
    double[] one = {1};
    ConformalInterval.Session session = new ConformalInterval(1, .1, 1, one, one).session(.9);
    assertThrows(IllegalArgumentException.class, () -> session.next(Double.NaN));
  }

  @Test
  void actualValueIsComparedWithTheForecastOfItsRow() {
    ConformalInterval fitted = new ConformalInterval(2, .5, 1, new double[] {1}, new double[] {1});
    ConformalInterval.Session session = fitted.session(.5);
    double[] values = {10, 20, 30, 40};
    for (int t = 0; t < values.length; t++) {
      session.observe(values[t]);
      session.next(10 * (t + 3)); // of row t + 2: all right, but for the first rows' lack of one
    }
    assertEquals(0, Math.max(0, session.state()[1])); // never outside
    assertEquals(.25, session.state()[2]); // two errors of 0 halve the scale twice
  }

  @Test
  void intervalsAreAsTheVolatilityNow() {
    double[] errors = new double[200];
    Arrays.setAll(errors, t -> t % 2 == 0 ? 1 : -1);
    ConformalInterval fitted = ConformalInterval.fit(List.of(errors), List.of(new double[200]), 1);
    ConformalInterval.Session session = fitted.session(.9);
    double before = session.next(0).upper();
    for (int t = 0; t < 100; t++) {
      session.observe(t % 2 == 0 ? 10 : -10);
      session.next(0);
    }
    assertTrue(session.next(0).upper() > 8 * before);
  }

  @Test
  void leadsGrowAndNeverShrink() {
    double[][] errors = {{1, -1, 1}, {2, Double.NaN, -2}, {1.5, 1.5, 1.5}, {4, -4, 4}};
    ConformalInterval fitted =
        new ConformalInterval(1, .1, 1, new double[] {1}, new double[] {1}).fitLeads(errors);
    assertArrayEquals(new double[] {1, 2, 2, 4}, fitted.leads());
    assertEquals(2, fitted.leadScale(3));
    assertEquals(8, fitted.leadScale(16)); // four times the steps, twice the width
    ConformalInterval.Session session = fitted.session(.5);
    Interval far = session.ahead(5, 4);
    Interval near = session.next(5);
    assertEquals(4 * (near.upper() - 5), far.upper() - 5, 1e-12);
  }

  @Test
  void scoresAreThinnedToAThousand() {
    double[] errors = Kind.HEAVY_TAILS.values(new Random(1), 50_000);
    ConformalInterval fitted =
        ConformalInterval.fit(List.of(errors), List.of(new double[50_000]), 1);
    assertEquals(1000, fitted.scores().length);
  }

  /** Right for long, then not: what was learnt from zeros must be left behind. */
  @Test
  void intervalsRecoverFromAPerfectPast() {
    ConformalInterval fitted =
        ConformalInterval.fit(List.of(new double[100]), List.of(new double[100]), 1);
    ConformalInterval.Session session = fitted.session(.9);
    Random random = new Random(1);
    int inside = 0;
    double half = session.next(0).upper();
    for (int t = 0; t < 100_000; t++) {
      session.observe(0);
      half = session.next(0).upper();
    }
    for (int t = 0; t < 600; t++) {
      double value = random.nextGaussian();
      inside += t >= 200 && Math.abs(value) <= half ? 1 : 0;
      session.observe(value);
      half = session.next(0).upper();
    }
    assertEquals(.9, inside / 400., .03);
  }

  @Test
  void forecastsWithoutAnyErrorHaveIntervalsWithoutWidth() {
    double[] values = {1, 2, 3};
    ConformalInterval fitted = ConformalInterval.fit(List.of(values), List.of(values), 1);
    assertEquals(new Interval(4, 4), fitted.session(.9).next(4));
  }

  @Test
  void jsonKeepsEveryBit() throws Exception {
    double[] errors = Kind.HEAVY_TAILS.values(new Random(1), 500);
    double[][] leads = {{1, 2}, {2, 3}};
    ConformalInterval fitted =
        ConformalInterval.fit(List.of(errors), List.of(new double[500]), 3).fitLeads(leads);
    ObjectMapper json = new ObjectMapper();
    ConformalInterval read =
        json.readValue(json.writeValueAsString(fitted), ConformalInterval.class);
    assertArrayEquals(fitted.scores(), read.scores());
    assertArrayEquals(fitted.leads(), read.leads());
    assertEquals(fitted.session(.8).next(1), read.session(.8).next(1));
  }

  @Test
  void whatWasntFittedIsRefused() {
    double[] one = {1};
    double[][] bad = {null, {}, {2, 1}, {Double.NaN}, {-1}};
    for (double[] numbers : bad) {
      assertThrows(
          IllegalArgumentException.class, () -> new ConformalInterval(1, .1, 1, numbers, one));
      assertThrows(
          IllegalArgumentException.class, () -> new ConformalInterval(1, .1, 1, one, numbers));
    }
    for (double number : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(
          IllegalArgumentException.class, () -> new ConformalInterval(1, number, 1, one, one));
      assertThrows(
          IllegalArgumentException.class, () -> new ConformalInterval(1, .1, number, one, one));
    }
    ConformalInterval fitted = new ConformalInterval(1, .1, 1, one, one);
    ConformalInterval.Session session = fitted.session(.9);
    double[] ofAnotherLevel = fitted.session(.8).state();
    for (double[] state : new double[][] {{}, {.9, 0}, {.9, 0, 1, 1}, {.9, 0, 1, 1, 1, 1, 1}}) {
      assertThrows(IllegalArgumentException.class, () -> session.restore(state));
    }
    assertThrows(IllegalArgumentException.class, () -> session.restore(ofAnotherLevel));
    assertThrows(IllegalArgumentException.class, () -> fitted.session(90));
    double[] missing = {Double.NaN};
    assertThrows(
        IllegalArgumentException.class,
        () -> ConformalInterval.fit(List.of(missing), List.of(one), 1));
  }
}
