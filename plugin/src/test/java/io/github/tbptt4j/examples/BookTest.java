package io.github.tbptt4j.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The book: what is in it, how it is split, which characters have a symbol of their own. */
class BookTest {
  private static final Book BOOK = Book.theOldCuriosityShop();

  @Test
  void beginsWithTheTitleAndEndsWithTheLastSentence() {
    String beginning = BOOK.vocabulary().decode(Arrays.copyOf(BOOK.training(), 22));
    int[] heldOut = BOOK.heldOut();
    String end =
        BOOK.vocabulary().decode(Arrays.copyOfRange(heldOut, heldOut.length - 31, heldOut.length));

    assertEquals("The Old Curiosity Shop", beginning);
    assertEquals("away, like a tale that is told!", end);
  }

  @Test
  void holdsOutTheLastTenthWithoutOverlapOrGap() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      text.append((char) ('a' + i * i % 26));
    }

    Book book = Book.of(text.toString(), 1);

    assertEquals(900, book.training().length);
    assertEquals(100, book.heldOut().length);
    assertEquals(
        text.toString(),
        book.vocabulary().decode(book.training()) + book.vocabulary().decode(book.heldOut()));
  }

  @Test
  void settingsAreChosenWithoutTheHeldOutPart() {
    Book choosing = BOOK.forChoosing();
    int training = BOOK.training().length;
    assertEquals(training, choosing.training().length + choosing.heldOut().length);
    assertEquals(0.1, choosing.heldOut().length / (double) training, 1e-5);
    assertArrayEquals(
        Arrays.copyOfRange(BOOK.training(), choosing.training().length, training),
        choosing.heldOut());
  }

  @Test
  void allOfTheBookIsUsed() {
    assertEquals(1_214_976, BOOK.training().length + BOOK.heldOut().length);
    assertEquals(0.1, BOOK.heldOut().length / 1_214_976.0, 1e-5);
  }

  @Test
  void vocabularyIsSmallAndRareCharactersAreRare() {
    long unknown = Arrays.stream(BOOK.heldOut()).filter(s -> s == Vocabulary.UNKNOWN).count();

    assertTrue(BOOK.vocabulary().size() <= 70, () -> BOOK.vocabulary().size() + " symbols");
    assertTrue(unknown < 0.001 * BOOK.heldOut().length, () -> unknown + " unknown characters");
  }

  @Test
  void charactersThatTrainingDoesNotShowAreUnknown() {
    Book book = Book.of("aab".repeat(30) + "z".repeat(10), 1); // 90 characters, then 10

    assertEquals(3, book.vocabulary().size()); // unknown, a, b
    assertEquals(10, Arrays.stream(book.heldOut()).filter(s -> s == Vocabulary.UNKNOWN).count());
  }

  @Test
  void anotherFileOfTheSameNameIsRefused() {
    byte[] other = "It was the best of times".getBytes(StandardCharsets.UTF_8);

    var refusal = assertThrows(IllegalStateException.class, () -> Book.verified(other));

    assertTrue(refusal.getMessage().contains("SHA-256"), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("crunch-test"), refusal::getMessage);
  }
}
