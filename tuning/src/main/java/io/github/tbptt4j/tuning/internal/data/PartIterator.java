package io.github.tbptt4j.tuning.internal.data;

import java.util.List;
import java.util.NoSuchElementException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** What DL4J asks of an iterator, around the making of minibatches. */
public abstract class PartIterator implements DataSetIterator {
  private static final long serialVersionUID = 1L;

  private final int minibatchSize;
  private final int inputSize;
  private final int outputSize;
  private DataSetPreProcessor preProcessor;

  /**
   * Remembers the sizes.
   *
   * @param minibatchSize examples of a minibatch
   * @param inputSize of a step
   * @param outputSize of a step
   */
  protected PartIterator(int minibatchSize, int inputSize, int outputSize) {
    this.minibatchSize = minibatchSize;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
  }

  /** {@return the next minibatch; there is one} */
  protected abstract DataSet make();

  @Override
  public DataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException("The data have ended: reset() begins them anew.");
    }
    DataSet minibatch = make();
    if (preProcessor != null) {
      preProcessor.preProcess(minibatch);
    }
    return minibatch;
  }

  @Override
  public DataSet next(int num) {
    if (num != minibatchSize) {
      throw new UnsupportedOperationException(
          "Minibatches have " + minibatchSize + " examples; " + num + " can't be asked for.");
    }
    return next();
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
    return minibatchSize;
  }

  @Override
  public int inputColumns() {
    return inputSize;
  }

  @Override
  public int totalOutcomes() {
    return outputSize;
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
}
