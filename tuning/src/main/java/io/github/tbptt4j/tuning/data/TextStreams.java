package io.github.tbptt4j.tuning.data;

import io.github.tbptt4j.tuning.internal.data.PartIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Symbols as B parallel streams of equal length: row b of every minibatch continues row b of the
 * one before. What is left when they don't divide by B is not used.
 */
final class TextStreams extends PartIterator {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // DL4J's iterators are serializable by name only
  private final int[] symbols;

  private final int vocabulary;
  private final int streams;
  private final int timeSteps;
  private final int streamLength;
  private int position;

  TextStreams(int[] symbols, int vocabulary, int streams, int timeSteps) {
    super(streams, vocabulary, vocabulary);
    this.symbols = symbols;
    this.vocabulary = vocabulary;
    this.streams = streams;
    this.timeSteps = timeSteps;
    this.streamLength = length(symbols, streams);
  }

  /** {@return how many symbols of a stream have a successor in it; the last of all has none} */
  static int length(int[] symbols, int streams) {
    return (symbols.length - 1) / streams;
  }

  @Override
  public boolean hasNext() {
    return position < streamLength;
  }

  @Override
  protected DataSet make() {
    int length = Math.min(timeSteps, streamLength - position);
    DataSet minibatch = new DataSet(oneHot(position, length), oneHot(position + 1, length));
    position += length;
    return minibatch;
  }

  /** {@return [B, V, T], time slowest, as DL4J's recurrent layers like it} */
  private INDArray oneHot(int from, int length) {
    float[] values = new float[streams * vocabulary * length];
    for (int t = 0; t < length; t++) {
      for (int b = 0; b < streams; b++) {
        int symbol = symbols[b * streamLength + from + t];
        values[(t * vocabulary + symbol) * streams + b] = 1;
      }
    }
    return Nd4j.create(values, new int[] {streams, vocabulary, length}, 'f');
  }

  @Override
  public void reset() {
    position = 0;
  }
}
