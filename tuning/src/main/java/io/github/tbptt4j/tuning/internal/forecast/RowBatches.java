package io.github.tbptt4j.tuning.internal.forecast;

import io.github.tbptt4j.tuning.internal.data.Minibatches;
import io.github.tbptt4j.tuning.internal.data.PartIterator;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Minibatches of encoded series. Each example is a stretch of a series; stretches of one length
 * continue from minibatch to minibatch, others come whole, the shorter ones padded and masked.
 */
final class RowBatches extends PartIterator {
  private static final long serialVersionUID = 1L;

  /** Rows of a series from one to before another. */
  record Stretch(Examples series, int from, int to) {
    int length() {
      return to - from;
    }
  }

  @SuppressWarnings("serial") // DL4J's iterators are serializable by name only
  private final List<List<Stretch>> minibatches = new ArrayList<>(); // side by side

  private final Part part;
  private final int inputSize;
  private final int outputSize;
  private final int timeSteps;
  private int group;
  private int position;

  private RowBatches(Part part, int examples, Encoder encoder, int timeSteps) {
    super(examples, encoder.inputSize(), encoder.outputSize());
    this.part = part;
    this.inputSize = encoder.inputSize();
    this.outputSize = encoder.outputSize();
    this.timeSteps = timeSteps;
  }

  /**
   * One series as parallel streams: row b of a minibatch continues row b of the one before. What is
   * left when the length doesn't divide is at the series' beginning, and not used.
   */
  static RowBatches streams(
      Part part, Stretch series, int streams, int timeSteps, Encoder encoder) {
    RowBatches batches = new RowBatches(part, streams, encoder, timeSteps);
    int length = series.length() / streams;
    int from = series.to() - length * streams;
    List<Stretch> all = new ArrayList<>();
    for (int b = 0; b < streams; b++) {
      all.add(new Stretch(series.series(), from + b * length, from + (b + 1) * length));
    }
    batches.minibatches.add(all);
    return batches;
  }

  /** Whole series, so many at a time. */
  static RowBatches whole(Part part, List<Stretch> series, int examples, Encoder encoder) {
    RowBatches batches = new RowBatches(part, examples, encoder, Integer.MAX_VALUE);
    for (int from = 0; from < series.size(); from += examples) {
      batches.minibatches.add(series.subList(from, Math.min(from + examples, series.size())));
    }
    return batches;
  }

  /** {@return what the rows are for} */
  Part part() {
    return part;
  }

  @Override
  public boolean hasNext() {
    return group < minibatches.size();
  }

  @Override
  protected DataSet make() {
    List<Stretch> rows = minibatches.get(group);
    int longest = rows.stream().mapToInt(Stretch::length).max().orElseThrow();
    int steps = Math.min(timeSteps, longest - position);
    DataSet minibatch = minibatch(rows, steps);
    position += steps;
    if (position == longest) {
      position = 0;
      group++;
    }
    return minibatch;
  }

  private DataSet minibatch(List<Stretch> rows, int steps) {
    int examples = rows.size();
    float[] features = new float[examples * inputSize * steps];
    float[] labels = new float[examples * outputSize * steps];
    float[] featureMask = new float[examples * steps];
    float[] labelMask = new float[examples * steps];
    boolean padded = false;
    boolean unlabelled = false;
    for (int b = 0; b < examples; b++) {
      Stretch stretch = rows.get(b);
      for (int t = 0; t < steps; t++) {
        int row = stretch.from() + position + t;
        if (row >= stretch.to()) {
          padded = true;
          unlabelled = true;
          break;
        }
        Examples series = stretch.series();
        Minibatches.scatter(series.inputs()[row], features, examples, inputSize, b, t);
        featureMask[t * examples + b] = 1;
        if (series.labelled()[row]) {
          Minibatches.scatter(series.labels()[row], labels, examples, outputSize, b, t);
          labelMask[t * examples + b] = 1;
        } else {
          unlabelled = true;
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
    group = 0;
    position = 0;
  }
}
