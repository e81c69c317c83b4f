package io.github.tbptt4j.zoo.text;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Texts as the input of a network, one character a time step: a one for its symbol, and a second
 * one behind the symbols if it is a capital.
 *
 * @param features [minibatch, symbols + 1, T]
 * @param mask [minibatch, T], ones where there is text
 */
public record TextBatch(INDArray features, INDArray mask) {
  /**
   * The input for some texts.
   *
   * @param texts at least one; each of at least one symbol
   * @param symbols size of their alphabet
   * @return the input
   */
  public static TextBatch of(List<Symbols> texts, int symbols) {
    int n = texts.size();
    int steps = texts.stream().mapToInt(Symbols::length).max().orElseThrow();
    int nIn = symbols + 1;
    float[] features = new float[n * nIn * steps];
    float[] mask = new float[n * steps];
    for (int i = 0; i < n; i++) {
      Symbols text = texts.get(i);
      for (int t = 0; t < text.length(); t++) {
        features[(t * nIn + text.ids()[t]) * n + i] = 1f;
        if (text.capitals()[t]) {
          features[(t * nIn + symbols) * n + i] = 1f;
        }
        mask[i * steps + t] = 1f;
      }
    }
    return new TextBatch( // time slowest in memory, as recurrent layers like it
        Nd4j.create(features, new int[] {n, nIn, steps}, 'f'), Nd4j.create(mask, n, steps));
  }
}
