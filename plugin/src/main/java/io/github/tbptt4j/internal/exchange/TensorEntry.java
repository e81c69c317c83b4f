package io.github.tbptt4j.internal.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What a SafeTensors header says of a tensor.
 *
 * @param name its name
 * @param type its type of numbers, as the header has it
 * @param shape its shape
 * @param begin where its data begin, in bytes behind the header
 * @param end where they end
 */
public record TensorEntry(String name, String type, List<Long> shape, long begin, long end) {
  /** Bits of a number, of all types of the format. */
  private static final Map<String, Integer> BITS =
      Map.ofEntries(
          Map.entry("F4", 4),
          Map.entry("F6_E2M3", 6),
          Map.entry("F6_E3M2", 6),
          Map.entry("BOOL", 8),
          Map.entry("U8", 8),
          Map.entry("I8", 8),
          Map.entry("F8_E5M2", 8),
          Map.entry("F8_E4M3", 8),
          Map.entry("F8_E8M0", 8),
          Map.entry("U16", 16),
          Map.entry("I16", 16),
          Map.entry("F16", 16),
          Map.entry("BF16", 16),
          Map.entry("U32", 32),
          Map.entry("I32", 32),
          Map.entry("F32", 32),
          Map.entry("C64", 64),
          Map.entry("U64", 64),
          Map.entry("I64", 64),
          Map.entry("F64", 64));

  /** {@return its number of elements} */
  public long length() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** What is wrong with it on its own, or null. */
  String fault() {
    Integer bits = BITS.get(type);
    if (bits == null) {
      return "has the type \"" + Words.shortened(type) + "\", which SafeTensors doesn't have";
    }
    if (begin < 0 || end < begin) {
      return "has its data from byte " + begin + " to " + end;
    }
    long expected;
    try {
      expected = Math.multiplyExact(length(), (long) bits);
    } catch (ArithmeticException e) {
      return "has shape " + shapeText() + ", which is more than a file can hold";
    }
    return (expected + 7) / 8 == end - begin && expected % 8 == 0
        ? null
        : "has shape "
            + shapeText()
            + " of "
            + type
            + ", "
            + expected / 8
            + " bytes, but its data go from byte "
            + begin
            + " to "
            + end;
  }

  /** {@return its shape as dimensions} */
  public long[] dimensions() {
    return shape.stream().mapToLong(size -> size).toArray();
  }

  /** {@return its shape for a message} */
  public String shapeText() {
    return Words.shortened(Arrays.toString(dimensions()));
  }
}
