package io.github.tbptt4j.internal.train.checkpoint;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes numbers and arrays, each to its last bit, for {@link CheckpointReader}. */
public final class CheckpointWriter {
  private final DataOutputStream out;

  /**
   * A writer.
   *
   * @param out where to; buffered, as it gets single bytes
   */
  public CheckpointWriter(OutputStream out) {
    this.out = new DataOutputStream(out);
  }

  /** Writes a truth value. */
  public void bool(boolean value) throws IOException {
    out.writeBoolean(value);
  }

  /** Writes a number. */
  public void integer(int value) throws IOException {
    out.writeInt(value);
  }

  /** Writes a number. */
  public void number(long value) throws IOException {
    out.writeLong(value);
  }

  /** Writes a number. */
  public void real(double value) throws IOException {
    out.writeLong(Double.doubleToRawLongBits(value));
  }

  /** Writes a text of any length. */
  public void text(String text) throws IOException {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes. */
  public void bytes(byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Writes numbers. */
  public void numbers(long[] values) throws IOException {
    out.writeInt(values.length);
    for (long value : values) {
      out.writeLong(value);
    }
  }

  /** Writes numbers. */
  public void reals(double[] values) throws IOException {
    out.writeInt(values.length);
    for (double value : values) {
      real(value);
    }
  }

  /** Writes arrays, some of which may be null. */
  public void arrays(INDArray[] arrays) throws IOException {
    out.writeInt(arrays.length);
    for (INDArray array : arrays) {
      array(array);
    }
  }

  /**
   * Writes an array, or null. The order of its axes in memory is kept: what is computed from an
   * array may depend on it in the last bit.
   */
  public void array(INDArray array) throws IOException {
    out.writeBoolean(array != null);
    if (array == null) {
      return;
    }
    int[] slowestFirst = slowestFirst(array);
    INDArray dense = (array.rank() < 2 ? array : array.permute(slowestFirst)).dup('c');
    text(array.dataType().name());
    out.writeInt(array.rank());
    for (int i = 0; i < array.rank(); i++) {
      out.writeInt(slowestFirst[i]);
      out.writeLong(dense.size(i));
    }
    elements(dense.data(), dense.length(), array.dataType());
  }

  private static int[] slowestFirst(INDArray array) {
    return IntStream.range(0, array.rank())
        .boxed()
        .sorted(Comparator.comparingLong(axis -> -array.stride(axis)))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private void elements(DataBuffer data, long length, DataType type) throws IOException {
    switch (type) {
      case DOUBLE -> {
        for (long i = 0; i < length; i++) {
          out.writeLong(Double.doubleToRawLongBits(data.getDouble(i)));
        }
      }
      case FLOAT, HALF, BFLOAT16 -> {
        for (long i = 0; i < length; i++) {
          out.writeInt(Float.floatToRawIntBits(data.getFloat(i)));
        }
      }
      case INT, SHORT, BYTE, UBYTE, UINT16, UINT32, LONG, BOOL -> {
        for (long i = 0; i < length; i++) {
          out.writeLong(data.getLong(i));
        }
      }
      default ->
          throw new IllegalStateException(
              "An array of type " + type + " can't be part of a checkpoint: use castTo.");
    }
  }
}
