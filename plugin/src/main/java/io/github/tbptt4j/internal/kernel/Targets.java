package io.github.tbptt4j.internal.kernel;

import io.github.tbptt4j.internal.nativemem.CpuArrays;
import io.github.tbptt4j.internal.nativemem.MemoryGate;
import io.github.tbptt4j.internal.nativemem.Pointers;
import io.github.tbptt4j.internal.threads.Workers;
import java.util.Arrays;
import org.bytedeco.javacpp.indexer.Indexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an output layer is to say at each row: a class, or a distribution over classes. One-hot
 * labels become classes, so that nobody multiplies by their zeros.
 *
 * <p>Rows are time steps of examples, time first: row t * minibatch + example.
 */
public final class Targets {
  /** The class of a row whose loss doesn't count. */
  private static final int NONE = -1;

  /** Labels to look at below which a second thread costs more than it brings. */
  private static final long WORTH_A_WORKER = 50_000;

  private final int rows;
  private final int minibatch;
  private final int nOut;

  /** Each row's class, or null for distributions. */
  private final int[] classes;

  /** The distributions, or null for classes. */
  private final LabelArray distributions;

  /** m_r, or null for ones. */
  private final double[] weights;

  private final double clipping;

  /** The first example among those of the distributions. */
  private final int firstExample;

  private Targets(LabelArray labels, int[] classes, int nOut, double[] weights, double clipping) {
    this.rows = labels.rows();
    this.minibatch = labels.minibatch;
    this.nOut = nOut;
    this.classes = classes;
    this.distributions = classes == null ? labels : null;
    this.weights = weights;
    this.clipping = clipping;
    this.firstExample = 0;
  }

  /** Some examples of others. */
  private Targets(Targets all, int first, int count) {
    rows = all.rows / all.minibatch * count;
    minibatch = count;
    nOut = all.nOut;
    clipping = all.clipping;
    distributions = all.distributions;
    firstExample = all.firstExample + first;
    classes = all.classes == null ? null : new int[rows];
    weights = all.weights == null ? null : new double[rows];
    for (int row = 0; row < rows; row += count) {
      int from = row / count * all.minibatch + first;
      if (classes != null) {
        System.arraycopy(all.classes, from, classes, row, count);
      }
      if (weights != null) {
        System.arraycopy(all.weights, from, weights, row, count);
      }
    }
  }

  /**
   * Labels with an element for each class.
   *
   * @param labels [minibatch, nOut, T], in whatever order
   * @param weights m, by which each row's loss is multiplied, finite and at least 0; null for ones
   * @param clipping c: the loss cuts probabilities to [c, 1 - c]
   * @return the targets
   */
  public static Targets ofDistributions(INDArray labels, double[] weights, double clipping) {
    LabelArray array = new LabelArray(labels);
    return new Targets(array, array.oneHot(weights), array.size, weights, clipping);
  }

  /**
   * Labels that are class indices. Rows that don't count may hold anything.
   *
   * @param labels [minibatch, 1, T], in whatever order
   * @param nOut how many classes there are
   * @param weights m, by which each row's loss is multiplied, finite and at least 0; null for ones
   * @param clipping c: the loss cuts probabilities to [c, 1 - c]
   * @return the targets
   * @throws IllegalArgumentException if an index isn't a whole number from 0 to nOut-1
   */
  public static Targets ofIndices(INDArray labels, int nOut, double[] weights, double clipping) {
    LabelArray array = new LabelArray(labels);
    int[] classes = new int[array.rows()];
    float[] values = array.timeFirst();
    for (int r = 0; r < classes.length; r++) {
      if (!counts(weights, r)) {
        classes[r] = NONE;
      } else {
        classes[r] = values == null ? array.index(r, nOut) : array.index(values[r], r, nOut);
      }
    }
    return new Targets(array, classes, nOut, weights, clipping);
  }

  /**
   * Those of some examples alone.
   *
   * @param first the first one
   * @param count how many
   * @return targets whose rows are numbered from 0 on
   */
  public Targets ofExamples(int first, int count) {
    return first == 0 && count == minibatch ? this : new Targets(this, first, count);
  }

  public int rows() {
    return rows;
  }

  public int nOut() {
    return nOut;
  }

  /** {@return c: the loss cuts probabilities to [c, 1 - c]} */
  public double clipping() {
    return clipping;
  }

  /** Whether each row has one class, or else a distribution. */
  public boolean areClasses() {
    return classes != null;
  }

  /** The class of a row, negative for none. */
  public int classOf(int row) {
    return classes[row];
  }

  /** y_rj. */
  public double probability(int row, int j) {
    return classes == null
        ? distributions.at(firstExample + row % minibatch, j, row / minibatch)
        : classes[row] == j ? 1 : 0;
  }

