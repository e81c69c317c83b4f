package io.github.tbptt4j.tuning.internal.baseline;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static double[] growing(int length, boolean byFactors, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, length)
        .mapToDouble(
            t -> {
              double level = byFactors ? 100 * Math.exp(0.01 * t) : 100 + t;
              double swing = 0.2 * Math.sin(2 * Math.PI * t / 12) + 0.05 * random.nextGaussian();
              return byFactors ? level * Math.exp(swing) : level + 150 * swing;
            })
        .toArray();
  }

  @Test
  void seriesThatGrowByFactorsCallForLogarithms() {
    for (int seed = 0; seed < 20; seed++) {
      assertTrue(Spread.growsWithLevel(List.of(growing(144, true, seed)), 12));
    }
  }

  @Test
  void seriesWhoseSwingsStayDoNot() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      double[] steady = random.doubles(200, 90, 110).toArray();
      assertFalse(Spread.growsWithLevel(List.of(steady), 0));
      assertFalse(Spread.growsWithLevel(List.of(growing(144, false, seed)), 12));
    }
  }

  @Test
  void whatIsNotPositiveHasNoLogarithm() {
    double[] values = growing(144, true, 1);
    values[70] = 0;
    assertFalse(Spread.growsWithLevel(List.of(values), 12));
  }

  @Test
  void missingValuesAndShortSeriesAreNoTrouble() {
    double[] values = growing(144, true, 1);
    for (int t = 0; t < values.length; t += 5) {
      values[t] = Double.NaN;
    }
    assertTrue(Spread.growsWithLevel(List.of(values), 12));
    assertFalse(Spread.growsWithLevel(List.of(new double[] {1, 2}), 12));
    assertFalse(Spread.growsWithLevel(List.of(), 0));
  }
}
