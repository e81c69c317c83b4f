package io.github.tbptt4j.tuning.data;

import io.github.tbptt4j.tuning.internal.data.Minibatches;
import io.github.tbptt4j.tuning.internal.data.PartIterator;
import org.nd4j.linalg.dataset.DataSet;

/**
 * One long series as B parallel streams of equal length: row b of every minibatch continues row b
 * of the one before. What is left when it doesn't divide by B is not used.
 */
final class SeriesStreams extends PartIterator {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // DL4J's iterators are serializable by name only
  private final EncodedSequence series;

  private final int streams;
  private final int timeSteps;
  private final int streamLength;
  private final int inputSize;
  private final int outputSize;
  private int position;

  SeriesStreams(EncodedSequence series, int streams, int timeSteps, int inputSize, int outputSize) {
    super(streams, inputSize, outputSize);
    this.series = series;
    this.streams = streams;
    this.timeSteps = timeSteps;
    this.streamLength = series.steps() / streams;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
  }

  @Override
  public boolean hasNext() {
    return position < streamLength;
  }

  @Override
  protected DataSet make() {
    int length = Math.min(timeSteps, streamLength - position);
    float[] features = new float[streams * inputSize * length];
    float[] labels = new float[streams * outputSize * length];
    for (int t = 0; t < length; t++) {
      for (int b = 0; b < streams; b++) {
        int step = b * streamLength + position + t;
        Minibatches.scatter(series.inputs()[step], features, streams, inputSize, b, t);
        Minibatches.scatter(series.label(step), labels, streams, outputSize, b, t);
      }
    }
    position += length;
    return new DataSet(
        Minibatches.sequence(features, streams, inputSize, length),
        Minibatches.sequence(labels, streams, outputSize, length));
  }

  @Override
  public void reset() {
    position = 0;
  }
}
