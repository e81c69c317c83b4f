package io.github.tbptt4j.zoo.internal.ngram;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class NgramsTest {
  private static final Ngrams NGRAMS = new Ngrams(4, 20);

  private static int[] step(int[] indices, int t) {
    return Arrays.copyOfRange(indices, 4 * t, 4 * t + 4);
  }

  private static long count(int[] step) {
    return Arrays.stream(step).filter(i -> i != Ngrams.NONE).count();
  }

  @Test
  void eachStepHasTheNgramsThatEndThere() {
    int[] indices = NGRAMS.of(" abcde ");
    assertEquals(7 * 4, indices.length);
    long[] counts = new long[7];
    for (int t = 0; t < 7; t++) {
      counts[t] = count(step(indices, t));
    }
    // nothing; a, " a"; b, ab, " ab"; then four; the last space: "e ", "de ", "cde "
    assertArrayEquals(new long[] {0, 2, 3, 4, 4, 4, 3}, counts);
  }

  @Test
  void aWordAloneReadsAsInASentence() {
    int[] alone = NGRAMS.of(" haus ");
    int[] among = NGRAMS.of(" das haus ist ");
    for (int t = 1; t < 6; t++) {
      assertArrayEquals(step(alone, t), step(among, t + 4));
    }
  }

  @Test
  void differentNgramsHaveDifferentRowsMostOfTheTime() {
    int[] some = NGRAMS.of(" the quick brown fox jumps over the lazy dog ");
    int[] rows = Arrays.stream(some).filter(i -> i != Ngrams.NONE).distinct().toArray();
    assertTrue(rows.length > 110, "" + rows.length);
    assertTrue(Arrays.stream(rows).allMatch(i -> i >= 0 && i < NGRAMS.rows()));
    assertNotEquals(step(NGRAMS.of(" ab "), 2)[1], step(NGRAMS.of(" ba "), 2)[1]);
  }

  @Test
  void rowsAreTheSameForever() { // files depend on it
    assertArrayEquals(new int[] {936_344}, Arrays.copyOfRange(NGRAMS.of(" abcde "), 16, 17));
  }

  @Test
  void sizesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Ngrams(0, 17));
    assertThrows(IllegalArgumentException.class, () -> new Ngrams(9, 17));
    assertThrows(IllegalArgumentException.class, () -> new Ngrams(5, 0));
    assertThrows(IllegalArgumentException.class, () -> new Ngrams(5, 25));
  }
}
