package io.github.tbptt4j.tuning.data;

import io.github.tbptt4j.tuning.internal.data.Minibatches;
import io.github.tbptt4j.tuning.internal.data.PartIterator;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;

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
  protected DataSet make() {
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
        Minibatches.scatter(row.inputs()[t], features, examples, inputSize, b, t);
        featureMask[t * examples + b] = 1;
        if (row.isLabelled(t)) {
          Minibatches.scatter(row.label(t), labels, examples, outputSize, b, t);
          labelMask[t * examples + b] = 1;
        }
      }
    }
    return new DataSet(
        Minibatches.sequence(features, examples, inputSize, steps),
        Minibatches.sequence(labels, examples, outputSize, steps),
        padded ? Minibatches.mask(featureMask, examples, steps) : null,
        unlabelled ? Minibatches.mask(labelMask, examples, steps) : null);
  }

  @Override
  public void reset() {
    position = 0;
  }
}
