package io.github.tbptt4j.tuning.internal.forecast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class NetworkWeightTest {
  /** What the linear forecast lacks is noise, of which the network says a part. */
  private static double weight(int rows, double known, double noise, long seed) {
    Random random = new Random(seed);
    NetworkWeight weight = new NetworkWeight();
    for (int row = 0; row < rows; row++) {
      double error = random.nextGaussian();
      weight.add(known * error + noise * random.nextGaussian(), error);
    }
    return weight.weight();
  }

  @Test
  void whatKnowsAllIsBelieved() {
    assertEquals(1, weight(500, 1, 0, 1), 0.02);
  }

  @Test
  void whatSaysHalfAsNoiseIsBelievedByHalf() {
    assertEquals(0.5, weight(5000, 1, 1, 1), 0.05);
  }

  @Test
  void whatSaysTheOppositeIsNotBelieved() {
    assertEquals(0, weight(500, -1, 0.1, 1));
  }

  @Test
  void whatKnowsNothingIsHardlyBelieved() {
    for (int rows : new int[] {20, 200, 2000}) {
      double mean =
          LongStream.range(0, 200)
              .mapToDouble(seed -> weight(rows, 0, 0.5, seed))
              .average()
              .orElse(1);
      assertTrue(mean < 0.02, rows + " rows: " + mean);
    }
  }

  @Test
  void tooFewRowsShowNothing() {
    assertEquals(0, weight(7, 1, 0, 1));
  }
}
