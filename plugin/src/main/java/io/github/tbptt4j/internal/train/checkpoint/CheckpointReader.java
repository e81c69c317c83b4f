package io.github.tbptt4j.internal.train.checkpoint;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads what {@link CheckpointWriter} wrote. */
public final class CheckpointReader {
  private final DataInputStream in;

  /**
   * A reader.
   *
   * @param in from where; buffered
   */
  public CheckpointReader(InputStream in) {
    this.in = new DataInputStream(in);
  }

  /** {@return a truth value} */
  public boolean bool() throws IOException {
    return in.readBoolean();
  }

  /** {@return a number} */
  public int integer() throws IOException {
    return in.readInt();
  }

  /** {@return a number} */
  public long number() throws IOException {
    return in.readLong();
  }

  /** {@return a number} */
  public double real() throws IOException {
    return Double.longBitsToDouble(in.readLong());
  }

  /** {@return a text} */
  public String text() throws IOException {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /**
   * Reads a text that says whose the content is.
   *
   * @throws IllegalArgumentException if it is another text
   */
  public void requireText(Path file, String expected) throws IOException {
    String text = text();
    if (!text.equals(expected)) {
      throw new IllegalArgumentException(
          "The checkpoint " + file + " is " + text + ", not " + expected + ".");
    }
  }

  /** {@return bytes} */
  public byte[] bytes() throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** {@return numbers} */
  public long[] numbers() throws IOException {
    long[] values = new long[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }

  /** {@return numbers} */
  public double[] reals() throws IOException {
    double[] values = new double[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = real();
    }
    return values;
  }

  /** {@return arrays, some of which may be null} */
  public INDArray[] arrays() throws IOException {
    INDArray[] arrays = new INDArray[in.readInt()];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = array();
    }
    return arrays;
  }

  /** {@return an array with the memory of its own, or null} */
  public INDArray array() throws IOException {
    if (!in.readBoolean()) {
      return null;
    }
    DataType type = DataType.valueOf(text());
    int rank = in.readInt();
    int[] axisAt = new int[rank]; // where in memory each axis comes
    long[] shape = new long[rank];
    for (int i = 0; i < rank; i++) {
      axisAt[in.readInt()] = i;
      shape[i] = in.readLong();
    }
    INDArray dense = Nd4j.createUninitialized(type, shape, 'c');
    elements(dense.data(), dense.length(), type);
    return rank < 2 ? dense : dense.permute(axisAt);
  }

  private void elements(DataBuffer data, long length, DataType type) throws IOException {
    switch (type) {
      case DOUBLE -> {
        for (long i = 0; i < length; i++) {
          data.put(i, Double.longBitsToDouble(in.readLong()));
        }
      }
      case FLOAT, HALF, BFLOAT16 -> {
        for (long i = 0; i < length; i++) {
          data.put(i, Float.intBitsToFloat(in.readInt()));
        }
      }
      case BOOL -> {
        for (long i = 0; i < length; i++) {
          data.put(i, in.readLong() != 0);
        }
      }
      default -> {
        for (long i = 0; i < length; i++) {
          data.put(i, in.readLong());
        }
      }
    }
  }

  /**
   * Checks that all was read.
   *
   * @throws EOFException if something is left, which nobody knows
   */
  void requireEnd() throws IOException {
    if (in.read() >= 0) {
      throw new EOFException();
    }
  }
}
