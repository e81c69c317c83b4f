package io.github.tbptt4j.internal.nativemem;

import io.github.tbptt4j.internal.threads.Workers;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies sequences of any layout into c order, [T, minibatch, size]. DL4J hands over [minibatch,
 * size, T] with the time innermost, so that this is a transposition; ND4J's own goes element by
 * element, this one by blocks that fit into the L1 cache.
 */
public final class SequenceCopy {
  private static final int BLOCK = 16;

  /** Elements of a step, such as a symbol, too few for a block. */
  private static final int FEW = 8;

  /** Steps of them at a time. */
  private static final int STEPS = 64;

  /** Elements below which a second thread costs more than it brings. */
  private static final int WORTH_A_WORKER = 50_000;

  private SequenceCopy() {}

  /**
   * Copies all elements.
   *
   * @param from [T, minibatch, size], in any layout
   * @param to [T, minibatch, size] in c order
   * @throws IllegalArgumentException if the shapes differ, or memory is gone
   */
  public static void copy(INDArray from, INDArray to) {
    MemoryGate.copy(from, to);
    boolean here = CpuArrays.areHere() && from.dataType() == DataType.FLOAT;
    if (!here || to.dataType() != DataType.FLOAT) {
      to.assign(from);
    } else if (isContiguous(from) && from.length() <= Integer.MAX_VALUE) {
      copyBlock(from, to);
    } else if (from.stride(0) == 1 && from.size(2) <= FEW) {
      transposeFew(from, to);
    } else if (from.stride(0) == 1) {
      // Time is innermost: for each example [size, T] -> [T, size].
      transpose(from, 1, 0, to);
    } else if (from.stride(1) == 1) {
      // The minibatch is innermost: for each step [size, minibatch] -> [minibatch, size].
      transpose(from, 0, 1, to);
    } else {
      to.assign(from);
    }
  }

  /**
   * Whether an array lies in memory as its indices count.
   *
   * @param array any array
   * @return true if it is in c order without gaps
   */
  public static boolean isContiguous(INDArray array) {
    return Layout.isDense(array, 'c');
  }

  /**
   * A matrix as sequences of single elements.
   *
   * @param matrix [T, minibatch], in any layout
   * @return [T, minibatch, 1], a view
   */
  public static INDArray ofScalars(INDArray matrix) {
    long[] shape = {matrix.size(0), matrix.size(1), 1};
    long[] stride = {matrix.stride(0), matrix.stride(1), 1};
    return Nd4j.create(matrix.data(), shape, stride, matrix.offset(), 'c', matrix.dataType());
  }

  /**
   * An array in c order without gaps.
   *
   * @param array any array
   * @return a view where its elements lie so in memory, else a copy. ND4J's operations on a view
   *     with other strides on dimensions of size 1 lose dimensions: these have none
   */
  public static INDArray dense(INDArray array) {
    if (!isContiguous(array)) {
      return array.dup('c');
    }
    long[] shape = array.shape();
    return Nd4j.create(
        array.data(), shape, Nd4j.getStrides(shape, 'c'), array.offset(), 'c', array.dataType());
  }

  private static void copyBlock(INDArray from, INDArray to) {
    int length = Math.toIntExact(from.length());
    int parts = parts(length);
    Workers.run(
        parts,
        part -> {
          int first = Workers.begin(part, parts, length);
          int count = Workers.begin(part + 1, parts, length) - first;
          // JavaCPP takes the positions of pointers for bytes here.
          Pointer source = Pointers.floats(from).getPointer(first);
          Pointer target = Pointers.floats(to).getPointer(first);
          Pointer.memcpy(target, source, (long) count * Float.BYTES);
        });
  }

