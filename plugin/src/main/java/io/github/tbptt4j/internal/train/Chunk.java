package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.kernel.Tape;
import io.github.tbptt4j.internal.nativemem.SequenceCopy;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Consecutive time steps of one minibatch.
 *
 * <p>With B examples and T steps, features and labels are [B, n, T] where {@code timeAxis} is 2 and
 * [B, T, n] where it is 1; features that are symbols may be [B, T]. Masks are [B, T], or [B, n, T]
 * for labels masked per output. A mask may be null. Labels may also be those of whole sequences,
 * [B, n], which no slice touches.
 */
final class Chunk {
  private final int timeAxis;
  private final INDArray[] features;
  private final INDArray[] labels;
  private final INDArray[] featureMasks;
  private final INDArray[] labelMasks;
  private final boolean labelsOfSequences;

  Chunk(
      int timeAxis,
      INDArray[] features,
      INDArray[] labels,
      INDArray[] featureMasks,
      INDArray[] labelMasks) {
    this(timeAxis, features, labels, featureMasks, labelMasks, false);
  }

  /** {@code labelsOfSequences} where labels are [B, n] and their masks [B, 1]. */
  Chunk(
      int timeAxis,
      INDArray[] features,
      INDArray[] labels,
      INDArray[] featureMasks,
      INDArray[] labelMasks,
      boolean labelsOfSequences) {
    this.labelsOfSequences = labelsOfSequences;
    this.timeAxis = timeAxis;
    this.features = features;
    this.labels = labels;
    this.featureMasks = featureMasks;
    this.labelMasks = labelMasks;
  }

  int timeAxis() {
    return timeAxis;
  }

  INDArray[] features() {
    return features;
  }

  INDArray[] labels() {
    return labels;
  }

  INDArray[] featureMasks() {
    return featureMasks;
  }

  INDArray[] labelMasks() {
    return labelMasks;
  }

  /** The same with other features. */
  Chunk withFeatures(INDArray... others) {
    return new Chunk(timeAxis, others, labels, featureMasks, labelMasks, labelsOfSequences);
  }

  /** Whether labels are [B, n], of whole sequences. */
  boolean labelsOfSequences() {
    return labelsOfSequences;
  }

  /** The labels of the first output, [T, B, n], or [1, B, n] of whole sequences. */
  INDArray labelsTimeFirst() {
    INDArray given = labels[0];
    return labelsOfSequences
        ? SequenceCopy.dense(given).reshape('c', 1, given.size(0), given.size(1))
        : timeFirst(given);
  }

  /** Their mask, [T, B] or [T, B, n], or [1, B] of whole sequences; null for none. */
  INDArray labelMaskTimeFirst() {
    INDArray mask = labelMasks[0];
    if (mask == null) {
      return null;
    }
    return labelsOfSequences
        ? SequenceCopy.dense(mask).reshape('c', 1, mask.length())
        : maskTimeFirst(mask);
  }

  /**
   * The last steps of each example, so that all begin together; copied where they don't already.
   *
   * @param begins the first step of each example
   * @param ends the end of each example's last real step
   * @param depth how many steps to take; what is behind an example's end is masked
   */
  Chunk windows(int[] begins, int[] ends, int depth) {
    if (Arrays.stream(begins).allMatch(begin -> begin == begins[0])) {
      return slice(begins[0], begins[0] + depth);
    }
    return new Chunk(
        timeAxis,
        map(features, array -> windows(array, timeAxis(array), begins, ends)),
        labels,
        map(featureMasks, mask -> maskOfWindows(mask, begins, ends)),
        labelMasks,
        true);
  }

  /** Behind an example's end its last step is repeated: there the mask is 0. */
  private static INDArray windows(INDArray array, int axis, int[] begins, int[] ends) {
    INDArray steps = SequenceCopy.dense(axisFirst(array, axis));
    int examples = ends.length;
    int depth = longest(begins, ends);
    int[] which = new int[depth * examples];
    for (int row = 0; row < which.length; row++) {
      int b = row % examples;
      which[row] = Math.min(begins[b] + row / examples, ends[b] - 1) * examples + b;
    }
    long[] shape = steps.shape().clone();
    shape[0] = depth;
    INDArray rows =
        steps.reshape('c', steps.size(0) * examples, steps.length() / steps.size(0) / examples);
    return axisBack(Nd4j.pullRows(rows, 1, which, 'c').reshape('c', shape), axis);
  }

  private static INDArray maskOfWindows(INDArray mask, int[] begins, int[] ends) {
    double[][] windows = new double[ends.length][longest(begins, ends)];
    for (int b = 0; b < ends.length; b++) {
      for (int t = begins[b]; t < ends[b]; t++) {
        windows[b][t - begins[b]] = mask.getDouble(b, t);
      }
    }
    return Nd4j.createFromArray(windows).castTo(mask.dataType());
  }

