package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.internal.forecast.DayReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class DailyForecasterTest {
  private static final DayOfWeek MONDAY = DayOfWeek.MONDAY;
  private static final double[] WEEK = {20, 21, 19, 22, 30, 12, 4};

  private final DailyForecaster model = DailyForecaster.pretrained();

  private static double[] shop(int days, long seed) {
    Random random = new Random(seed);
    double[] y = new double[days];
    Arrays.setAll(y, t -> WEEK[t % 7] * Math.exp(0.1 * random.nextGaussian()));
    return y;
  }

  @Test
  void aWeeksPatternGoesOn() {
    DailyForecast forecast = model.forecast(shop(120, 1), MONDAY, 56);
    assertEquals(56, forecast.days());
    for (int day = 1; day <= 56; day++) {
      double expected = WEEK[(120 + day - 1) % 7];
      assertEquals(expected, forecast.median(day), 0.15 * expected + 2.5, "day " + day);
      assertTrue(forecast.quantile(day, 0.05) < expected, "day " + day);
      assertTrue(forecast.quantile(day, 0.95) > expected, "day " + day);
    }
  }

  @Test
  void aThousandfoldHistoryHasAThousandfoldForecast() {
    double[] y = shop(100, 2);
    double[] large = Arrays.stream(y).map(v -> 1_000 * v).toArray();
    double[] small = model.forecast(y, MONDAY, 40).medians();
    double[] thousandfold = model.forecast(large, MONDAY, 40).medians();
    for (int i = 0; i < small.length; i++) {
      assertEquals(1_000 * small[i], thousandfold[i], 1e-2 * small[i]);
    }
  }

  @Test
  void hugeNumbersStayFinite() {
    double[] y = Arrays.stream(shop(100, 3)).map(v -> 5e306 * v).toArray();
    DailyForecast forecast = model.forecast(y, null, 60);
    for (int day = 1; day <= 60; day++) {
      assertTrue(Double.isFinite(forecast.quantile(day, 0.99)), "day " + day);
      assertEquals(2e307 * 5, forecast.median(day), 1e308, "day " + day);
    }
  }

  @Test
  void quantilesAscend() {
    DailyForecast forecast = model.forecast(shop(60, 4), MONDAY, 56);
    for (int day = 1; day <= 56; day++) {
      double before = Double.NEGATIVE_INFINITY;
      for (int percent = 1; percent < 100; percent++) {
        double quantile = forecast.quantile(day, percent / 100.0);
        assertTrue(quantile >= before, "day " + day + ", " + percent + " %");
        before = quantile;
      }
    }
  }

  @Test
  void whatWasNeverNegativeIsntForecastNegative() {
    Random random = new Random(5);
    double[] seldom = new double[200];
    Arrays.setAll(seldom, t -> random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 0);
    DailyForecast forecast = model.forecast(seldom, MONDAY, 100);
    for (int day = 1; day <= 100; day++) {
      assertTrue(forecast.quantile(day, 0.01) >= 0, "day " + day);
      assertTrue(forecast.median(day) <= 1, "day " + day);
    }
  }

  @Test
  void whatNeverChangesGoesOnAsItIs() {
    for (double constant : new double[] {0, 5, -3}) {
      double[] y = new double[30];
      Arrays.fill(y, constant);
      DailyForecast forecast = model.forecast(y, MONDAY, 30);
      assertEquals(constant, forecast.median(30), 1e-9);
      assertEquals(constant, forecast.quantile(30, 0.95), 1e-9);
    }
  }

  @Test
  void missingDaysAndOneOutlierDoLittle() {
    double[] y = shop(150, 6);
    double[] whole = model.forecast(y, MONDAY, 28).medians();
    for (int t : new int[] {3, 40, 41, 42, 43, 100, 149}) {
      y[t] = Double.NaN;
    }
    y[120] = 60;
    double[] spoilt = model.forecast(y, MONDAY, 28).medians();
    for (int i = 0; i < whole.length; i++) {
      assertEquals(whole[i], spoilt[i], 0.5 * whole[i] + 1, "day " + (i + 1));
    }
  }

  @Test
  void theLastDaysAreRead() {
    double[] y = shop(2_000, 7);
    double[] last = Arrays.copyOfRange(y, y.length - DailyForecaster.LONGEST, y.length);
    DayOfWeek first = MONDAY.plus(y.length - DailyForecaster.LONGEST);
    assertArrayEquals(
        model.forecast(last, first, 28).medians(), model.forecast(y, MONDAY, 28).medians());
  }

  @Test
  void daysBeforeTheFirstValueDontCount() {
    double[] y = shop(60, 8);
    double[] later = new double[63];
    Arrays.fill(later, Double.NaN);
    System.arraycopy(y, 0, later, 3, 60);
    assertArrayEquals(
        model.forecast(y, MONDAY.plus(3), 28).medians(),
        model.forecast(later, MONDAY, 28).medians());
  }

  @Test
  void whatCantBeForecastIsRefused() {
    assertMessage(
        "The history has 13 days: a forecast needs at least 14.",
        () -> model.forecast(new double[13], MONDAY, 1));
    double[] gap = new double[20];
    Arrays.fill(gap, 0, 10, Double.NaN);
    assertMessage(
        "The history has 10 days from its first value on: a forecast needs at least 14.",
        () -> model.forecast(gap, MONDAY, 1));
    assertMessage(
        "days (367) must be from 1 to 366.", () -> model.forecast(new double[20], MONDAY, 367));
    double[] infinite = new double[20];
    infinite[4] = Double.POSITIVE_INFINITY;
    assertMessage(
        "The value of day 4 (from 0) is infinite: give NaN if it is missing.",
        () -> model.forecast(infinite, MONDAY, 1));
    DailyForecast forecast = model.forecast(new double[20], MONDAY, 5);
    assertMessage(
        "day (6) must be from 1 to 5, the days that are forecast.", () -> forecast.median(6));
    assertThrows(IllegalArgumentException.class, () -> forecast.quantile(1, 0.999));
  }

  private static void assertMessage(String message, Runnable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  @Test
  void forecastsAreThoseOfItsNetwork() {
    double[] y = shop(80, 9);
    DayReader reader = new DayReader(0);
    float[] row = new float[DayReader.INPUTS];
    INDArray input = Nd4j.zeros(1, DayReader.INPUTS, y.length);
    for (int t = 0; t < y.length; t++) {
      reader.read(y[t]);
      reader.write(row);
      for (int i = 0; i < row.length; i++) {
        input.putScalar(new int[] {0, i, t}, row[i]);
      }
    }
    INDArray output = model.network().output(input);
    DailyForecast forecast = model.forecast(y, MONDAY, 28);
    int levels = model.levels().size();
    for (int day = 1; day <= 28; day++) {
      double[] expected = new double[levels];
      for (int q = 0; q < levels; q++) {
        double units = output.getDouble(0, (day - 1) * levels + q, y.length - 1);
        double quantile = reader.base(day) + reader.scale(day) * units;
        expected[q] = Math.max(0, quantile); // what was never negative won't be
      }
      Arrays.sort(expected);
      for (int q = 0; q < levels; q++) {
        assertEquals(
            expected[q], forecast.quantile(day, model.levels().get(q)), 1e-4, "day " + day);
      }
    }
  }

  @Test
  void aSavedModelForecastsTheSame(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("forecaster.zip");
    model.save(file);
    double[] y = shop(70, 10);
    assertArrayEquals(
        model.forecast(y, MONDAY, 28).medians(),
        DailyForecaster.load(file).forecast(y, MONDAY, 28).medians());
    assertEquals(model.card(), Zoo.card(file));
    assertEquals("daily-forecaster", Zoo.family(file).orElseThrow());
  }

  @Test
  void aNetworkOfAnotherSizeIsRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> DailyForecaster.of(model.network(), java.util.List.of(0.1, 0.5, 0.9)));
    assertTrue(e.getMessage().contains("196 outputs"), e.getMessage());
  }

  @Test
  void anAbsurdValueIsReadAsMissing() {
    double[] y = shop(80, 11);
    double[] missing = y.clone();
    missing[40] = Double.NaN;
    double[] absurd = y.clone();
    absurd[40] = 1e300;
    assertArrayEquals(
        model.forecast(missing, MONDAY, 28).medians(),
        model.forecast(absurd, MONDAY, 28).medians());
  }

  @Test
  void aGrowthByOrdersOfMagnitudeIsNoError() {
    double[] y = new double[60];
    Arrays.setAll(y, t -> Math.exp(t / 4.0));
    assertTrue(model.forecast(y, MONDAY, 1).median(1) > y[55]);
  }

  @Test
  void whatNeverChangedIsForecastAsItIs() {
    double[] y = new double[20];
    Arrays.fill(y, 7);
    y[3] = Double.NaN;
    DailyForecast forecast = model.forecast(y, null, 28);
    assertEquals(7, forecast.quantile(28, 0.05));
    assertEquals(7, forecast.quantile(1, 0.95));
  }

  @Test
  void aHistoryOfFewValuesIsRefused() {
    double[] y = new double[20];
    Arrays.fill(y, Double.NaN);
    y[0] = 5;
    y[19] = 6;
    assertEquals(
        "The history has 2 values in 20 days: a forecast needs at least 7.",
        assertThrows(IllegalArgumentException.class, () -> model.forecast(y, MONDAY, 1))
            .getMessage());
  }
}
