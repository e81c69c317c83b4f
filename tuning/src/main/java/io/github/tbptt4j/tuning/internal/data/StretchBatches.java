package io.github.tbptt4j.tuning.internal.data;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Minibatches of encoded series. Each example is a stretch of a series; stretches of one length
 * continue from minibatch to minibatch, others come whole, the shorter ones padded with masked
 * steps at their end. Masks are left out where nothing is masked.
 */
public class StretchBatches extends PartIterator {
  private static final long serialVersionUID = 1L;

  /** A series as numbers. */
  public interface Steps {
    /**
     * Gives a step's inputs.
     *
     * @param step its index
     * @return the array itself
     */
    float[] input(int step);

    /**
     * Gives what a step should say.
     *
     * @param step its index
     * @return the array itself
     */
    float[] label(int step);

    /**
     * Says whether that is known.
     *
     * @param step its index
     * @return whether it has a label
     */
    boolean isLabelled(int step);
  }

  /**
   * Steps of a series from one to before another.
   *
   * @param series whose
   * @param from the first
   * @param to after the last
   */
  public record Stretch(Steps series, int from, int to) {
    /** {@return how many there are} */
    public int length() {
      return to - from;
    }

    /** {@return so many stretches of equal length, which follow each other from a step on} */
    private List<Stretch> cut(int count, int first) {
      List<Stretch> parts = new ArrayList<>();
      int each = length() / count;
      for (int i = 0; i < count; i++) {
        parts.add(new Stretch(series, first + i * each, first + (i + 1) * each));
      }
      return parts;
    }

    /**
     * Cuts it; what is left when the length doesn't divide is at the end, and not used.
     *
     * @param count how many
     * @return stretches of equal length
     */
    public List<Stretch> fromTheBeginning(int count) {
      return cut(count, from);
    }

    /**
     * Cuts it; what is left when the length doesn't divide is at the beginning, and not used.
     *
     * @param count how many
     * @return stretches of equal length
     */
    public List<Stretch> toTheEnd(int count) {
      return cut(count, to - length() / count * count);
    }
  }

  @SuppressWarnings("serial") // DL4J's iterators are serializable by name only
  private final List<List<Stretch>> minibatches = new ArrayList<>(); // side by side

  private final int inputSize;
  private final int outputSize;
  private final int timeSteps;
  private int group;
  private int position;

  /**
   * Minibatches of stretches, so many side by side.
   *
   * @param stretches in order
   * @param examples of a minibatch
   * @param inputSize of a step
   * @param outputSize of a step
   * @param timeSteps of a minibatch at most; longer stretches continue in the next one
   */
  public StretchBatches(
      List<Stretch> stretches, int examples, int inputSize, int outputSize, int timeSteps) {
    super(examples, inputSize, outputSize);
    this.inputSize = inputSize;
    this.outputSize = outputSize;
    this.timeSteps = timeSteps;
    for (int from = 0; from < stretches.size(); from += examples) {
      minibatches.add(stretches.subList(from, Math.min(from + examples, stretches.size())));
    }
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
        Steps series = stretch.series();
        scatter(series.input(row), features, examples, inputSize, b, t);
        featureMask[t * examples + b] = 1;
        if (series.isLabelled(row)) {
          scatter(series.label(row), labels, examples, outputSize, b, t);
          labelMask[t * examples + b] = 1;
        } else {
          unlabelled = true;
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
  private static void scatter(float[] values, float[] into, int examples, int size, int b, int t) {
    for (int i = 0; i < size; i++) {
      into[(t * size + i) * examples + b] = values[i];
    }
  }

  private static INDArray sequence(float[] values, int examples, int size, int steps) {
    return Nd4j.create(values, new int[] {examples, size, steps}, 'f');
  }

  private static INDArray mask(float[] values, int examples, int steps) {
    return Nd4j.create(values, new int[] {examples, steps}, 'f');
  }

  @Override
  public void reset() {
    group = 0;
    position = 0;
  }
}
