package io.github.tbptt4j.examples;

import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A text as B parallel streams: row b of every minibatch continues row b of the minibatch before.
 *
 * <p>Stream b is the b-th of B equal parts of the text. The features are the symbols as one-hot
 * vectors [B, V, T], the labels the symbols that follow. The last minibatch of a pass may be
 * shorter in time; what is left when the text doesn't divide by B is not used.
 */
final class CharacterStreams implements DataSetIterator {
  private static final long serialVersionUID = 1L;

  private final int[] text;
  private final int symbols;
  private final int streams;
  private final int steps;
  private final int streamLength;
  private int position;
  private DataSetPreProcessor preProcessor;

  /**
   * Cuts a text into streams.
   *
   * @param text symbols from 0 to {@code symbols}-1
   * @param symbols size of the vocabulary, V
   * @param streams how many streams, B
   * @param steps time steps of a minibatch, T
   */
  CharacterStreams(int[] text, int symbols, int streams, int steps) {
    if (streams < 1 || steps < 1 || text.length <= streams) {
      throw new IllegalArgumentException(
          "%d symbols don't make %d streams in minibatches of %d steps: both must be at least 1, and every stream needs a symbol and its successor."
              .formatted(text.length, streams, steps));
    }
    this.text = text.clone();
    this.symbols = symbols;
    this.streams = streams;
    this.steps = steps;
    this.streamLength = (text.length - 1) / streams; // the last symbol has no successor
  }

  /** {@return the number of symbols predicted in one pass} */
  long predictions() {
    return (long) streams * streamLength;
  }

  @Override
  public boolean hasNext() {
    return position < streamLength;
  }

  @Override
  public DataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The streams have ended: reset() begins them anew.");
    }
    int length = Math.min(steps, streamLength - position);
    DataSet minibatch = new DataSet(oneHot(position, length), oneHot(position + 1, length));
    position += length;
    if (preProcessor != null) {
      preProcessor.preProcess(minibatch);
    }
    return minibatch;
  }

  /** {@return [B, V, T], time slowest, as DL4J's recurrent layers like it} */
  private INDArray oneHot(int from, int length) {
    float[] values = new float[streams * symbols * length];
    for (int t = 0; t < length; t++) {
      for (int b = 0; b < streams; b++) {
        int symbol = text[b * streamLength + from + t];
        values[(t * symbols + symbol) * streams + b] = 1;
      }
    }
    return Nd4j.create(values, new int[] {streams, symbols, length}, 'f');
  }

  @Override
  public void reset() {
    position = 0;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return streams;
  }

  @Override
  public int inputColumns() {
    return symbols;
  }

  @Override
  public int totalOutcomes() {
    return symbols;
  }

  @Override
  public List<String> getLabels() {
    return null; // what the interface asks for where labels have no names
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  @Override
  public DataSet next(int num) {
    if (num != streams) {
      throw new UnsupportedOperationException(
          "A minibatch is one step of " + streams + " streams; " + num + " can't be asked for.");
    }
    return next();
  }
}
