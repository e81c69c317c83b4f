package io.github.tbptt4j.zoo.internal.file;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's parameters in ND4J's binary format, [1, n] or [n] of float or double. Reading accepts
 * nothing else, and takes no memory that the file doesn't fill.
 */
public final class Coefficients {
  private static final int REST_OF_SHAPE = 3; // behind rank, shape and strides

  private Coefficients() {}

  /** What stands in front of numbers. */
  private record Header(long length, String type) {}

  /** Numbers as they lie in the file. */
  private record Row(long rank, String type, int length, ByteBuffer numbers) {}

  /**
   * Writes parameters.
   *
   * @param parameters the row
   * @return ND4J's bytes
   * @throws IOException if ND4J can't write them
   */
  public static byte[] write(float[] parameters) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(
        Nd4j.create(parameters, new long[] {1, parameters.length}), new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /**
   * Reads parameters [1, n] of type float.
   *
   * @param bytes ND4J's bytes
   * @return the row
   * @throws IOException if they are damaged, or something else
   */
  public static float[] read(byte[] bytes) throws IOException {
    Row row = row(bytes);
    requireType(row.type, "FLOAT");
    if (row.rank != 2) {
      throw notARow();
    }
    return floats(row);
  }

  /**
   * Reads parameters of type float or double, [1, n] or, as DL4J writes them, [n].
   *
   * @param bytes ND4J's bytes
   * @return an array [1, n]
   * @throws IOException if they are damaged, or something else
   */
  public static INDArray readArray(byte[] bytes) throws IOException {
    Row row = row(bytes);
    long[] shape = {1, row.length};
    if (row.type.equals("FLOAT")) {
      return Nd4j.create(floats(row), shape);
    }
    double[] parameters = new double[row.length];
    row.numbers.asDoubleBuffer().get(parameters);
    return Nd4j.createFromArray(parameters).reshape(shape);
  }

  private static float[] floats(Row row) {
    float[] parameters = new float[row.length];
    row.numbers.asFloatBuffer().get(parameters);
    return parameters;
  }

  private static Row row(byte[] bytes) throws IOException {
    try {
      return row(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (EOFException e) {
      throw new IOException("its parameters end within what says how many they are.", e);
    }
  }

  private static Row row(DataInputStream in) throws IOException {
    Header shape = header(in);
    requireType(shape.type, "LONG");
    long rank = in.readLong();
    boolean row = rank == 1 || (rank == 2 && in.readLong() == 1);
    if (!row || shape.length != 2 * rank + 1 + REST_OF_SHAPE) {
      throw notARow();
    }
    long length = in.readLong();
    in.skipNBytes((rank + REST_OF_SHAPE) * Long.BYTES);
    Header numbers = header(in);
    int size = numbers.type.equals("DOUBLE") ? Double.BYTES : Float.BYTES;
    if (size == Float.BYTES) {
      requireType(numbers.type, "FLOAT");
    }
    byte[] rest = in.readAllBytes();
    // Divided, not multiplied: a length that lies can overflow to any product.
    if (numbers.length != length || rest.length % size != 0 || rest.length / size != length) {
      throw new IOException(
          "it should have %,d parameters, and %,d bytes follow.".formatted(length, rest.length));
    }
    return new Row(rank, numbers.type, (int) length, ByteBuffer.wrap(rest));
  }

  private static IOException notARow() {
    return new IOException("its parameters aren't one row.");
  }

  private static Header header(DataInputStream in) throws IOException {
    String mode = in.readUTF();
    if (!mode.equals("MIXED_DATA_TYPES") && !mode.equals("LONG_SHAPE")) {
      throw new IOException("its parameters are stored as " + mode + ".");
    }
    return new Header(in.readLong(), in.readUTF());
  }

  private static void requireType(String actual, String type) throws IOException {
    if (!actual.equals(type)) {
      throw new IOException("its parameters hold %s where %s belong.".formatted(actual, type));
    }
  }
}
