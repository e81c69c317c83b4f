package io.github.tbptt4j.tuning.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.tbptt4j.zoo.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class TextDataTest {

  @Test
  void vocabularyIsThatOfTheTrainingPart() {
    TextData data =
        TextData.of("t", "abababab" + "axx")
            .split(Split.byTime(8.0 / 11, 3.0 / 11))
            .streams(2)
            .evaluationStreams(1)
            .build();
    assertEquals("ab", data.description().get("vocabulary"));
    DataSet validation = data.validation().next();
    assertEquals(1.0, validation.getLabels().getDouble(0, Vocabulary.UNKNOWN, 0)); // x after a
  }

  @Test
  void rareCharactersAreUnknown() {
    TextData data =
        TextData.of("t", "aaabbc" + "acb")
            .split(Split.byTime(6.0 / 9, 3.0 / 9))
            .minimumCount(2)
            .streams(2)
            .evaluationStreams(1)
            .build();
    assertEquals("ab", data.description().get("vocabulary"));
    DataSet validation = data.validation().next();
    assertEquals(1.0, validation.getLabels().getDouble(0, Vocabulary.UNKNOWN, 0)); // c after a
  }

  @Test
  void charactersBeyondTheBasicPlaneAreOneSymbol() {
    TextData data =
        TextData.of("t", "x\uD83D\uDE00".repeat(4))
            .split(Split.byTime(0.5, 0.5))
            .streams(1)
            .evaluationStreams(1)
            .build();
    assertEquals(3, data.inputSize());
    assertEquals(4, data.description().get("trainingCharacters"));
  }

  /** Row b of each minibatch continues row b of the one before; labels are one ahead. */
  @Test
  void streamsRunThroughTheTextInOrder() {
    String text = "abcdefghijklmnopqrstuvwxyz";
    TextData data =
        TextData.of("t", text + text.substring(0, 4))
            .split(Split.byTime(26.0 / 30, 4.0 / 30))
            .streams(5)
            .timeSteps(2)
            .evaluationStreams(1)
            .build();
    DataSetIterator training = data.training();
    StringBuilder[] rows = new StringBuilder[5];
    StringBuilder[] labels = new StringBuilder[5];
    for (int b = 0; b < 5; b++) {
      rows[b] = new StringBuilder();
      labels[b] = new StringBuilder();
    }
    while (training.hasNext()) {
      DataSet minibatch = training.next();
      for (int b = 0; b < 5; b++) {
        rows[b].append(decode(data, minibatch.getFeatures(), b));
        labels[b].append(decode(data, minibatch.getLabels(), b));
      }
    }
    for (int b = 0; b < 5; b++) {
      assertEquals(text.substring(5 * b, 5 * b + 5), rows[b].toString());
      assertEquals(text.substring(5 * b + 1, 5 * b + 6), labels[b].toString());
    }
  }

  private static String decode(TextData data, INDArray oneHot, int b) {
    int[] symbols = oneHot.argMax(1).getRow(b).toIntVector();
    return data.vocabulary().decode(symbols);
  }

  @Test
  void descriptionTellsTextsApart() {
    assertEquals(
        TextData.of("t", "abc".repeat(300)).build().description(),
        TextData.of("t", "abc".repeat(300)).build().description());
    assertNotEquals(
        TextData.of("t", "abc".repeat(300)).build().description(),
        TextData.of("t", "abd".repeat(300)).build().description());
  }

  @Test
  void badTextsAreNamed(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.txt");
    assertMessage("There is no file " + missing + ".", () -> TextData.of(missing));
    Path empty = Files.createFile(folder.resolve("empty.txt"));
    assertMessage("empty.txt is empty: there is nothing to learn from.", () -> TextData.of(empty));
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, 'b'});
    assertMessage(
        latin + " is not text in UTF-8: convert it, with iconv for instance.",
        () -> TextData.of(latin));
    assertMessage(
        "The split leaves 30 characters of short for validation, too few for 32 streams of at"
            + " least 2 characters: use a longer text, another split, or fewer streams.",
        () -> TextData.of("short", "ab".repeat(150)).build());
    assertMessage(
        "A text is one sequence: use Split.byTime.",
        () -> TextData.of("t", "ab").split(Split.bySequence(0.8, 0.1, 1)));
    assertThrows(IllegalArgumentException.class, () -> Split.byTime(0.9, 0.2));
    assertThrows(IllegalArgumentException.class, () -> Split.byTime(1.0, 0.0));
  }

  private static void assertMessage(String message, Executable wrong) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, wrong).getMessage());
  }

  @Test
  void byteOrderMarkIsNoCharacter(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bom.txt"), "\uFEFF" + "ab".repeat(500));
    assertEquals("ab", TextData.of(file).build().description().get("vocabulary"));
    assertTrue(TextData.of(file).build().test().isPresent());
  }
}
