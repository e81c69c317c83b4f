package io.github.tbptt4j.zoo.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Parameters whose largest part, the embedding that the first layer's W is, lies in bytes: a
 * quarter of the size. E = bytes * scales, one scale a unit; all others are float.
 */
public final class QuantizedParameters implements Parameters {
  static final String ENTRY = "quantized.bin";

  private static final int MAGIC = 0x54425130; // "TBQ0"
  private static final int LARGEST = 127;

  private final byte[] rows;
  private final float[] scales;
  private final float[] rest;

  private QuantizedParameters(byte[] rows, float[] scales, float[] rest) {
    requireFinite("scale", scales);
    requireFinite("parameter", rest);
    this.rows = rows;
    this.scales = scales;
    this.rest = rest;
  }

  private static void requireFinite(String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "A %s (%d) is %s: the model can't predict.".formatted(name, i, values[i]));
      }
    }
  }

  /**
   * Rounds.
   *
   * @param parameters in DL4J's order: W [rows, units], column by column, and all others
   * @param rows of W
   * @param units columns of W
   * @return the nearest ones
   */
  public static QuantizedParameters of(float[] parameters, int rows, int units) {
    byte[] bytes = new byte[rows * units];
    float[] scales = new float[units];
    for (int u = 0; u < units; u++) {
      float largest = 0;
      for (int r = 0; r < rows; r++) {
        largest = Math.max(largest, Math.abs(parameters[u * rows + r]));
      }
      scales[u] = largest / LARGEST;
      for (int r = 0; r < rows && largest > 0; r++) {
        bytes[r * units + u] = (byte) Math.round(parameters[u * rows + r] / scales[u]);
      }
    }
    float[] rest = new float[parameters.length - rows * units];
    System.arraycopy(parameters, rows * units, rest, 0, rest.length);
    return new QuantizedParameters(bytes, scales, rest);
  }

  static QuantizedParameters read(byte[] file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(file);
    if (file.length < 4 * Integer.BYTES || in.getInt() != MAGIC) {
      throw new IOException("its " + ENTRY + " doesn't begin as one does.");
    }
    int rows = in.getInt();
    int units = in.getInt();
    int rest = in.getInt();
    long needed = (long) rows * units + (long) Float.BYTES * ((long) units + rest);
    if (rows < 1 || units < 1 || rest < 0 || needed != in.remaining()) {
      throw new IOException(
          "its %s should have [%d, %d] and %d parameters, and %,d bytes follow."
              .formatted(ENTRY, rows, units, rest, in.remaining()));
    }
    byte[] bytes = new byte[rows * units];
    float[] scales = new float[units];
    float[] others = new float[rest];
    in.get(bytes);
    in.asFloatBuffer().get(scales).get(others);
    return new QuantizedParameters(bytes, scales, others);
  }

  @Override
  public void putInto(Map<String, byte[]> entries) {
    ByteBuffer out =
        ByteBuffer.allocate(
            4 * Integer.BYTES + rows.length + Float.BYTES * (scales.length + rest.length));
    out.putInt(MAGIC).putInt(rows.length / scales.length).putInt(scales.length).putInt(rest.length);
    out.put(rows);
    out.asFloatBuffer().put(scales).put(rest);
    entries.put(ENTRY, out.array());
  }

  @Override
  public long count() {
    return (long) rows.length + rest.length;
  }

  @Override
  public float[] floats() {
    int units = scales.length;
    int count = rows.length / units;
    float[] parameters = new float[rows.length + rest.length];
    for (int u = 0; u < units; u++) {
      for (int r = 0; r < count; r++) {
        parameters[u * count + r] = rows[r * units + u] * scales[u];
      }
    }
    System.arraycopy(rest, 0, parameters, rows.length, rest.length);
    return parameters;
  }

  /** {@return E / scales, [rows, units], a row after the other; not to be changed} */
  public byte[] rows() {
    return rows;
  }

  /** {@return the scale of each unit; not to be changed} */
  public float[] scales() {
    return scales;
  }

  /** {@return all other parameters in DL4J's order; not to be changed} */
  public float[] rest() {
    return rest;
  }
}
