package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormStatisticsTest {

  private static NormStatistics ofNumbersBelow(int updates, int capacity) {
    NormStatistics statistics = new NormStatistics(capacity);
    for (int i = 0; i < updates; i++) {
      statistics.add(i, false);
    }
    return statistics;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 5", "1, 5", "4, 5", "5, 5", "6, 5", "12, 5", "15, 40", "16, 40", "17, 40", "33, 40",
    "40, 40", "41, 40", "95, 40", "64, 64", "65, 64"
  })
  void historyIsTheLastNormsOldestFirst(int updates, int capacity) {
    NormStatistics statistics = ofNumbersBelow(updates, capacity);
    assertArrayEquals(
        IntStream.range(Math.max(0, updates - capacity), updates).asDoubleStream().toArray(),
        statistics.history());
    assertEquals(updates, statistics.updates());
    assertEquals(updates == 0 ? Double.NaN : updates - 1, statistics.last());
  }

  @Test
  void clippedAndSkippedAreCountedApart() {
    NormStatistics statistics = new NormStatistics(2);
    statistics.add(1, false);
    statistics.add(2, true);
    statistics.add(3, true);
    statistics.add(Double.NaN, false);
    statistics.add(Double.POSITIVE_INFINITY, false);
    statistics.add(4, true);
    assertEquals(6, statistics.updates());
    assertEquals(3, statistics.clipped());
    assertEquals(2, statistics.skipped());
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 4}, statistics.history());
  }
}