  private static int longest(int[] begins, int[] ends) {
    int depth = 0;
    for (int b = 0; b < ends.length; b++) {
      depth = Math.max(depth, ends[b] - begins[b]);
    }
    return depth;
  }

  /**
   * Windows of one length, copied.
   *
   * @param examples whose, a row each; labels of whole sequences are theirs
   * @param begins the first step of each
   * @param depth steps
   */
  Chunk windowsOf(int[] examples, int[] begins, int depth) {
    return new Chunk(
        timeAxis,
        map(features, array -> rows(array, timeAxis(array), examples, begins, depth)),
        map(
            labels,
            array ->
                labelsOfSequences
                    ? rows(array, examples)
                    : rows(array, timeAxis(array), examples, begins, depth)),
        map(featureMasks, mask -> rows(mask, mask.rank() - 1, examples, begins, depth)),
        map(
            labelMasks,
            mask ->
                labelsOfSequences
                    ? rows(mask, examples)
                    : rows(mask, mask.rank() - 1, examples, begins, depth)),
        labelsOfSequences);
  }

  private static INDArray rows(INDArray array, int axis, int[] examples, int[] begins, int depth) {
    INDArray[] picked = new INDArray[examples.length];
    for (int i = 0; i < picked.length; i++) {
      INDArray example = slice(array, 0, examples[i], examples[i] + 1);
      picked[i] = slice(example, axis, begins[i], begins[i] + depth);
    }
    return Nd4j.concat(0, picked);
  }

  /** The same with every step of some examples real: nobody asks for their states any more. */
  Chunk withoutMaskOf(boolean[] some) {
    double[] ones = new double[some.length];
    for (int b = 0; b < some.length; b++) {
      ones[b] = some[b] ? 1 : 0;
    }
    INDArray[] masks = map(featureMasks, mask -> withOnes(mask, ones));
    return new Chunk(timeAxis, features, labels, masks, labelMasks, labelsOfSequences);
  }

  private static INDArray withOnes(INDArray mask, double[] ones) {
    INDArray real = Nd4j.create(ones, new long[] {ones.length, 1}, mask.dataType());
    return mask.mulColumnVector(real.rsub(1)).addiColumnVector(real);
  }

  /**
   * [B, n, T], or [B, T, n], or indices [B, T], as [T, B, n] in c order; a view where it can be.
   */
  INDArray timeFirst(INDArray sequences) {
    if (sequences.rank() == 2) {
      INDArray rows = SequenceCopy.dense(sequences.transpose());
      return rows.reshape('c', rows.size(0), rows.size(1), 1);
    }
    return SequenceCopy.dense(axisFirst(sequences, timeAxis));
  }

  /** A mask, [B, T] or [B, n, T], as [T, B] or [T, B, n] in c order; a view where it can be. */
  INDArray maskTimeFirst(INDArray mask) {
    return SequenceCopy.dense(axisFirst(mask, mask.rank() - 1));
  }

  /** [T, B, n] in the layout of the features, a view. */
  INDArray asDl4j(INDArray timeFirst) {
    return timeAxis == 2 ? timeFirst.permute(1, 2, 0) : timeFirst.permute(1, 0, 2);
  }

  boolean hasFeatureMask() {
    return Arrays.stream(featureMasks).anyMatch(mask -> mask != null);
  }

  int steps() {
    return (int) features[0].size(timeAxis(features[0]));
  }

  int examples() {
    return (int) features[0].size(0);
  }

  /** A view of the steps {@code [from, to)}. */
  Chunk slice(int from, int to) {
    return from == 0 && to == steps()
        ? this
        : new Chunk(
            timeAxis,
            map(features, array -> slice(array, timeAxis(array), from, to)),
            labelsOfSequences
                ? labels
                : map(labels, array -> slice(array, timeAxis(array), from, to)),
            map(featureMasks, mask -> slice(mask, mask.rank() - 1, from, to)),
            labelsOfSequences
                ? labelMasks
                : map(labelMasks, mask -> slice(mask, mask.rank() - 1, from, to)),
            labelsOfSequences);
  }

  private int timeAxis(INDArray sequence) {
    return sequence.rank() == 2 ? 1 : timeAxis;
  }

  /** A copy of some examples. */
  Chunk rows(int[] rows) {
    return map(array -> rows(array, rows));
  }

  long bytes() {
    long bytes = 0;
    for (INDArray[] arrays : List.of(features, labels, featureMasks, labelMasks)) {
      for (INDArray array : arrays) {
        bytes += array == null ? 0 : array.length() * array.dataType().width();
      }
    }
    return bytes;
  }

