package io.github.tbptt4j.zoo.internal.ngram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentWordsTest {
  private static final AgentWords WORDS = new AgentWords(20);

  private static int steps(String read) {
    return WORDS.of(read).length / WORDS.perStep();
  }

  private static Set<Integer> step(String read, int t) {
    int from = t * WORDS.perStep();
    return Arrays.stream(Arrays.copyOfRange(WORDS.of(read), from, from + WORDS.perStep()))
        .filter(i -> i != Ngrams.NONE)
        .boxed()
        .collect(Collectors.toSet());
  }

  private static int common(Set<Integer> some, Set<Integer> others) {
    return (int) some.stream().filter(others::contains).count();
  }

  @Test
  void wordsAndNumbersAreSteps() {
    assertEquals(0, steps(" (; /) "));
    assertEquals(4, steps(" sm-t510 chrome/87.0.4280.141 ")); // sm, t510, chrome, the version
    assertEquals(3, steps(" os 12_4_1) x")); // os, the version, x
    assertEquals(2, steps(" wort größe "));
    assertEquals(4, steps(" " + "a".repeat(100) + " ")); // a word has 32 characters at most
  }

  @Test
  void longVersionsCountByTheirSizeAlone() {
    assertEquals(step("chrome/537.36", 1), step("chrome/604.15", 1));
    assertFalse(step("android 3.1", 1).equals(step("android 9.1", 1)));
  }

  @Test
  void modelsOfAFamilyHaveMuchInCommon() {
    Set<Integer> tablet = step("sm-t510", 1);
    int family = common(tablet, step("sm-t720", 1));
    assertTrue(family >= 5, "" + family);
    assertTrue(family < tablet.size());
    assertTrue(common(tablet, step("sm-g991b", 1)) < family);
  }

  @Test
  void aWordReadsOtherwiseInAnotherSystemAndBehindMobile() {
    Set<Integer> phone = step("android mobile safari", 2);
    Set<Integer> tablet = step("android tablet safari", 2);
    Set<Integer> desktop = step("windows tablet safari", 2);
    assertTrue(common(phone, tablet) < phone.size());
    assertEquals(desktop.size() - 2, common(desktop, tablet)); // the system; and the word before it
  }

  @Test
  void everyStepIsFilledUpAndEveryIndexIsARow() {
    String long500 = "abcdefghijklmnopqrstuvwxyz0123456789 x ".repeat(13);
    int[] indices = WORDS.of(long500);
    assertEquals(0, indices.length % WORDS.perStep());
    assertTrue(
        Arrays.stream(indices).allMatch(i -> i == Ngrams.NONE || i >= 0 && i < WORDS.rows()));
    assertTrue(IntStream.range(0, 3).allMatch(t -> !step(long500, t).isEmpty()));
  }

  @Test
  void rowsAreTheSameForever() { // files depend on it
    assertArrayEquals(new int[] {702_516, 89_483}, Arrays.copyOfRange(WORDS.of("bot"), 0, 2));
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new AgentWords(0));
    assertThrows(IllegalArgumentException.class, () -> new AgentWords(25));
  }
}
