package io.github.tbptt4j;

import io.github.tbptt4j.internal.data.Skipping;
import io.github.tbptt4j.internal.data.Streams;
import io.github.tbptt4j.internal.data.Window;
import java.io.Closeable;
import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** Minibatches of parallel streams. */
abstract class StreamIterator implements DataSetIterator, Skipping, Closeable {
  private static final long serialVersionUID = 1L;

  /** The data, and where in it this is. */
  private final Streams streams;

  /** What sees each minibatch before it is given, or null. */
  private DataSetPreProcessor preProcessor;

  StreamIterator(Streams streams) {
    this.streams = streams;
  }

  static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 1.");
    }
    return value;
  }

  /** A minibatch as arrays. */
  abstract DataSet arrays(Window window);

  @Override
  public boolean hasNext() {
    return streams.hasNext();
  }

  /**
   * The next minibatch.
   *
   * @return features and labels
   * @throws java.io.UncheckedIOException if reading a file fails
   * @throws IllegalStateException if a file has changed since the iterator was built
   */
  @Override
  public DataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "All " + streams.length() + " steps of the streams have been given: call reset().");
    }
    DataSet data = arrays(streams.next());
    streams.skip(1);
    if (preProcessor != null) {
      preProcessor.preProcess(data);
    }
    return data;
  }

  /**
   * Not available: a row is a stream, which the number of examples can't change.
   *
   * @param num the number of examples
   * @return never
   * @throws UnsupportedOperationException if num isn't the minibatch's size
   */
  @Override
  public DataSet next(int num) {
    if (num != batch()) {
      throw new UnsupportedOperationException(
          "A minibatch has " + batch() + " examples, one a stream, not " + num + ": use next().");
    }
    return next();
  }

  /**
   * Goes on behind some minibatches, or to the end, without reading them: a place far into a file
   * is reached as fast as one near by.
   *
   * @param minibatches how many, at least 0
   * @return how many there were, fewer at the end
   * @throws IllegalArgumentException if minibatches is negative
   */
  @Override
  public long skip(long minibatches) {
    return streams.skip(minibatches);
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
  public void reset() {
    streams.reset();
  }

  /**
   * Closes the file and ends the thread that reads it, which the end of the data, {@link #reset}
   * and the garbage collector do, too. If there are more minibatches, {@link #next()} opens it
   * again and goes on. Without a file nothing happens.
   */
  @Override
  public void close() {
    streams.close();
  }

  @Override
  public int batch() {
    return streams.count();
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  /** {@return null: classes have no names here} */
  @Override
  public List<String> getLabels() {
    return null;
  }
}
