package io.github.tbptt4j.zoo.internal.ngram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptsTest {
  private final Scripts scripts = new Scripts(List.of("LATIN", "GREEK"));

  @Test
  void mostLettersMustBeOfAKnownScript() {
    assertTrue(scripts.know("naïve καλημέρα", 100));
    assertFalse(scripts.know("Привет, мир", 100));
    assertTrue(scripts.know("Moscow (Москва)", 100));
    assertFalse(scripts.know("Москва (M)", 100));
    assertTrue(scripts.know("123 \uD83D\uDE00 \uD83D", 100));
    assertTrue(scripts.know("", 100));
  }

  @Test
  void noMoreIsLookedAtThanAsked() {
    assertTrue(scripts.know("abcdefghij" + "ж".repeat(100), 10));
  }

  @Test
  void scriptsOfTextsAreFound() {
    assertEquals(List.of("LATIN", "CYRILLIC"), Scripts.of(List.of("ab1", "ж!")));
    assertThrows(IllegalArgumentException.class, () -> new Scripts(List.of("ELVISH")));
  }
}
