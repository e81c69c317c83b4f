package io.github.tbptt4j.zoo;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network's parameters in ND4J's binary format, [1, n] of float. Reading accepts nothing else,
 * and takes no memory that the file doesn't fill.
 */
final class Coefficients {
  private static final int SHAPE_LENGTH = 8; // rank, shape, strides, and 3 more; of rank 2

  private Coefficients() {}

  static byte[] write(float[] parameters) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Nd4j.write(
        Nd4j.create(parameters, new long[] {1, parameters.length}), new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static float[] read(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    long shapeLength = readHeader(in, "LONG");
    long rank = shapeLength == SHAPE_LENGTH ? in.readLong() : -1;
    if (rank != 2 || in.readLong() != 1) {
      throw new IOException("its parameters aren't one row.");
    }
    long length = in.readLong();
    in.skipNBytes((SHAPE_LENGTH - 3) * (long) Long.BYTES);
    if (readHeader(in, "FLOAT") != length || in.available() != length * Float.BYTES) {
      throw new IOException(
          "it should have %,d parameters, and %,d bytes follow.".formatted(length, in.available()));
    }
    float[] parameters = new float[(int) length];
    ByteBuffer.wrap(in.readAllBytes()).asFloatBuffer().get(parameters);
    return parameters;
  }

  /** {@return how many elements follow} */
  private static long readHeader(DataInputStream in, String type) throws IOException {
    String mode = in.readUTF();
    if (!mode.equals("MIXED_DATA_TYPES") && !mode.equals("LONG_SHAPE")) {
      throw new IOException("its parameters are stored as " + mode + ".");
    }
    long length = in.readLong();
    String actual = in.readUTF();
    if (!actual.equals(type)) {
      throw new IOException("its parameters hold %s where %s belong.".formatted(actual, type));
    }
    return length;
  }
}
