package io.github.tbptt4j.tuning.internal.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodTest {
  private static final int SEEDS = 20;
  private static final double[] WEEK = {0, 0, 0, 0, 0, 2, 2};
  private static final double[] YEAR = {3, 1, 0, -2, 2, 5, 6, 1, 0, -3, -2, 0};

  private static long found(int period, LongFunction<double[]> series) {
    return LongStream.range(0, SEEDS)
        .filter(seed -> Period.find(List.of(series.apply(seed))) == period)
        .count();
  }

  private static void assertFinds(int period, double least, LongFunction<double[]> series) {
    long found = found(period, series);
    assertTrue(found >= least * SEEDS, period + " is found in " + found + " of " + SEEDS);
  }

  @Test
  void dayOfASineInCorrelatedNoiseIsFound() {
    assertFinds(24, .99, seed -> Series.autoregressive(seed, 2000, .8, Series.sine(24, 5)));
    assertFinds(24, .99, seed -> Series.autoregressive(seed, 7000, .8, Series.sine(24, 1)));
  }

  @Test
  void weekOfDaysIsFound() {
    assertFinds(7, .9, seed -> Series.autoregressive(seed, 200, .5, WEEK));
    assertFinds(
        7,
        .9,
        seed -> Series.withGaps(Series.autoregressive(seed, 1000, .5, WEEK), .2, seed + 1000));
  }

  @Test
  void yearOfMonthsIsFoundInAFewYearsWithATrend() {
    assertFinds(
        12,
        .85,
        seed -> {
          double[] values = Series.autoregressive(seed, 72, .7, YEAR);
          for (int t = 0; t < values.length; t++) {
            values[t] += .1 * t;
          }
          return values;
        });
  }

  @Test
  void yearOfWeeksIsFoundUnderARandomWalk() {
    assertFinds(52, .9, seed -> Series.autoregressive(seed, 1000, 1, Series.sine(52, 10)));
  }

  @Test
  void yearOfDaysThatIsSmoothIsFoundBesideTheWeek() {
    long found =
        LongStream.range(0, SEEDS)
            .filter(
                seed -> {
                  double[] values = Series.autoregressive(seed, 5000, .3, Series.sine(365, 2));
                  for (int t = 0; t < values.length; t++) {
                    values[t] -= t % 7 > 4 ? 3 : 0;
                  }
                  return Period.findAll(List.of(values)).equals(List.of(7, 365));
                })
            .count();
    assertTrue(found >= .9 * SEEDS, found + " of " + SEEDS);
  }

  @Test
  void dayAndWeekOfHoursAreBothFound() {
    double[] week = new double[168];
    for (int i = 0; i < 168; i++) {
      boolean working = i < 120;
      week[i] = (working ? 3 : 1) * Math.sin(2 * Math.PI * i / 24) + (working ? 1 : -1);
    }
    long found =
        LongStream.range(0, SEEDS)
            .mapToObj(seed -> Period.findAll(List.of(Series.autoregressive(seed, 5000, .8, week))))
            .filter(List.of(24, 168)::equals)
            .count();
    assertTrue(found >= .9 * SEEDS, found + " of " + SEEDS);
  }

  @Test
  void dayWithTwoPeaksIsntTakenForHalfADay() {
    double[] day = new double[24];
    for (int i = 0; i < 24; i++) {
      day[i] = 2 * Math.cos(4 * Math.PI * i / 24) + Math.cos(2 * Math.PI * i / 24);
    }
    assertFinds(24, .95, seed -> Series.autoregressive(seed, 5000, .6, day));
  }

  @Test
  void manySeriesTogetherShowWhatOneAloneDoesnt() {
    List<double[]> series =
        LongStream.range(0, 50).mapToObj(s -> Series.autoregressive(s, 45, .5, WEEK)).toList();
    assertEquals(7, Period.find(series));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 200, 1000, 4000})
  void seriesWithoutASeasonHaveNone(int rows) {
    assertFinds(0, .9, seed -> Series.autoregressive(seed, rows, 0));
    assertFinds(0, .9, seed -> Series.autoregressive(seed, rows, .8));
    assertFinds(0, .9, seed -> Series.autoregressive(seed, rows, -.5));
    assertFinds(0, .9, seed -> Series.autoregressive(seed, rows, 1));
    assertFinds(0, .9, PeriodTest::intermittent);
  }

  private static double[] intermittent(long seed) {
    Random random = new Random(seed);
    return random.doubles(1000).map(x -> x < .15 ? 1 + random.nextInt(5) : 0).toArray();
  }

  @Test
  void nothingIsFoundWhereThereIsNothing() {
    assertEquals(0, Period.find(List.of()));
    assertEquals(0, Period.find(List.of(new double[0], new double[1], new double[] {1, 2, 3})));
    assertEquals(0, Period.find(List.of(new double[100])));
    double[] missing = new double[100];
    Arrays.fill(missing, Double.NaN);
    assertEquals(0, Period.find(List.of(missing)));
    missing[50] = 1;
    assertEquals(0, Period.find(List.of(missing)));
  }

  @Test
  void linesHaveNoPeriodOfRounding() {
    for (double slope : new double[] {0, .1, 1e-9}) {
      double[] line = new double[500];
      Arrays.setAll(line, t -> .1 + slope * t);
      assertEquals(0, Period.find(List.of(line)), "slope " + slope);
    }
  }

  @Test
  void seasonWithoutNoiseIsFound() {
    for (double[] season : List.of(Series.sine(24, 5), WEEK, YEAR, new double[] {0, 1, 5, 2})) {
      double[] values = new double[480];
      Arrays.setAll(values, t -> 100 + .01 * t + season[t % season.length]);
      assertEquals(season.length, Period.find(List.of(values)));
    }
  }

  @Test
  void smoothCurvesHaveNone() {
    double[] parabola = new double[500];
    Arrays.setAll(parabola, t -> .01 * t * t - t);
    double[] growth = new double[500];
    Arrays.setAll(growth, t -> Math.exp(.01 * t));
    assertEquals(0, Period.find(List.of(parabola)));
    assertEquals(0, Period.find(List.of(growth)));
  }

  @Test
  void infiniteValuesAreRefused() {
    double[] values = {1, 2, Double.POSITIVE_INFINITY};
    assertThrows(IllegalArgumentException.class, () -> Period.find(List.of(values)));
  }
}
