package io.github.tbptt4j.internal.exchange;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.buffer.DataType;

/** The types of numbers that SafeTensors has and that are read here. */
enum ElementType {
  F64(8, DataType.DOUBLE),
  F32(4, DataType.FLOAT),
  F16(2, DataType.FLOAT),
  BF16(2, DataType.FLOAT),
  I64(8, DataType.INT64),
  I32(4, DataType.INT32);

  private final int bytes;
  private final DataType dataType;

  ElementType(int bytes, DataType dataType) {
    this.bytes = bytes;
    this.dataType = dataType;
  }

  int bytes() {
    return bytes;
  }

  /** What such numbers are in ND4J; it takes all of them without rounding. */
  DataType dataType() {
    return dataType;
  }

  /** The next number, as a double; of I64 beyond 2^53 it is rounded. */
  double next(ByteBuffer from) {
    return switch (this) {
      case F64 -> from.getDouble();
      case F32 -> from.getFloat();
      case F16 -> half(from.getShort());
      case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
      case I64 -> from.getLong();
      case I32 -> from.getInt();
    };
  }

  /** IEEE 754's binary16: 1 bit of sign, 5 of exponent (bias 15), 10 of fraction. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude;
    if (exponent == 0) { // subnormal: fraction * 2^-24
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 0x1f) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat(((exponent + 127 - 15) << 23) | (fraction << 13));
    }
    return bits < 0 ? -magnitude : magnitude;
  }
}
