package io.github.tbptt4j.tuning.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of UTF-8, in bounded memory whatever their length: of a long line the beginning is kept.
 */
final class TextLines implements AutoCloseable {
  /** How many bytes of a line are kept. */
  static final int LONGEST = 1 << 16;

  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final String name;
  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final byte[] buffer = new byte[LONGEST];
  private final byte[] line = new byte[LONGEST];
  private int next; // in the buffer
  private int end;
  private long number;
  private long read;

  /**
   * A line without its end.
   *
   * @param number from 1 on
   * @param text its text
   * @param whole false if only its beginning was kept
   */
  record Line(long number, String text, boolean whole) {}

  /**
   * Lines of a stream.
   *
   * @param name for messages
   * @param in is closed with this
   */
  TextLines(String name, InputStream in) {
    this.name = name;
    this.in = in;
  }

  String name() {
    return name;
  }

  /** {@return how many bytes were read so far} */
  long bytesRead() {
    return read;
  }

  /** {@return whether there is more to read right now; for a pipe that is waited for not} */
  boolean hasMoreNow() throws IOException {
    return next < end || in.available() > 0;
  }

  /**
   * Reads a line.
   *
   * @return null at the end
   * @throws IOException if it isn't UTF-8
   */
  Line next() throws IOException {
    long length = 0;
    while (true) {
      if (next == end && !fill()) {
        return length == 0 ? null : line(length);
      }
      int from = next;
      while (next < end && buffer[next] != '\n') {
        next++;
      }
      if (length < LONGEST) {
        int kept = (int) Math.min(next - from, LONGEST - length);
        System.arraycopy(buffer, from, line, (int) length, kept);
      }
      length += next - from;
      if (next < end) {
        next++; // the line break
        return line(length);
      }
    }
  }

  private boolean fill() throws IOException {
    next = 0;
    end = Math.max(0, in.read(buffer));
    read += end;
    return end > 0;
  }

  private Line line(long length) throws IOException {
    number++;
    boolean whole = length <= LONGEST;
    int to = (int) Math.min(length, LONGEST);
    int from = number == 1 && startsWithMark(to) ? MARK.length : 0;
    if (whole && to > from && line[to - 1] == '\r') {
      to--;
    }
    return new Line(number, decode(from, to, whole), whole);
  }

  private boolean startsWithMark(int length) {
    return length >= MARK.length && Arrays.equals(line, 0, MARK.length, MARK, 0, MARK.length);
  }

  /** A line that was cut may end within a character. */
  private String decode(int from, int to, boolean whole) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line, from, to - from);
    CharBuffer text = CharBuffer.allocate(to - from);
    CoderResult result = decoder.reset().decode(bytes, text, whole);
    if (result.isError()) {
      throw new IOException(
          "%s, line %d isn't UTF-8 (its byte %d is 0x%02X): convert it, as iconv -f ISO-8859-1 -t UTF-8 does."
              .formatted(name, number, bytes.position() + 1, line[bytes.position()]));
    }
    return text.flip().toString();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
