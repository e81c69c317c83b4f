package io.github.tbptt4j.tuning.data;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Whole sequences in minibatches, the shorter ones padded with masked steps at their end. Masks are
 * left out where nothing is masked.
 */
final class SequenceBatches extends PartIterator {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // DL4J's iterators are serializable by name only
  private final List<EncodedSequence> sequences;

  private final int minibatchSize;
  private final int inputSize;
  private final int outputSize;
  private int position;

  SequenceBatches(
      List<EncodedSequence> sequences, int minibatchSize, int inputSize, int outputSize) {
    super(minibatchSize, inputSize, outputSize);
    this.sequences = sequences;
    this.minibatchSize = minibatchSize;
    this.inputSize = inputSize;
    this.outputSize = outputSize;
  }

  @Override
  public boolean hasNext() {
    return position < sequences.size();
  }

  @Override
  DataSet make() {
    int end = Math.min(position + minibatchSize, sequences.size());
    DataSet minibatch = minibatch(sequences.subList(position, end));
    position = end;
    return minibatch;
  }

  private DataSet minibatch(List<EncodedSequence> rows) {
    int steps = rows.stream().mapToInt(EncodedSequence::steps).max().orElseThrow();
    int examples = rows.size();
    float[] features = new float[examples * inputSize * steps];
    float[] labels = new float[examples * outputSize * steps];
    float[] featureMask = new float[examples * steps];
    float[] labelMask = new float[examples * steps];
    boolean padded = false;
    boolean unlabelled = false;
    for (int b = 0; b < examples; b++) {
      EncodedSequence row = rows.get(b);
      padded |= row.steps() < steps;
      unlabelled |= row.steps() < steps || (row.lastOnly() && steps > 1);
      for (int t = 0; t < row.steps(); t++) {
        scatter(row.inputs()[t], features, examples, inputSize, b, t);
        featureMask[t * examples + b] = 1;
        if (row.isLabelled(t)) {
          scatter(row.label(t), labels, examples, outputSize, b, t);
          labelMask[t * examples + b] = 1;
        }
      }
    }
    return new DataSet(
        sequence(features, examples, inputSize, steps),
        sequence(labels, examples, outputSize, steps),
        padded ? mask(featureMask, examples, steps) : null,
        unlabelled ? mask(labelMask, examples, steps) : null);
  }

  /** Into [B, n, T], time slowest, as DL4J's recurrent layers like it. */
  static void scatter(float[] values, float[] into, int examples, int size, int b, int t) {
    for (int i = 0; i < size; i++) {
      into[(t * size + i) * examples + b] = values[i];
    }
  }

  static INDArray sequence(float[] values, int examples, int size, int steps) {
    return Nd4j.create(values, new int[] {examples, size, steps}, 'f');
  }

  private static INDArray mask(float[] values, int examples, int steps) {
    return Nd4j.create(values, new int[] {examples, steps}, 'f');
  }

  @Override
  public void reset() {
    position = 0;
  }
}
