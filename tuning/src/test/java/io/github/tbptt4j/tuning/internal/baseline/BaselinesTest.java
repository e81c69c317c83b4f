package io.github.tbptt4j.tuning.internal.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;

class BaselinesTest {
  private static final double NAN = Double.NaN;

  private static List<String> keys(List<Baseline> baselines) {
    return baselines.stream().map(Baseline::key).toList();
  }

  @Test
  void persistenceSaysTheLastValue() {
    assertArrayEquals(
        new double[] {9, 1, 2, 2, 3},
        new Persistence(9).forecast(new double[] {NAN, 1, 2, NAN, 3}));
  }

  @Test
  void seasonalNaiveSaysTheValueOfTheSamePhase() {
    double[] values = {1, 2, 3, 4, NAN, 6, 7};
    assertArrayEquals(
        new double[] {1, 2, 1, 2, 3, 4, 2}, new SeasonalNaive(1, 3, 9).forecast(values));
    assertArrayEquals( // row 3 speaks of row 8: row 2 is of its phase
        new double[] {1, 1, 2, 3, 4, 2, 6}, new SeasonalNaive(5, 3, 9).forecast(values));
    assertArrayEquals(new double[] {9}, new SeasonalNaive(1, 3, 9).forecast(new double[] {NAN}));
  }

  @Test
  void driftGoesOnFromTheLastValue() {
    assertArrayEquals( // slopes: none yet, 2 a row until row 3, 1 a row at the end
        new double[] {9, 1, 3 + 2 * 2, 3 + 2 * 3, 4 + 1 * 2},
        new Drift(2, 9).forecast(new double[] {NAN, 1, 3, NAN, 4}),
        1e-12);
  }

  @Test
  void movingAverageIsOfWhatWasSeenInTheWindow() {
    assertArrayEquals(
        new double[] {9, 1, 2, 3, 7, 7, 7},
        new MovingAverage(2, 9).forecast(new double[] {NAN, 1, 3, NAN, 7, NAN, NAN}));
  }

  @Test
  void seriesGetAllOfThem() {
    double[] values = Series.autoregressive(1, 300, .5, 0, 3, 1, 7);
    assertEquals(
        List.of("persistence", "seasonalNaive", "drift", "movingAverage", "ar"),
        keys(Baselines.fit(List.of(values), 1, 4)));
    assertEquals(
        List.of("persistence", "drift", "movingAverage", "ar"),
        keys(Baselines.fit(List.of(values), 1)));
    assertEquals(
        List.of(new Persistence(1), new Mean(1)),
        Baselines.fit(List.of(new double[] {0, NAN, 2}), 0));
  }

  @Test
  void ofTwoPeriodsTheOneThatForecastsTrainingBetterIsTaken() {
    double[] values = Series.autoregressive(1, 300, 0, 0, 9, 0, 9, 0, 0);
    Baseline naive = Baselines.fit(List.of(values), 1, 2, 6).get(1);
    assertEquals(6, ((SeasonalNaive) naive).period());
  }

  @Test
  void classesGetTheLastAndTheMostFrequent() {
    List<double[]> codes = List.of(new double[] {2, 2, 0, NAN}, new double[] {1, 1, 0});
    List<Baseline> baselines = Baselines.fitClasses(codes);
    assertEquals(List.of(new Persistence(0), new Majority(0)), baselines); // of equals the first
    assertArrayEquals(
        new double[] {0, 2, 2}, baselines.get(0).forecast(new double[] {NAN, 2, NAN}));
    assertArrayEquals(new double[] {0, 0}, baselines.get(1).forecast(new double[] {2, 2}));
  }

  @Test
  void noneLooksAhead() {
    double[] values = Series.withGaps(Series.autoregressive(1, 200, .7, 0, 4, 1), .1, 2);
    for (int horizon : new int[] {1, 2, 7}) {
      for (Baseline baseline : Baselines.fit(List.of(values), horizon, 3)) {
        double[] whole = baseline.forecast(values);
        assertTrue(DoubleStream.of(whole).allMatch(Double::isFinite), baseline.key());
        for (int end = 1; end < values.length; end += 13) {
          double[] other = values.clone();
          Arrays.fill(other, end, other.length, 1e5);
          assertArrayEquals(
              Arrays.copyOf(whole, end),
              Arrays.copyOf(baseline.forecast(other), end),
              baseline.title());
        }
      }
    }
  }

  @Test
  void jsonKeepsThem() throws Exception {
    ObjectMapper json = new ObjectMapper();
    TypeReference<List<Baseline>> type = new TypeReference<>() {};
    double[] values = Series.autoregressive(1, 200, .7, 0, 4, 1);
    List<Baseline> fitted = Baselines.fit(List.of(values), 2, 3);
    assertEquals(fitted, json.readValue(json.writerFor(type).writeValueAsString(fitted), type));
    List<Baseline> classes = Baselines.fitClasses(List.of(new double[] {1, 1, 0}));
    assertEquals(classes, json.readValue(json.writerFor(type).writeValueAsString(classes), type));
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Baselines.fit(List.of(), -1));
    assertThrows(IllegalArgumentException.class, () -> new SeasonalNaive(0, 7, 0));
    assertThrows(IllegalArgumentException.class, () -> new SeasonalNaive(1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Drift(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new MovingAverage(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Persistence(NAN));
    assertThrows(IllegalArgumentException.class, () -> new Mean(Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> new Majority(-1));
    assertThrows(IllegalArgumentException.class, () -> new Autoregression(null));
  }
}