  /**
   * For each index of one dimension, a transposition of the other two.
   *
   * @param outer the dimension that is looped over, 0 or 1
   * @param inner the dimension that is innermost in {@code from}, the other of 0 and 1
   */
  private static void transpose(INDArray from, int outer, int inner, INDArray to) {
    int count = Math.toIntExact(from.size(outer));
    int length = Math.toIntExact(from.size(inner));
    int size = Math.toIntExact(from.size(2));
    long outerStep = from.stride(outer);
    long sizeStep = from.stride(2);
    long toOuterStep = to.stride(outer);
    long toInnerStep = to.stride(inner);
    int elements = Math.multiplyExact(length, size);
    int parts = Math.min(parts(from.length()), count);
    Workers.run(
        parts,
        part -> {
          FloatPointer source = Pointers.floats(from);
          FloatPointer target = Pointers.floats(to);
          long sourceAt = source.position();
          long targetAt = target.position();
          float[] read = new float[elements];
          float[] transposed = new float[elements];
          int last = Workers.begin(part + 1, parts, count);
          for (int o = Workers.begin(part, parts, count); o < last; o++) {
            read(source, sourceAt + o * outerStep, sizeStep, size, length, read);
            transpose(read, size, length, transposed);
            write(transposed, size, length, target, targetAt + o * toOuterStep, toInnerStep);
          }
        });
  }

  /**
   * Time is innermost, and each step small: for some steps, [minibatch, size, ..] -> [.., B, size].
   */
  private static void transposeFew(INDArray from, INDArray to) {
    int steps = Math.toIntExact(from.size(0));
    int examples = Math.toIntExact(from.size(1));
    int size = Math.toIntExact(from.size(2));
    int row = Math.multiplyExact(examples, size);
    int together = Math.min(STEPS, steps);
    int pieces = (steps + together - 1) / together;
    int parts = Math.min(parts(from.length()), pieces);
    Workers.run(
        parts,
        part -> {
          FloatPointer source = Pointers.floats(from);
          FloatPointer target = Pointers.floats(to);
          long sourceAt = source.position();
          long targetAt = target.position();
          float[] read = new float[together];
          float[] written = new float[Math.multiplyExact(together, row)];
          int last = Math.min(steps, Workers.begin(part + 1, parts, pieces) * together);
          for (int t = Workers.begin(part, parts, pieces) * together; t < last; t += together) {
            int count = Math.min(together, last - t);
            for (int i = 0; i < row; i++) {
              long at = i / size * from.stride(1) + i % size * from.stride(2) + t;
              source.position(sourceAt + at).get(read, 0, count);
              for (int k = 0; k < count; k++) {
                written[k * row + i] = read[k];
              }
            }
            target.position(targetAt + (long) t * row).put(written, 0, count * row);
          }
        });
  }

  /** [size, length], whose rows may lie apart. */
  private static void read(
      FloatPointer source, long at, long rowStep, int size, int length, float[] read) {
    if (rowStep == length) {
      source.position(at).get(read, 0, size * length);
      return;
    }
    for (int i = 0; i < size; i++) {
      source.position(at + i * rowStep).get(read, i * length, length);
    }
  }

  /** [length, size], whose rows may lie apart. */
  private static void write(
      float[] rows, int size, int length, FloatPointer target, long at, long rowStep) {
    if (rowStep == size) {
      target.position(at).put(rows, 0, size * length);
      return;
    }
    for (int i = 0; i < length; i++) {
      target.position(at + i * rowStep).put(rows, i * size, size);
    }
  }

  /** [size, length] -> [length, size]. */
  private static void transpose(float[] from, int size, int length, float[] to) {
    for (int i0 = 0; i0 < size; i0 += BLOCK) {
      int i1 = Math.min(i0 + BLOCK, size);
      for (int j0 = 0; j0 < length; j0 += BLOCK) {
        int j1 = Math.min(j0 + BLOCK, length);
        for (int j = j0; j < j1; j++) {
          for (int i = i0; i < i1; i++) {
            to[j * size + i] = from[i * length + j];
          }
        }
      }
    }
  }

  private static int parts(long elements) {
    return (int) Math.max(1, Math.min(Workers.count(), elements / WORTH_A_WORKER));
  }
}