  /** m_r. */
  public double weight(int row) {
    return weights == null ? 1 : weights[row];
  }

  private static boolean counts(double[] weights, int row) {
    return weights == null || weights[row] != 0;
  }

  /** The first row from which on some count; all rows where none does. */
  public int firstThatCounts() {
    int first = 0;
    while (first < rows && !counts(weights, first)) {
      first++;
    }
    return first;
  }

  /** The end of the rows that count. */
  public int endOfThoseThatCount() {
    int end = rows;
    while (end > 0 && !counts(weights, end - 1)) {
      end--;
    }
    return end;
  }

  /** Elements of [minibatch, size, T] in native memory. */
  private static final class LabelArray {
    private final int minibatch;
    private final int size;
    private final int steps;
    private final long[] strides;
    private final Indexer elements;

    /** Keeps the memory that the indexer reads. */
    private final INDArray owner;

    LabelArray(INDArray labels) {
      DataType type = labels.dataType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
      MemoryGate.alive("Labels", labels);
      owner = labels.castTo(type);
      minibatch = Math.toIntExact(owner.size(0));
      size = Math.toIntExact(owner.size(1));
      steps = Math.toIntExact(owner.size(2));
      Math.multiplyExact(minibatch, steps);
      strides = owner.stride();
      elements = Pointers.indexer(owner);
    }

    int rows() {
      return minibatch * steps;
    }

    double at(int example, int j, int t) {
      return elements.getDouble(example * strides[0] + j * strides[1] + t * strides[2]);
    }

    /** Single elements, row after row, where they lie so as floats on the CPU; else null. */
    float[] timeFirst() {
      boolean inOrder =
          size == 1
              && owner.dataType() == DataType.FLOAT
              && CpuArrays.areHere()
              && (minibatch == 1 || strides[0] == 1)
              && (steps == 1 || strides[2] == minibatch);
      return inOrder ? CpuArrays.floats(owner) : null;
    }

    int index(int row, int nOut) {
      return index(at(row % minibatch, 0, row / minibatch), row, nOut);
    }

    int index(double value, int row, int nOut) {
      int example = row % minibatch;
      int t = row / minibatch;
      int index = (int) value;
      if (index != value || index < 0 || index >= nOut) {
        throw new IllegalArgumentException(
            "Label "
                + value
                + " of example "
                + example
                + ", time step "
                + t
                + " must be a class index, a whole number from 0 to nOut-1 ("
                + (nOut - 1)
                + ").");
      }
      return index;
    }

    /** Each row's class, or null where a row that counts isn't zeros with a single one. */
    int[] oneHot(double[] weights) {
      int[] classes = new int[rows()];
      Arrays.fill(classes, NONE);
      Axis[] axes = {
        new Axis(minibatch, strides[0], 1, 0),
        new Axis(size, strides[1], 0, 1),
        new Axis(steps, strides[2], minibatch, 0)
      };
      // As the elements lie in memory: the longest stride outside.
      Arrays.sort(axes, (a, b) -> Long.compare(b.stride, a.stride));
      boolean sharesRows = axes[0].row == 0;
      long worthIt = Math.max(1, (long) rows() * size / WORTH_A_WORKER);
      int parts = sharesRows ? 1 : (int) Math.min(worthIt, Math.min(Workers.count(), axes[0].n));
      boolean[] failed = new boolean[parts];
      Workers.run(
          parts,
          part -> {
            int begin = Workers.begin(part, parts, axes[0].n);
            int end = Workers.begin(part + 1, parts, axes[0].n);
            failed[part] = !oneHot(axes, begin, end, classes);
          });
      for (boolean f : failed) {
        if (f) {
          return null;
        }
      }
      for (int r = 0; r < classes.length; r++) {
        if (classes[r] == NONE && counts(weights, r)) {
          return null;
        }
      }
      return classes;
    }

    private boolean oneHot(Axis[] axes, int begin, int end, int[] classes) {
      Axis outer = axes[0];
      Axis middle = axes[1];
      Axis inner = axes[2];
      for (int i = begin; i < end; i++) {
        for (int k = 0; k < middle.n; k++) {
          long at = i * outer.stride + k * middle.stride;
          int row = i * outer.row + k * middle.row;
          int j = i * outer.j + k * middle.j;
          for (int l = 0; l < inner.n; l++) {
            double y = elements.getDouble(at);
            if (y != 0) {
              if (y != 1 || classes[row] != NONE) {
                return false;
              }
              classes[row] = j;
            }
            at += inner.stride;
            row += inner.row;
            j += inner.j;
          }
        }
      }
      return true;
    }
  }

  /** An axis of the labels: its length, and how far a step on it goes in memory, rows, classes. */
  private record Axis(int n, long stride, int row, int j) {}
}
