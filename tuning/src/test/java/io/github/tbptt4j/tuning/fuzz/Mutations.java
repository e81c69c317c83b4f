package io.github.tbptt4j.tuning.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What happens to files, and what a malicious hand does to them. The same seed does the same. */
final class Mutations {
  private static final List<String> VALUES =
      List.of(
          "-1",
          "0",
          "1",
          "3",
          "0.5",
          "1e308",
          "-1e308",
          "2147483647",
          "-2147483648",
          "4294967296",
          "9223372036854775807",
          "1e999",
          "NaN",
          "null",
          "true",
          "\"\"",
          "[]",
          "{}",
          "[null]");
  private static final long[] LONGS = {
    -1, 0, 1, 3, 255, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, Long.MAX_VALUE / 4
  };

  private Mutations() {}

  static byte[] of(byte[] whole, Random random) {
    byte[] bytes = whole;
    for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
      bytes = once(bytes, random);
    }
    return bytes;
  }

  private static byte[] once(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, from + 1 + random.nextInt(1 + random.nextInt(64)));
    byte[] block = Arrays.copyOfRange(bytes, from, to);
    return switch (random.nextInt(9)) {
      case 0 -> flipped(bytes, from, random);
      case 1 -> Arrays.copyOf(bytes, from);
      case 2 -> replaced(bytes, from, to, new byte[0]);
      case 3 -> replaced(bytes, to, to, block); // twice
      case 4 -> replaced(bytes, from, from, random(random));
      case 5 -> replaced(bytes, from, to, random(random));
      case 6 -> overwritten(bytes, from, LONGS[random.nextInt(LONGS.length)]);
      default -> withAnotherNumber(bytes, from, VALUES.get(random.nextInt(VALUES.size())));
    };
  }

  private static byte[] flipped(byte[] bytes, int at, Random random) {
    byte[] copy = bytes.clone();
    copy[at] ^= (byte) (1 << random.nextInt(8));
    return copy;
  }

  private static byte[] random(Random random) {
    byte[] some = new byte[1 + random.nextInt(16)];
    random.nextBytes(some);
    return some;
  }

  private static byte[] overwritten(byte[] bytes, int at, long value) {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    return replaced(bytes, at, Math.min(bytes.length, at + number.length), number);
  }

  /** The first number after a place becomes another value, as a text. */
  private static byte[] withAnotherNumber(byte[] bytes, int after, String value) {
    int from = after;
    while (from < bytes.length && !isDigit(bytes[from])) {
      from++;
    }
    int to = from;
    while (to < bytes.length && (isDigit(bytes[to]) || bytes[to] == '.')) {
      to++;
    }
    return replaced(bytes, from, to, value.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, from);
    out.writeBytes(by);
    out.write(bytes, to, bytes.length - to);
    return out.toByteArray();
  }
}
