package io.github.tbptt4j.zoo.internal.phonemes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LettersTest {
  @Test
  void accentsCapitalsAndTypographersSignsAreFolded() {
    assertEquals("cafe", Letters.folded("Café"));
    assertEquals("naive", Letters.folded("NAI\u0308VE"));
    assertEquals("don't", Letters.folded("don’t"));
    assertEquals("strasse", Letters.folded("Straße"));
    assertEquals("well-known", Letters.folded("well‑known"));
    assertEquals("office", Letters.folded("oﬃce"));
  }

  @Test
  void onlyLatinLettersCanSpell() {
    assertTrue(Letters.canSpell("o'neill"));
    assertTrue(Letters.canSpell("u.s."));
    for (String word : List.of("", "'", "-", "4", "b4", "мир", "\ud800", "a b", "a\u0000")) {
      assertFalse(Letters.canSpell(word), word);
    }
  }

  @Test
  void aTextIsSplitIntoWords() {
    assertEquals(
        List.of("He", "said", "it's", "the", "U.S.", "well-known", "4", "dogs'", "мир"),
        words("He said: \"it's 'the' U.S. -- well-known\", 4 dogs' \ud800 мир."));
    assertEquals(List.of(), words(""));
    assertEquals(List.of(), words(" - ' ... \u0000\n"));
    assertEquals(List.of("end"), words("end."));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    new Words(text).forEachRemaining(words::add);
    return words;
  }
}
