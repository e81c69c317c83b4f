package io.github.tbptt4j.tuning.internal.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.tuning.internal.baseline.LinearForecast.Form;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class LinearForecastTest {
  private static final int TRAINING = 7000;

  private static double meanSquare(double[] values, double[] forecast, int from, int horizon) {
    return IntStream.range(from, values.length - horizon)
        .mapToDouble(t -> values[t + horizon] - forecast[t])
        .filter(e -> !Double.isNaN(e))
        .map(e -> e * e)
        .average()
        .orElseThrow();
  }

  private static double meanAbsolute(double[] values, double[] forecast, int from, int horizon) {
    return IntStream.range(from, values.length - horizon)
        .mapToDouble(t -> Math.abs(values[t + horizon] - forecast[t]))
        .filter(e -> !Double.isNaN(e))
        .average()
        .orElseThrow();
  }

  @Test
  void sineInCorrelatedNoiseIsForecastAlmostAsWellAsItCanBe() {
    for (long seed = 0; seed < 3; seed++) {
      double[] values = Series.autoregressive(seed, 9000, .8, Series.sine(24, 5));
      LinearForecast fitted = LinearForecast.fit(List.of(Arrays.copyOf(values, TRAINING)), 1, 24);
      double error = meanSquare(values, fitted.forecast(values), TRAINING, 1);
      assertTrue(error < 1.06, error + " where 1 is possible, " + fitted);
    }
  }

  @Test
  void gapsInTrainingCostLittle() {
    double[] values = Series.autoregressive(1, 9000, .8, Series.sine(24, 5));
    double[] training = Series.withGaps(Arrays.copyOf(values, TRAINING), .1, 2);
    LinearForecast fitted = LinearForecast.fit(List.of(training), 1, 24);
    double error = meanSquare(values, fitted.forecast(values), TRAINING, 1);
    assertTrue(error < 1.1, error + " where 1 is possible, " + fitted);
  }

  /** 12 rows without values: what is carried forward stands still, the season doesn't. */
  @Test
  void gapIsBridgedByForecastsNotByTheLastValue() {
    double[] values = Series.autoregressive(1, 9000, .8, Series.sine(24, 5));
    LinearForecast fitted = LinearForecast.fit(List.of(Arrays.copyOf(values, TRAINING)), 1, 24);
    double[] carried = values.clone();
    double[] missing = values.clone();
    for (int t = TRAINING; t < values.length; t += 48) {
      for (int s = t; s < Math.min(t + 12, values.length); s++) {
        missing[s] = Double.NaN;
        carried[s] = values[t - 1];
      }
    }
    double bridged = meanSquare(values, fitted.forecast(missing), TRAINING, 1);
    double still = meanSquare(values, fitted.forecast(carried), TRAINING, 1);
    assertTrue(bridged < .5 * still, bridged + " beside " + still);
  }

  /** AR(1) with phi = .8: H rows on, phi^H of the value is left. */
  @Test
  void weightOfTheLastValueIsPhiToTheHorizon() {
    double[] values = Series.autoregressive(3, 50000, .8);
    for (int horizon : new int[] {1, 2, 4}) {
      LinearForecast fitted = LinearForecast.fit(List.of(values), horizon);
      assertEquals(Form.LEVELS, fitted.form());
      double[] first = fitted.rungs()[1];
      assertEquals(Math.pow(.8, horizon), first[1], .02, "horizon " + horizon);
    }
  }

  /** Against normal equations that are summed and solved in plain loops. */
  @Test
  void weightsAreThoseOfLeastSquares() {
    double[] values = Series.autoregressive(5, 4000, .6, Series.sine(10, 1));
    LinearForecast fitted = LinearForecast.fit(List.of(values), 1);
    assertEquals(Form.LEVELS, fitted.form());
    int order = fitted.order();
    int lags = 36; // 10 log10 n: what rows are left out for
    double mean = Arrays.stream(values).average().orElseThrow();
    double[][] system = new double[order + 1][order + 2];
    for (int t = lags - 1; t + 1 < values.length; t++) {
      double[] row = new double[order + 2];
      row[0] = 1;
      for (int j = 1; j <= order; j++) {
        row[j] = values[t + 1 - j] - mean;
      }
      row[order + 1] = values[t + 1] - mean;
      for (int i = 0; i <= order; i++) {
        for (int j = 0; j <= order + 1; j++) {
          system[i][j] += row[i] * row[j];
        }
      }
    }
    assertArrayEquals(solve(system), fitted.rungs()[fitted.rungs().length - 1], 1e-7);
  }

  private static double[] solve(double[][] system) {
    int n = system.length;
    for (int pivot = 0; pivot < n; pivot++) {
      for (int i = 0; i < n; i++) {
        if (i != pivot) {
          double factor = system[i][pivot] / system[pivot][pivot];
          for (int j = pivot; j <= n; j++) {
            system[i][j] -= factor * system[pivot][j];
          }
        }
      }
    }
    return IntStream.range(0, n).mapToDouble(i -> system[i][n] / system[i][i]).toArray();
  }

  @Test
  void onSeriesNearAUnitRootItIsHardlyWorseThanPersistence() {
    for (int rows : new int[] {60, 150, 1000}) {
      double linear = 0;
      double persistence = 0;
      for (long seed = 0; seed < 40; seed++) {
        double[] values = Series.autoregressive(seed, rows, 1);
        int from = rows * 3 / 4;
        LinearForecast fitted = LinearForecast.fit(List.of(Arrays.copyOf(values, from)), 1);
        linear += meanAbsolute(values, fitted.forecast(values), from - 1, 1);
        persistence += meanAbsolute(values, new Persistence(0).forecast(values), from - 1, 1);
      }
      assertTrue(
          linear < (rows < 100 ? 1.1 : 1.05) * persistence, rows + ": " + linear / persistence);
    }
  }

  @Test
  void trendGoesOn() {
    double[] values = Series.autoregressive(1, 400, .5);
    for (int t = 0; t < values.length; t++) {
      values[t] += 2 * t;
    }
    LinearForecast fitted = LinearForecast.fit(List.of(Arrays.copyOf(values, 300)), 1);
    double error = meanSquare(values, fitted.forecast(values), 299, 1);
    assertTrue(error < 1.5, error + " where 1 is possible, " + fitted);
  }

  @Test
  void growingSeasonOfAFewYearsIsBetterThanSeasonalNaive() {
    double[] values = Series.autoregressive(1, 96, .8, 3, 1, 0, -2, 2, 5, 6, 1, 0, -3, -2, 0);
    for (int t = 0; t < values.length; t++) {
      values[t] = 100 * Math.exp(.01 * t) * (1 + .02 * values[t]);
    }
    LinearForecast fitted = LinearForecast.fit(List.of(Arrays.copyOf(values, 72)), 1, 12);
    double naive = meanAbsolute(values, new SeasonalNaive(1, 12, 0).forecast(values), 71, 1);
    double error = meanAbsolute(values, fitted.forecast(values), 71, 1);
    assertTrue(error < .5 * naive, error + " beside " + naive + ", " + fitted);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, .2", "3, 0", "3, .2", "30, .2"})
  void valuesAfterARowChangeNothingUntilIt(int horizon, double gaps) {
    double[] values = Series.withGaps(Series.autoregressive(1, 600, .8, 0, 1, 2, 4), gaps, 3);
    LinearForecast fitted = LinearForecast.fit(List.of(values), horizon, 4);
    double[] whole = fitted.forecast(values);
    for (int end : new int[] {1, 2, 7, 100, 599}) {
      double[] other = values.clone();
      for (int t = end; t < other.length; t++) {
        other[t] = -3 * t;
      }
      assertArrayEquals(
          Arrays.copyOf(whole, end), Arrays.copyOf(fitted.forecast(other), end), "row " + end);
    }
    assertTrue(DoubleStream.of(whole).allMatch(Double::isFinite));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "1, .3", "4, .3"})
  void restoredSessionGoesOnBitForBitFromAnyRow(int horizon, double gaps) {
    double[] values = Series.withGaps(Series.autoregressive(1, 300, .8, 0, 1, 2, 4), gaps, 3);
    LinearForecast fitted = LinearForecast.fit(List.of(values), horizon, 4);
    double[] whole = fitted.forecast(values);
    LinearForecast.Session session = fitted.session();
    for (int t = 0; t < values.length; t++) {
      assertEquals(whole[t], session.next(values[t]), "row " + t);
      double[] state = session.state();
      session = fitted.session();
      session.restore(state);
      assertArrayEquals(state, session.state());
    }
  }

  @Test
  void newSeriesHasAForecastFromItsFirstRowOn() {
    double[] values = Series.autoregressive(1, 5000, .9, Series.sine(24, 5));
    LinearForecast fitted = LinearForecast.fit(List.of(values), 1, 24);
    double cold = 0;
    double carried = 0;
    for (int start = 0; start + 20 < values.length; start += 20) {
      double[] part = Arrays.copyOfRange(values, start, start + 21);
      cold += meanSquare(part, fitted.forecast(part), 0, 1);
      carried += meanSquare(part, new Persistence(0).forecast(part), 0, 1);
    }
    assertTrue(cold < carried, cold + " beside " + carried);
  }

  @Test
  void beforeTheFirstValueTheMeanIsSaid() {
    double[] values = Series.autoregressive(1, 1000, .5, 10);
    LinearForecast fitted = LinearForecast.fit(List.of(values), 1);
    double mean = Arrays.stream(values).average().orElseThrow();
    assertEquals(mean, fitted.forecast(new double[] {Double.NaN})[0], .05);
  }

  @Test
  void longGapDoesntRunAway() {
    double[] values = new double[200];
    for (int t = 0; t < values.length; t++) {
      values[t] = Math.exp(.05 * t);
    }
    LinearForecast fitted = LinearForecast.fit(List.of(values), 1);
    double[] gap = Arrays.copyOf(values, 5000);
    Arrays.fill(gap, 200, 5000, Double.NaN);
    double last = fitted.forecast(gap)[4999];
    assertTrue(Math.abs(last) < 5 * values[199], last + " after " + values[199]);
  }

  @Test
  void tooLittleToFitIsPersistence() {
    double[][] few = {{}, {7}, {7, 8, 9}, {Double.NaN, Double.NaN}, new double[100]};
    for (double[] training : few) {
      double[] forecast = LinearForecast.fit(List.of(training), 2, 12).forecast(new double[] {4});
      assertEquals(4, forecast[0], 1e-12, Arrays.toString(training));
    }
  }

  @Test
  void constantTrainingSaysNothingAboutChanges() {
    double[] training = new double[50];
    Arrays.fill(training, .1); // whose mean is another number
    double[] forecast = LinearForecast.fit(List.of(training), 1).forecast(new double[] {.1, 7});
    assertArrayEquals(new double[] {.1, 7}, forecast, 1e-12);
  }

  @Test
  void manyShortSeriesTakeASecond() {
    List<double[]> many =
        IntStream.range(0, 3_000).mapToObj(s -> Series.autoregressive(s, 60, .8)).toList();
    assertTimeout(Duration.ofSeconds(15), () -> LinearForecast.fit(many, 3, 12));
  }

  @Test
  void seriesAreLearntFromTogetherButNotAcrossTheirEnds() {
    List<double[]> many =
        IntStream.range(0, 400).mapToObj(s -> Series.autoregressive(s, 20, .8)).toList();
    LinearForecast fitted = LinearForecast.fit(many, 1);
    assertEquals(Form.LEVELS, fitted.form());
    assertEquals(.8, fitted.rungs()[1][1], .05);
  }

  /** With values every third row no row has both a value and a target. */
  @Test
  void valuesEveryFewRowsAreLearntFrom() {
    double[] values = Series.autoregressive(1, 3000, .9);
    for (int t = 0; t < values.length; t++) {
      values[t] = t % 3 == 0 ? values[t] : Double.NaN;
    }
    LinearForecast fitted = LinearForecast.fit(List.of(values), 1);
    assertTrue(
        meanSquare(values, fitted.forecast(values), 0, 1)
            < .95 * meanSquare(values, new Mean(0).forecast(values), 0, 1),
        fitted.toString());
  }

  @Test
  void unitOfTheValuesDoesntMatter() {
    double[] values = Series.autoregressive(1, 500, .8, Series.sine(12, 3));
    double[] plain = LinearForecast.fit(List.of(values), 2, 12).forecast(values);
    for (double unit : new double[] {1e-12, 1e12, 1e200}) {
      double[] scaled = Arrays.stream(values).map(x -> unit * (x + 100)).toArray();
      double[] forecast = LinearForecast.fit(List.of(scaled), 2, 12).forecast(scaled);
      assertArrayEquals(
          plain, Arrays.stream(forecast).map(x -> x / unit - 100).toArray(), 1e-5, "" + unit);
    }
  }

  @Test
  void jsonKeepsEveryBit() throws Exception {
    double[] values = Series.autoregressive(1, 500, .8, Series.sine(12, 3));
    ObjectMapper json = new ObjectMapper();
    for (int horizon : new int[] {1, 3}) {
      LinearForecast fitted = LinearForecast.fit(List.of(values), horizon, 12);
      String text = json.writeValueAsString(fitted);
      LinearForecast read = json.readValue(text, LinearForecast.class);
      assertEquals(fitted, read);
      assertArrayEquals(fitted.forecast(values), read.forecast(values));
      assertNotEquals(fitted, LinearForecast.fit(List.of(values), horizon + 1, 12));
    }
  }

  @Test
  void whatWasntFittedIsRefused() {
    double[][] good = {{0}, {0, 1}};
    double[][] none = {};
    new LinearForecast(1, Form.LEVELS, 1, 1, 0, 1, good, none);
    double[][][] bad = {none, {{0, 1}}, {{0}, {0}}, {{0}, {0, Double.NaN}}, {{0}, null}};
    for (double[][] rungs : bad) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new LinearForecast(1, Form.LEVELS, 1, 1, 0, 1, rungs, none));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new LinearForecast(2, Form.LEVELS, 1, 1, 0, 1, good, none));
    LinearForecast.Session session =
        new LinearForecast(1, Form.LEVELS, 1, 1, 0, 1, good, none).session();
    for (double[] state : new double[][] {{}, {1, 0}, {2, 0, 1, 1}, {1, 0, Double.NaN}}) {
      assertThrows(IllegalArgumentException.class, () -> session.restore(state));
    }
    assertThrows(IllegalArgumentException.class, () -> session.next(Double.NEGATIVE_INFINITY));
  }

  /** Half a second; products of lags summed one by one would take minutes. */
  @Test
  void longSeriesWithManyLagsTakeSeconds() {
    double[] values = Series.autoregressive(1, 100_000, .8, Series.sine(168, 5));
    assertTimeout(
        Duration.ofSeconds(10), () -> LinearForecast.fit(List.of(values), 1, 168).forecast(values));
  }

  @Test
  void randomSeriesOfAnyShapeGiveFiniteForecasts() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      int rows = random.nextInt(80);
      double[] values = new double[rows];
      for (int t = 0; t < rows; t++) {
        values[t] =
            switch (random.nextInt(4)) {
              case 0 -> Double.NaN;
              case 1 -> 0;
              case 2 -> random.nextGaussian();
              default -> 1e6 * random.nextInt(3);
            };
      }
      int horizon = 1 + random.nextInt(20);
      LinearForecast fitted = LinearForecast.fit(List.of(values), horizon, random.nextInt(20));
      assertTrue(DoubleStream.of(fitted.forecast(values)).allMatch(Double::isFinite));
    }
  }

  /** Sums of products of twice as many lags would be gigabytes. */
  @Test
  void aPeriodOfAYearOfHoursIsMetBySeasonalChanges() {
    Random random = new Random(1);
    double[] values = new double[30_000];
    for (int t = 0; t < values.length; t++) {
      double year = t < 8760 ? 3 * random.nextGaussian() : values[t - 8760];
      values[t] = year + 0.1 * random.nextGaussian();
    }
    LinearForecast fitted = LinearForecast.fit(List.of(values), 1, 8760);
    assertEquals(Form.SEASONAL, fitted.form());
    double[] forecast = fitted.forecast(values);
    double error = 0;
    for (int t = 20_000; t + 1 < values.length; t++) {
      error += Math.abs(values[t + 1] - forecast[t]) / 9_999;
    }
    assertEquals(0.1 * Math.sqrt(2 / Math.PI), error, 0.02);
  }

  @Test
  void formsThatHeldWithFewerRowsKeepAPartWhereMoreAreFitted() {
    double[] values = new double[400];
    Random random = new Random(3);
    for (int t = 2; t < values.length; t++) {
      values[t] = 1.2 * values[t - 1] - 0.5 * values[t - 2] + random.nextGaussian();
    }
    List<LinearForecast> both =
        LinearForecast.fitTwice(List.of(Arrays.copyOf(values, 60)), List.of(values), 1);
    assertEquals(LinearForecast.fit(List.of(Arrays.copyOf(values, 60)), 1), both.get(0));
    assertTrue(both.get(1).averaged() >= LinearForecast.fit(List.of(values), 1).averaged());
    assertTrue(both.get(1).averaged() >= both.get(0).averaged());
  }
}
