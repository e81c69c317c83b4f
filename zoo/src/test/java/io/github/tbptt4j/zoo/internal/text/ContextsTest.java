package io.github.tbptt4j.zoo.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContextsTest {
  private static final List<String> CHARACTERS = List.of("\n", " ", "A", "a", "b", "c");
  private static final Contexts CONTEXTS = new Contexts(CHARACTERS, 12);

  /** The rows of the last character. */
  private static int[] read(String text) {
    Contexts.Reader reader = CONTEXTS.reader();
    int[] rows = null;
    for (int i = 0; i < text.length(); i++) {
      rows = reader.next(CHARACTERS.indexOf(text.substring(i, i + 1)) + 1).clone();
    }
    return rows;
  }

  @Test
  void aCharacterHasARowBehindThoseOfTheHashes() {
    assertEquals((1 << 12) + 7, CONTEXTS.rows());
    assertEquals((1 << 12) + 4, read("a")[0]);
    assertEquals(1 << 12, read("?")[0]);
  }

  @Test
  void theWordSoFarIsTheSameWhereverItStandsAndInCapitals() {
    assertEquals(read("ab")[1], read("c\n ab")[1]);
    assertEquals(read("ab")[1], read("Ab")[1]);
    assertNotEquals(read("ab")[1], read("ba")[1]);
    assertNotEquals(read("ab")[1], read("cab")[1]);
    assertEquals(Contexts.NONE, read("ab ")[1]);
    assertEquals(Contexts.NONE, read("?")[1]);
  }

  @Test
  void theWordBeforeIsThatOneHoweverFarItIs() {
    assertEquals(read("ab c")[2], read("c ab ? a")[2]);
    assertEquals(read("ab c")[2], read("ab ")[2]);
    assertNotEquals(read("ab c")[2], read("ba c")[2]);
    assertEquals(read("a")[2], read("bc")[2]); // there is none
  }

  @Test
  void theLastThreeCharactersCountInTheirOrder() {
    assertEquals(read("abc")[3], read("b abc")[3]);
    assertNotEquals(read("abc")[3], read("bac")[3]);
    assertNotEquals(read("abc")[3], read("Abc")[3]);
  }

  /** Weights are learned for these rows: another hash would make every saved model useless. */
  @Test
  void theHashIsWhatItWas() {
    assertArrayEquals(GOLDEN, read("Ab ca"));
  }

  private static final int[] GOLDEN = {4100, 2694, 1984, 2092};

  @Test
  void aGrownVocabularyLeavesTheRowsWhereTheyWere() {
    Contexts grown = new Contexts(List.of("\n", " ", "A", "a", "b", "c", "d"), 12);
    assertArrayEquals(CONTEXTS.reader().next(5), grown.reader().next(5));
  }

  @Test
  void hashesOfNoBitsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Contexts(CHARACTERS, 0));
    assertThrows(IllegalArgumentException.class, () -> new Contexts(CHARACTERS, 25));
  }
}
