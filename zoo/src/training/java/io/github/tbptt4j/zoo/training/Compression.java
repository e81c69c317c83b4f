package io.github.tbptt4j.zoo.training;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** A yardstick: what {@code xz -9} makes of a text. */
final class Compression {
  private static final int LEVEL = 9;

  private Compression() {}

  /** {@return bits per character by which the file grows when the text follows another} */
  static double after(String before, String text) {
    return 8.0 * (xz(before + text) - xz(before)) / text.length();
  }

  private static long xz(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (XZOutputStream xz = new XZOutputStream(bytes, new LZMA2Options(LEVEL))) {
      xz.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }
}
