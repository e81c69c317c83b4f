package io.github.tbptt4j.zoo.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NgramModelTest {
  private static final int SYMBOLS = 7;

  /** Each symbol depends on the two before it. */
  private static int[] text(int length, long seed) {
    Random random = new Random(seed);
    int[] text = new int[length];
    for (int i = 2; i < length; i++) {
      boolean lawful = random.nextDouble() < 0.8;
      text[i] = lawful ? (text[i - 1] + 2 * text[i - 2] + 1) % SYMBOLS : random.nextInt(SYMBOLS);
    }
    return text;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6})
  void probabilitiesSumToOneAfterSeenAndUnseenContexts(int order) {
    NgramModel kneserNey = new NgramModel(text(500, 1), SYMBOLS, order);
    int[] other = text(200, 2);
    for (int end : new int[] {0, 1, 5, 50, 199}) {
      int[] context = java.util.Arrays.copyOf(other, end + 1);
      double sum = 0;
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        context[end] = symbol;
        double probability = kneserNey.probability(context, end);
        assertTrue(probability > 0);
        sum += probability;
      }
      assertEquals(1, sum, 1e-12);
    }
  }

  @Test
  void trigramsLearnALawOfTwoSymbolsNearlyToItsEntropy() {
    double lawful = 0.8 + 0.2 / SYMBOLS;
    double other = 0.2 / SYMBOLS;
    double entropy =
        -(lawful * Math.log(lawful) + (SYMBOLS - 1) * other * Math.log(other)) / Math.log(2);
    int[] training = text(50_000, 1);
    int[] heldOut = text(20_000, 2);
    assertEquals(
        entropy, new NgramModel(training, SYMBOLS, 3).bitsPerSymbol(heldOut), 0.03 * entropy);
    assertTrue(new NgramModel(training, SYMBOLS, 2).bitsPerSymbol(heldOut) > 1.5 * entropy);
  }

  @Test
  void moreThanSixSymbolsDontFitAContext() {
    assertThrows(IllegalArgumentException.class, () -> new NgramModel(text(50, 1), SYMBOLS, 8));
    assertThrows(IllegalArgumentException.class, () -> new NgramModel(text(50, 1), SYMBOLS, 0));
  }
}
