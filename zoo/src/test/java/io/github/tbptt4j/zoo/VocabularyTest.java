package io.github.tbptt4j.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  @Test
  void numbersFollowTheOrderOfUnicodeAndBeginAtOne() {
    Vocabulary vocabulary = Vocabulary.of("cab cab  ", 2);
    assertEquals(5, vocabulary.size());
    assertArrayEquals(new int[] {3, 2, 1, 4}, vocabulary.encode("ba c"));
    assertEquals("ba c", vocabulary.decode(vocabulary.encode("ba c")));
  }

  @Test
  void rareCharactersAreUnknown() {
    Vocabulary vocabulary = Vocabulary.of("aab", 2);
    assertArrayEquals(new int[] {1, 0}, vocabulary.encode("ab"));
    assertEquals("a\uFFFD", vocabulary.decode(new int[] {1, 0}));
  }

  @Test
  void aCharacterIsACodePoint() {
    Vocabulary vocabulary = Vocabulary.of("\uD83D\uDE00a", 1);
    assertEquals(3, vocabulary.size());
    assertArrayEquals(new int[] {2, 1}, vocabulary.encode("\uD83D\uDE00a"));
  }

  @Test
  void unpairedSurrogatesAreUnknown() {
    Vocabulary vocabulary = Vocabulary.of("a\uD83Db\uDE00", 1);
    assertEquals(List.of("a", "b"), vocabulary.characters());
    assertArrayEquals(new int[] {1, 0, 2, 0}, vocabulary.encode("a\uD83Db\uDE00"));
  }

  @Test
  void aTextWithoutCharactersHasNoVocabulary() {
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.of("", 1));
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.of("abc", 2));
    assertEquals(
        "minimum (0) must be at least 1.",
        assertThrows(IllegalArgumentException.class, () -> Vocabulary.of("abc", 0)).getMessage());
  }

  @Test
  void charactersAreSingleAndDifferent() {
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.ofCharacters(List.of("a", "bc")));
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.ofCharacters(List.of("a", "a")));
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.ofCharacters(List.of("")));
  }
}
