package io.github.tbptt4j.zoo.internal.text;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Texts as the input of a network. A time step holds the last characters, one more at each step,
 * the newest first: for each a one for its symbol, and a second one behind the symbols if it is a
 * capital. Characters before the beginning are zeros.
 *
 * @param features [minibatch, window (symbols + 1), T]
 * @param mask [minibatch, T], ones where there is text
 */
public record TextBatch(INDArray features, INDArray mask) {
  /**
   * The input for some texts.
   *
   * @param texts at least one; each of at least one symbol
   * @param symbols size of their alphabet
   * @param window how many characters a time step holds, at least 1
   * @return the input
   */
  public static TextBatch of(List<Symbols> texts, int symbols, int window) {
    int n = texts.size();
    int steps = texts.stream().mapToInt(Symbols::length).max().orElseThrow();
    int character = symbols + 1; // size of one in the input
    int nIn = window * character;
    float[] features = new float[n * nIn * steps];
    float[] mask = new float[n * steps];
    for (int i = 0; i < n; i++) {
      Symbols text = texts.get(i);
      for (int t = 0; t < text.length(); t++) {
        for (int back = 0; back < window && back <= t; back++) {
          int at = t * nIn + back * character;
          features[(at + text.ids()[t - back]) * n + i] = 1f;
          if (text.capitals()[t - back]) {
            features[(at + symbols) * n + i] = 1f;
          }
        }
        mask[i * steps + t] = 1f;
      }
    }
    return new TextBatch( // time slowest in memory, as recurrent layers like it
        Nd4j.create(features, new int[] {n, nIn, steps}, 'f'), Nd4j.create(mask, n, steps));
  }
}
