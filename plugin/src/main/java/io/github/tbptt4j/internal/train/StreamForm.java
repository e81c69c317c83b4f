package io.github.tbptt4j.internal.train;

import io.github.tbptt4j.internal.train.checkpoint.CheckpointReader;
import io.github.tbptt4j.internal.train.checkpoint.CheckpointWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What the minibatches of a stream have in common, because their steps are put together: rank, size
 * and type of each array. Masks may come and go, only their rank stays.
 */
final class StreamForm {
  private final Array[] arrays; // null for masks that no minibatch has had yet

  private record Array(String name, long[] shape, int timeAxis, DataType type, boolean mask) {}

  private StreamForm(Array[] arrays) {
    this.arrays = arrays;
  }

  void write(CheckpointWriter out) throws IOException {
    out.integer(arrays.length);
    for (Array array : arrays) {
      out.bool(array != null);
      if (array != null) {
        out.text(array.name);
        out.numbers(array.shape);
        out.integer(array.timeAxis);
        out.text(array.type.name());
        out.bool(array.mask);
      }
    }
  }

  static StreamForm read(CheckpointReader in) throws IOException {
    Array[] arrays = new Array[in.integer()];
    for (int i = 0; i < arrays.length; i++) {
      if (in.bool()) {
        arrays[i] =
            new Array(
                in.text(), in.numbers(), in.integer(), DataType.valueOf(in.text()), in.bool());
      }
    }
    return new StreamForm(arrays);
  }

  static StreamForm of(MinibatchArrays minibatch, int timeAxis) {
    List<ArrayCheck> sequences = minibatch.sequences();
    List<ArrayCheck> masks = minibatch.masks();
    Array[] arrays = new Array[sequences.size() + masks.size()];
    for (int i = 0; i < arrays.length; i++) {
      boolean mask = i >= sequences.size();
      ArrayCheck check = mask ? masks.get(i - sequences.size()) : sequences.get(i);
      if (check.array() != null) {
        int rank = check.array().rank();
        arrays[i] =
            new Array(
                check.name(),
                check.array().shape(),
                mask || rank == 2 ? rank - 1 : timeAxis,
                check.array().dataType(),
                mask);
      }
    }
    return new StreamForm(arrays);
  }

  /**
   * The form of the stream after a minibatch.
   *
   * @param next the minibatch's form
   * @throws IllegalArgumentException if the minibatch has another form
   */
  StreamForm and(StreamForm next) {
    Array[] known = arrays.clone();
    for (int i = 0; i < known.length; i++) {
      if (known[i] == null) {
        known[i] = next.arrays[i];
      } else if (next.arrays[i] != null) {
        requireSame(known[i], next.arrays[i]);
      }
    }
    return new StreamForm(known);
  }

  private static void requireSame(Array before, Array next) {
    if (!Arrays.equals(anyLength(before), anyLength(next))) {
      throw new IllegalArgumentException(
          next.name
              + (next.mask ? " has shape " : " have shape ")
              + Arrays.toString(next.shape)
              + ", of the minibatch before it "
              + Arrays.toString(before.shape)
              + ": the minibatches of a stream have one form, time steps aside. Convert them, or"
              + " call flush() and resetState() before another stream.");
    }
    if (!next.mask && before.type != next.type) {
      throw new IllegalArgumentException(
          next.name
              + " have type "
              + next.type
              + ", the one before it "
              + before.type
              + ": a stream has one type. Use castTo.");
    }
  }

  private static long[] anyLength(Array array) {
    long[] shape = array.shape.clone();
    shape[array.timeAxis] = 0;
    return shape;
  }
}
