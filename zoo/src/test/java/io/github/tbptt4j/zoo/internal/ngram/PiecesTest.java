package io.github.tbptt4j.zoo.internal.ngram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {
  private static List<String> pieces(String read, int longest) {
    List<String> pieces = new ArrayList<>();
    int size = Pieces.size(read.length(), longest);
    for (int from = 0; from < read.length() - 1; ) {
      int end = Pieces.end(read, from, size, longest);
      assertTrue(end > from && end - from <= longest, from + " " + end);
      pieces.add(read.substring(from, end));
      from = Pieces.next(read, from, end);
    }
    return pieces;
  }

  @Test
  void textsAreCutBetweenWords() {
    assertEquals(List.of(" ab ", " cd ", " efg ", " hi jk "), pieces(" ab cd efg hi jk ", 7));
    assertEquals(List.of(" ab "), pieces(" ab ", 7));
  }

  @Test
  void wordsThatAreTooLongAreCut() {
    assertEquals(List.of(" abcd", "efghi", "jkl "), pieces(" abcdefghijkl ", 5));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 8, 13, 90})
  void nothingIsLostAndNoCharacterSplit(int longest) {
    String read = " " + "\uD83D\uDE00".repeat(50) + " ab cde " + "x".repeat(33) + " ";
    StringBuilder all = new StringBuilder();
    for (String piece : pieces(read, longest)) {
      assertTrue(!Character.isLowSurrogate(piece.charAt(0)), piece);
      boolean again =
          all.length() > 0 && all.charAt(all.length() - 1) == ' ' && piece.charAt(0) == ' ';
      all.append(again ? piece.substring(1) : piece);
    }
    assertEquals(read, all.toString());
  }
}
