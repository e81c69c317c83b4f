package io.github.tbptt4j.zoo.internal.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class AlphabetTest {
  private static final Alphabet ALPHABET = new Alphabet(" 0abσé");
  private static final int KNOWN = 6;

  private static int[] ids(String text) {
    return ALPHABET.encode(text, 100).ids();
  }

  @Test
  void charactersHaveTheirPlaceAndOthersTheirKind() {
    assertArrayEquals(new int[] {2, 3, 4, 5}, ids("abσé"));
    assertArrayEquals(new int[] {KNOWN}, ids("z")); // Latin
    assertArrayEquals(new int[] {KNOWN + 1}, ids("π")); // Greek
    assertArrayEquals(new int[] {KNOWN + 2}, ids("ж")); // Cyrillic
    assertArrayEquals(new int[] {KNOWN + 3}, ids("漢")); // another script
    assertArrayEquals(new int[] {KNOWN + 4}, ids("\u0301")); // a mark
    assertArrayEquals(new int[] {KNOWN + 5}, ids("!")); // anything else
    assertEquals(KNOWN + 6, ALPHABET.size());
  }

  @Test
  void capitalsAreMarkedLettersOfTheSameSymbol() {
    Symbols small = ALPHABET.encode("abσς", 100);
    Symbols capital = ALPHABET.encode("ABΣΣ", 100);
    assertArrayEquals(small.ids(), capital.ids());
    assertArrayEquals(new boolean[] {false, false, false, false}, small.capitals());
    assertArrayEquals(new boolean[] {true, true, true, true}, capital.capitals());
  }

  @Test
  void whiteSpaceIsOneSpaceAndNoneAtTheBeginning() {
    assertArrayEquals(ids("a b"), ids("\u00a0\n a \t\u2003b"));
    assertEquals(0, ALPHABET.encode(" \n\t", 100).length());
  }

  @Test
  void aDigitOutsideTheAlphabetCountsAsZero() {
    assertArrayEquals(ids("0"), ids("7"));
    assertArrayEquals(new int[] {1}, new Alphabet("01").encode("1", 1).ids());
    assertArrayEquals(new int[] {1 + 5}, new Alphabet("a").encode("7", 1).ids());
  }

  @Test
  void surrogatesCountAsOneCharacterAndUnpairedOnesAsSomethingElse() {
    assertEquals(1, ids("\uD83D\uDE00").length);
    assertArrayEquals(new int[] {2, KNOWN + 5, 3}, ids("a\uD83Db"));
    assertArrayEquals(new int[] {KNOWN + 5}, ids("\uDE00"));
  }

  @Test
  void textsEndAtTheLongestLength() {
    assertArrayEquals(new int[] {2, 3}, ALPHABET.encode("abababab", 2).ids());
    assertEquals(0, ALPHABET.encode("", 2).length());
  }

  @Test
  void accentsThatFollowTheirLetterJoinIt() {
    assertArrayEquals(ids("é"), ids(Alphabet.normalise("e\u0301", 1)));
    assertEquals(40, Alphabet.normalise("a".repeat(1_000_000), 10).length());
  }

  @Test
  void wrongAlphabetsAreRefused() {
    String twice =
        assertThrows(IllegalArgumentException.class, () -> new Alphabet("aba")).getMessage();
    String capital =
        assertThrows(IllegalArgumentException.class, () -> new Alphabet("aB")).getMessage();
    assertTrue(twice.contains("\"a\" twice"), twice);
    assertTrue(capital.contains("give \"b\""), capital);
  }

  @Test
  void batchesAreOneHotWithCapitalsBesideAndMasksBehindTheText() {
    TextBatch batch =
        TextBatch.of(
            List.of(ALPHABET.encode("aB", 9), ALPHABET.encode("b", 9)), ALPHABET.size(), 1);
    int capital = ALPHABET.size();
    assertArrayEquals(new long[] {2, capital + 1, 2}, batch.features().shape());
    assertEquals(4.0, batch.features().sumNumber().doubleValue());
    assertEquals(1.0, batch.features().getDouble(0, 2, 0));
    assertEquals(1.0, batch.features().getDouble(0, 3, 1));
    assertEquals(1.0, batch.features().getDouble(0, capital, 1));
    assertEquals(1.0, batch.features().getDouble(1, 3, 0));
    assertArrayEquals(new double[][] {{1, 1}, {1, 0}}, batch.mask().toDoubleMatrix());
  }

  @Test
  void aWindowHoldsTheCharactersBeforeTooTheNewestFirst() {
    List<Symbols> texts = List.of(ALPHABET.encode("aBb", 9), ALPHABET.encode("b", 9));
    INDArray features = TextBatch.of(texts, ALPHABET.size(), 3).features();
    int capital = ALPHABET.size();
    int character = capital + 1;
    assertArrayEquals(new long[] {2, 3 * character, 3}, features.shape());
    assertArrayEquals(new int[] {2}, ones(features, 0, 0));
    assertArrayEquals(new int[] {3, capital, character + 2}, ones(features, 0, 1));
    assertArrayEquals(
        new int[] {3, character + 3, character + capital, 2 * character + 2}, ones(features, 0, 2));
    assertArrayEquals(new int[] {3}, ones(features, 1, 0));
    assertArrayEquals(new int[] {}, ones(features, 1, 1)); // behind the text
  }

  private static int[] ones(INDArray features, int text, int step) {
    return IntStream.range(0, (int) features.size(1))
        .filter(i -> features.getDouble(text, i, step) == 1.0)
        .toArray();
  }
}
