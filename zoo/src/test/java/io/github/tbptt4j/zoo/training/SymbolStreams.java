package io.github.tbptt4j.zoo.training;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A text as B parallel streams that begin anew after their end: row b of every minibatch continues
 * row b of the minibatch before. Stream b is the b-th of B equal parts of the text. The features
 * are one-hot vectors [B, V, T], the labels the symbols that follow.
 */
final class SymbolStreams {
  private final int[] text;
  private final int symbols;
  private final int streams;
  private final int steps;
  private final int minibatches;
  private int next;

  /**
   * Cuts a text into streams. What is left when the text doesn't divide isn't used.
   *
   * @param text symbols from 0 to {@code symbols}-1
   * @param symbols size of the vocabulary, V
   * @param streams how many streams, B
   * @param steps time steps of a minibatch, T
   */
  SymbolStreams(int[] text, int symbols, int streams, int steps) {
    this.text = text;
    this.symbols = symbols;
    this.streams = streams;
    this.steps = steps;
    this.minibatches = (text.length - 1) / (streams * steps);
    if (minibatches < 1) {
      throw new IllegalArgumentException(
          "%,d symbols are too few for %d streams of %d steps: give a longer text."
              .formatted(text.length, streams, steps));
    }
  }

  /** {@return minibatches in one pass over the text} */
  int minibatches() {
    return minibatches;
  }

  /** {@return whether the next minibatch begins the streams anew} */
  boolean atStart() {
    return next == 0;
  }

  /** {@return the next minibatch} */
  DataSet next() {
    int from = next * steps;
    next = (next + 1) % minibatches;
    return new DataSet(oneHot(from), oneHot(from + 1));
  }

  /** {@return [B, V, T], time slowest, as DL4J's recurrent layers like it} */
  private INDArray oneHot(int from) {
    float[] values = new float[streams * symbols * steps];
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < streams; b++) {
        int symbol = text[b * minibatches * steps + from + t];
        values[(t * symbols + symbol) * streams + b] = 1;
      }
    }
    return Nd4j.create(values, new int[] {streams, symbols, steps}, 'f');
  }
}
