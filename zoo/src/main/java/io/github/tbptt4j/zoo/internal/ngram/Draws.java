package io.github.tbptt4j.zoo.internal.ngram;

import io.github.tbptt4j.zoo.internal.ngram.NgramTraining.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Examples in any order, one epoch after the other; of a long text one of its pieces. */
public final class Draws implements Supplier<Example> {
  private final List<Example> examples;
  private final int longestPiece;
  private final Random random;
  private int next;

  /**
   * Draws.
   *
   * @param examples at least one
   * @param longestPiece characters that a network reads at once
   * @param seed of the order
   */
  public Draws(List<Example> examples, int longestPiece, long seed) {
    this.examples = new ArrayList<>(examples);
    this.longestPiece = longestPiece;
    this.random = new Random(seed);
    this.next = examples.size();
  }

  @Override
  public Example get() {
    if (next == examples.size()) {
      Collections.shuffle(examples, random);
      next = 0;
    }
    Example whole = examples.get(next++);
    if (whole.read().length() <= longestPiece) {
      return whole;
    }
    List<Example> pieces = pieces(whole, longestPiece);
    return pieces.get(random.nextInt(pieces.size()));
  }

  /**
   * What is read at once.
   *
   * @param whole a text
   * @param longestPiece characters that a network reads at once
   * @return the text's pieces, each with its label
   */
  public static List<Example> pieces(Example whole, int longestPiece) {
    String read = whole.read();
    if (read.length() <= longestPiece) {
      return List.of(whole);
    }
    List<Example> pieces = new ArrayList<>();
    int size = Pieces.size(read.length(), longestPiece);
    for (int from = 0; from < read.length() - 1; ) {
      int end = Pieces.end(read, from, size, longestPiece);
      pieces.add(new Example(read.substring(from, end), whole.label()));
      from = Pieces.next(read, from, end);
    }
    return pieces;
  }
}
