package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolSamplerTest {
  private static final float[] PREDICTION = {0.5f, 0.1f, 0.3f, 0.1f};
  private static final int DRAWS = 20_000;

  private static double[] frequencies(double temperature, float[] prediction) {
    SymbolSampler sampler = new SymbolSampler(temperature, 11);
    double[] frequencies = new double[prediction.length];
    for (int i = 0; i < DRAWS; i++) {
      frequencies[sampler.draw(prediction)] += 1.0 / DRAWS;
    }
    return frequencies;
  }

  @Test
  void temperatureOneDrawsFromThePredictionOfTheKnownSymbols() {
    double[] frequencies = frequencies(1, PREDICTION);
    assertEquals(0, frequencies[Vocabulary.UNKNOWN]);
    assertEquals(0.2, frequencies[1], 0.01);
    assertEquals(0.6, frequencies[2], 0.01);
    assertEquals(0.2, frequencies[3], 0.01);
  }

  @Test
  void temperatureOneHalfSquaresTheProbabilities() {
    double[] frequencies = frequencies(0.5, PREDICTION);
    assertEquals(9.0 / 11, frequencies[2], 0.01);
  }

  @Test
  void temperatureZeroTakesTheLikeliestKnownSymbol() {
    assertEquals(1, frequencies(0, PREDICTION)[2], 1e-9);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.MIN_VALUE, 1e-3})
  void tinyTemperaturesComeToTheSame(double temperature) {
    assertEquals(1, frequencies(temperature, PREDICTION)[2], 1e-9);
  }

  @Test
  void aHugeTemperatureDrawsAllKnownSymbolsAlike() {
    assertEquals(1 / 3.0, frequencies(1e300, PREDICTION)[1], 0.01);
  }

  @Test
  void impossibleSymbolsAreNeverDrawn() {
    assertEquals(0, frequencies(2, new float[] {0, 0.5f, 0, 0.5f})[2]);
  }

  @Test
  void somethingIsDrawnEvenIfNothingIsPossible() {
    int symbol = new SymbolSampler(1, 1).draw(new float[] {1, 0, 0});
    assertTrue(symbol > 0 && symbol < 3);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        -1,
        -Double.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void temperaturesThatAreNoneAreRefused(double temperature) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new SymbolSampler(temperature, 1));
    assertTrue(e.getMessage().startsWith("temperature (" + temperature + ") must be"));
  }
}