  /**
   * One chunk after the other, copied, with time first in memory: there a step is a block, so that
   * joining and cutting copies are fast, and layers that work time by time needn't copy. A mask
   * that only some of them have is ones elsewhere.
   */
  static Chunk concat(List<Chunk> chunks) {
    Chunk first = chunks.get(0);
    return new Chunk(
        first.timeAxis,
        first.joinEach(chunks.stream().map(Chunk::features).toList()),
        first.joinEach(chunks.stream().map(Chunk::labels).toList()),
        concatMasks(chunks, chunks.stream().map(Chunk::featureMasks).toList()),
        concatMasks(chunks, chunks.stream().map(Chunk::labelMasks).toList()));
  }

  static INDArray rows(INDArray array, int[] rows) {
    INDArray[] picked = new INDArray[rows.length];
    for (int i = 0; i < rows.length; i++) {
      picked[i] = slice(array, 0, rows[i], rows[i] + 1);
    }
    return Nd4j.concat(0, picked);
  }

  /** A view of {@code [from, to)} on one axis. */
  static INDArray slice(INDArray array, int axis, int from, int to) {
    // ND4J's get returns an empty array where an interval on any axis but the last begins beyond
    // length() elements of the buffer, which on a view means nothing: so make the axis the last.
    int last = array.rank() - 1;
    INDArrayIndex[] indices = new INDArrayIndex[array.rank()];
    Arrays.fill(indices, NDArrayIndex.all());
    indices[last] = NDArrayIndex.interval(from, to);
    return array.swapAxes(axis, last).get(indices).swapAxes(axis, last);
  }

  private Chunk map(UnaryOperator<INDArray> f) {
    return new Chunk(
        timeAxis,
        map(features, f),
        map(labels, f),
        map(featureMasks, f),
        map(labelMasks, f),
        labelsOfSequences);
  }

  private static INDArray[] map(INDArray[] arrays, UnaryOperator<INDArray> f) {
    INDArray[] mapped = new INDArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      mapped[i] = arrays[i] == null ? null : f.apply(arrays[i]);
    }
    return mapped;
  }

  private INDArray[] joinEach(List<INDArray[]> parts) {
    INDArray[] joined = new INDArray[parts.get(0).length];
    for (int i = 0; i < joined.length; i++) {
      int index = i;
      int axis = timeAxis(parts.get(0)[i]);
      joined[i] = join(axis, parts.stream().map(p -> p[index]).toArray(INDArray[]::new));
    }
    return joined;
  }

  private static INDArray join(int axis, INDArray... parts) {
    long steps = Arrays.stream(parts).mapToLong(part -> part.size(axis)).sum();
    long[] shape = axisFirst(parts[0], axis).shape().clone();
    shape[0] = steps;
    INDArray joined = Nd4j.createUninitialized(parts[0].dataType(), shape, 'c');
    long at = 0;
    for (INDArray part : parts) {
      long end = at + part.size(axis);
      INDArray target = Tape.steps(joined, (int) at, (int) end);
      INDArray source = axisFirst(part, axis);
      if (target.rank() == 3) {
        SequenceCopy.copy(source, target);
      } else if (target.rank() == 2) {
        SequenceCopy.copy(SequenceCopy.ofScalars(source), SequenceCopy.ofScalars(target));
      } else {
        target.assign(source);
      }
      at = end;
    }
    return axisBack(joined, axis);
  }

  /** A view with one axis before the others. */
  private static INDArray axisFirst(INDArray array, int axis) {
    int[] order = new int[array.rank()];
    order[0] = axis;
    for (int i = 0, at = 1; i < order.length; i++) {
      if (i != axis) {
        order[at++] = i;
      }
    }
    return array.permute(order);
  }

  /** The inverse of {@link #axisFirst}. */
  private static INDArray axisBack(INDArray array, int axis) {
    int[] order = new int[array.rank()];
    for (int i = 0, at = 1; i < order.length; i++) {
      order[i] = i == axis ? 0 : at++;
    }
    return array.permute(order);
  }

  private static INDArray[] concatMasks(List<Chunk> chunks, List<INDArray[]> masks) {
    INDArray[] joined = new INDArray[masks.get(0).length];
    for (int i = 0; i < joined.length; i++) {
      INDArray known = null;
      for (INDArray[] mask : masks) {
        known = known == null ? mask[i] : known;
      }
      if (known == null) {
        continue;
      }
      INDArray[] parts = new INDArray[masks.size()];
      for (int j = 0; j < parts.length; j++) {
        parts[j] = masks.get(j)[i] == null ? ones(known, chunks.get(j).steps()) : masks.get(j)[i];
      }
      joined[i] = join(known.rank() - 1, parts);
    }
    return joined;
  }

  private static INDArray ones(INDArray like, int steps) {
    long[] shape = like.shape().clone();
    shape[shape.length - 1] = steps;
    return Nd4j.ones(like.dataType(), shape);
  }
}
