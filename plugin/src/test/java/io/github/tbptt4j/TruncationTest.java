package io.github.tbptt4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of a truncation, by a person and in code. */
class TruncationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "full",
        "fixed:k1=5,k2=20",
        "fixed:k2=20",
        "adaptive:k1=5,min=6,max=100,delta=0.5,cost=0.02",
        "random:mean=20.0,alpha=6.0,seed=7"
      })
  void areWrittenAsTheyAreRead(String text) {
    assertEquals(text, Truncation.parse(text).text());
  }

  @Test
  void textsAreReadAsTheyAreMeant() {
    assertEquals(TruncatedBptt.full(), Truncation.parse("full"));
    assertEquals(TruncatedBptt.of(5, 20), Truncation.parse(" fixed: k1=5, k2=20 "));
    assertEquals(
        AdaptiveTruncation.of(5, 6, 100, .1), Truncation.parse("adaptive:k1=5,min=6,max=100"));
    assertEquals(
        AdaptiveTruncation.of(5, 6, 100, .5).withCost(.02),
        Truncation.parse("adaptive:k1=5,min=6,max=100,delta=.5,cost=.02"));
    assertEquals(RandomTruncation.of(20), Truncation.parse("random:mean=20"));
    assertEquals(
        RandomTruncation.of(2.5).withAlpha(6).withSeed(-7),
        Truncation.parse("random:mean=2.5,alpha=6,seed=-7"));
  }

  @Test
  void adaptiveAndRandomOnesSayWhatTheyAreReadFrom() {
    Truncation adaptive = AdaptiveTruncation.of(3, 4, 50, .25).withCost(.1);
    assertEquals(adaptive, Truncation.parse(adaptive.toString()));
    Truncation random = RandomTruncation.of(20).withAlpha(4.5).withSeed(9);
    assertEquals(random, Truncation.parse(random.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "never; has no known kind before a colon",
        "''; has no known kind before a colon",
        "fixed:k1=5; has no k2",
        "fixed:k1=5,k2; has k2 without a value",
        "fixed:k1=5,k2=six; has k2=six, which is no such number",
        "fixed:k1=5,k2=20,k1=6; has k1 twice",
        "fixed:k1=5,k2=20,mean=6; has mean, which isn't known",
        "full:k1=5; has k1, which isn't known",
        "random:alpha=4; has no mean",
        "adaptive:k1=5,min=5; has no max"
      })
  void whatCantBeReadIsRefusedWithTheFormsThatCan(String text, String why) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Truncation.parse(text)).getMessage();
    assertTrue(message.startsWith("The truncation \"" + text + "\" " + why + "."), message);
    assertTrue(message.contains("Write full, fixed:k1=5,k2=20, adaptive:"), message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void sharesAreBetweenZeroAndOne(double value) {
    String delta =
        assertThrows(IllegalArgumentException.class, () -> AdaptiveTruncation.of(5, 5, 50, value))
            .getMessage();
    assertEquals("delta (" + value + ") must be above 0 and below 1.", delta);
    AdaptiveTruncation fine = AdaptiveTruncation.of(5, 5, 50, .1);
    String cost =
        assertThrows(IllegalArgumentException.class, () -> fine.withCost(value)).getMessage();
    assertEquals("cost (" + value + ") must be above 0 and below 1.", cost);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 1; 2; k1 (0) must be at least 1.",
        "1; 0; 2; kMin (0) must be at least 1.",
        "1; 20; 10; kMax (10) must be at least kMin (20).",
        "2; 1; 2147483647; k1 (2) and kMax (2147483647) must be at most 2^30 = 1073741824."
      })
  void lengthsAreInOrder(int k1, int kMin, int kMax, String message) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> AdaptiveTruncation.of(k1, kMin, kMax, .1));
    assertEquals(message, refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, .99, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void meansOfRandomTruncationsAreWholeSteps(double mean) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> RandomTruncation.of(mean)).getMessage();
    assertTrue(message.startsWith("mean (" + mean + ") must be at least 1 step"), message);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void tailsWithoutAMeanAreRefused(double alpha) {
    RandomTruncation fine = RandomTruncation.of(20);
    String message =
        assertThrows(IllegalArgumentException.class, () -> fine.withAlpha(alpha)).getMessage();
    assertEquals("alpha (" + alpha + ") must be above 2 and finite: 4 and 6 are usual.", message);
  }

  @Test
  void tailsThatLeaveNoCutAreRefused() {
    RandomTruncation fine = RandomTruncation.of(20);
    String message =
        assertThrows(IllegalArgumentException.class, () -> fine.withAlpha(1e308)).getMessage();
    assertEquals("alpha (1.0E308) is too large for the mean (20.0): 4 and 6 are usual.", message);
  }

  // Tallec and Ollivier 2017: c_t = (alpha - 1)/((alpha - 2) L0 + t).
  @Test
  void cutsAreAsLikelyAsPublished() {
    RandomTruncation truncation = RandomTruncation.of(20).withAlpha(6);
    assertEquals(5.0 / (4 * 20 + 1), truncation.cutProbability(1), 1e-15);
    assertEquals(5.0 / (4 * 20 + 100), truncation.cutProbability(100), 1e-15);
    assertEquals(1, RandomTruncation.of(1).cutProbability(1), "a mean of 1 cuts always");
  }
}
