package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolSamplerTest {
  private static final float[] PREDICTION = {0.5f, 0.1f, 0.3f, 0.1f};
  private static final int DRAWS = 20_000;

  private static double[] frequencies(double temperature, float[] prediction) {
    SymbolSampler sampler =
        new SymbolSampler(Sampling.builder().temperature(temperature).seed(11).build());
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
    int symbol = new SymbolSampler(Sampling.builder().build()).draw(new float[] {1, 0, 0});
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
        assertThrows(
            IllegalArgumentException.class, () -> Sampling.builder().temperature(temperature));
    assertTrue(e.getMessage().startsWith("temperature (" + temperature + ") must be"));
  }

  private static double[] frequencies(Sampling.Builder sampling, float... prediction) {
    SymbolSampler sampler = new SymbolSampler(sampling.seed(11).build());
    double[] frequencies = new double[prediction.length];
    for (int i = 0; i < DRAWS; i++) {
      frequencies[sampler.draw(prediction)] += 1.0 / DRAWS;
    }
    return frequencies;
  }

  @Test
  void topKDrawsFromTheLikeliestAlone() {
    double[] two = frequencies(Sampling.builder().topK(2), 0.5f, 0.1f, 0.3f, 0.06f, 0.04f);
    assertEquals(0.25, two[1], 0.01);
    assertEquals(0.75, two[2], 0.01);
    assertEquals(0, two[3] + two[4]);
    assertEquals(1, frequencies(Sampling.builder().topK(1), PREDICTION)[2], 1e-9);
    assertEquals(0.2, frequencies(Sampling.builder().topK(99), PREDICTION)[1], 0.01);
  }

  @Test
  void topPDrawsFromTheFewestThatHaveTheShareTogether() {
    // Of the known ones: 0.6, 0.2, 0.12, 0.08.
    float[] prediction = {0.5f, 0.3f, 0.1f, 0.06f, 0.04f};
    double[] most = frequencies(Sampling.builder().topP(0.79), prediction);
    assertEquals(0.75, most[1], 0.01);
    assertEquals(0.25, most[2], 0.01);
    assertEquals(0, most[3] + most[4]);
    assertEquals(1, frequencies(Sampling.builder().topP(0.01), prediction)[1], 1e-9);
    assertEquals(0.08, frequencies(Sampling.builder().topP(1), prediction)[4], 0.01);
  }

  @Test
  void whatRepeatsNineSymbolsIsPenalisedAndMoreWithEachFurtherOne() {
    Sampling sampling = Sampling.builder().temperature(0).repetitionPenalty(2).build();
    SymbolSampler sampler = new SymbolSampler(sampling);
    for (int i = 0; i < 20; i++) {
      sampler.saw(1 + i % 2); // 1 2 1 2 .., so that 1 would go on
    }
    // 20 symbols, of which the last 18 are those before them: the penalty is 2^(18 - 8 + 1) = 2048.
    assertEquals(1, sampler.draw(new float[] {0, 0.9998f, 0.0001f, 0.0001f}));
    assertEquals(1, new SymbolSampler(sampling).draw(new float[] {0, 0.9f, 0.1f, 0}));
    for (int i = 20; i < 23; i++) {
      sampler.saw(1 + (i + 1) % 2);
    }
    assertEquals(3, sampler.draw(new float[] {0, 0.9f, 0.04f, 0.06f}));
  }

  @Test
  void wrongChoicesAreRefusedByName() {
    for (int k : new int[] {0, -1}) {
      assertRefused("topK (" + k + ")", () -> Sampling.builder().topK(k));
    }
    for (double p : new double[] {0, -1, 1.01, Double.NaN}) {
      assertRefused("topP (" + p + ")", () -> Sampling.builder().topP(p));
    }
    for (double penalty : new double[] {0.9, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(
          "repetitionPenalty (" + penalty + ")",
          () -> Sampling.builder().repetitionPenalty(penalty));
    }
    assertRefused("An empty stop string", () -> Sampling.builder().stop("a", ""));
    assertRefused("length (-1)", () -> Sampling.builder().length(-1));
  }

  private static void assertRefused(String beginning, Executable e) {
    String message = assertThrows(IllegalArgumentException.class, e).getMessage();
    assertTrue(message.startsWith(beginning), message);
  }
}
