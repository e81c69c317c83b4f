package io.github.tbptt4j.tuning.table;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How bytes are characters.
 *
 * @param charset of the bytes after the mark
 * @param mark length of the byte order mark in front, 0 without
 * @param sure false for what is taken because nothing better is known
 */
record Encoding(Charset charset, int mark, boolean sure) {
  static final Charset WESTERN = Charset.forName("windows-1252");

  /** Where one byte of two is NUL in so many pairs, the text is UTF-16. */
  private static final double MANY_NULS = 0.3;

  private static final double FEW_NULS = 0.05;

  /** Letters beyond ASCII that Western texts have for one in ASCII, at most. */
  private static final double MOST_ACCENTS = 0.5;

  static Encoding western() {
    return new Encoding(WESTERN, 0, false);
  }

  /** What the first bytes of a file say; the rest may still prove not to be UTF-8. */
  static Encoding of(String name, byte[] start, boolean whole, Charset given) {
    Encoding marked = byMark(start);
    if (given != null) {
      boolean same =
          marked != null && given.name().startsWith(marked.charset.name().split("-[BL]E")[0]);
      return new Encoding(same ? marked.charset : given, same ? marked.mark : 0, true);
    }
    if (marked != null) {
      return marked;
    }
    refuseOtherFormats(name, start);
    int[] nuls = nuls(start);
    int pairs = Math.max(1, start.length / 2);
    if (nuls[1] >= MANY_NULS * pairs && nuls[0] <= FEW_NULS * pairs) {
      return new Encoding(StandardCharsets.UTF_16LE, 0, true);
    }
    if (nuls[0] >= MANY_NULS * pairs && nuls[1] <= FEW_NULS * pairs) {
      return new Encoding(StandardCharsets.UTF_16BE, 0, true);
    }
    if (nuls[0] + nuls[1] > 0) {
      throw new IllegalArgumentException(
          name + " isn't text: it holds NUL bytes; give a CSV file, or its --encoding.");
    }
    if (isUtf8(start, whole)) {
      return new Encoding(StandardCharsets.UTF_8, 0, true);
    }
    requireWestern(name, start);
    return western();
  }

  private static Encoding byMark(byte[] start) {
    if (startsWith(start, 0xef, 0xbb, 0xbf)) {
      return new Encoding(StandardCharsets.UTF_8, 3, true);
    }
    if (startsWith(start, 0xff, 0xfe)) {
      return new Encoding(StandardCharsets.UTF_16LE, 2, true);
    }
    if (startsWith(start, 0xfe, 0xff)) {
      return new Encoding(StandardCharsets.UTF_16BE, 2, true);
    }
    return null;
  }

  private static boolean startsWith(byte[] bytes, int... values) {
    if (bytes.length < values.length) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if ((bytes[i] & 0xff) != values[i]) {
        return false;
      }
    }
    return true;
  }

  private static void refuseOtherFormats(String name, byte[] start) {
    String format =
        startsWith(start, 'P', 'K', 3, 4)
            ? "a zip archive, as .xlsx files are"
            : startsWith(start, 0xd0, 0xcf, 0x11, 0xe0)
                ? "an old Excel file"
                : startsWith(start, '%', 'P', 'D', 'F')
                    ? "a PDF file"
                    : startsWith(start, 'P', 'A', 'R', '1') ? "a Parquet file" : null;
    if (format != null) {
      throw new IllegalArgumentException(name + " is " + format + ": save the table as CSV.");
    }
  }

  private static int[] nuls(byte[] bytes) {
    int[] count = new int[2]; // at even and at odd places
    for (int i = 0; i < bytes.length; i++) {
      count[i & 1] += bytes[i] == 0 ? 1 : 0;
    }
    return count;
  }

  private static boolean isUtf8(byte[] bytes, boolean whole) {
    CharsetDecoder decoder = decoder(StandardCharsets.UTF_8);
    CharBuffer some = CharBuffer.allocate(1 << 12);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (true) {
      CoderResult result = decoder.decode(in, some, whole);
      if (!result.isOverflow()) {
        return !result.isError();
      }
      some.clear();
    }
  }

  /** In Cyrillic, Greek or Asian encodings most letters are beyond ASCII. */
  private static void requireWestern(String name, byte[] bytes) {
    long ascii = 0;
    long beyond = 0;
    for (byte b : bytes) {
      if (b < 0) {
        beyond += isSymbol(b & 0xff) ? 0 : 1;
      } else if (Character.isLetter(b)) {
        ascii++;
      }
    }
    if (beyond > MOST_ACCENTS * ascii + 4) {
      throw new IllegalArgumentException(
          name
              + " is neither UTF-8 nor likely to be Latin-1: say what it is, for instance"
              + " --encoding windows-1251 for Cyrillic, Shift_JIS for Japanese or GB18030 for"
              + " Chinese.");
    }
  }

  /** In windows-1252: no letter, and to be expected often among numbers. */
  private static boolean isSymbol(int b) {
    return b == 0x80 || b == 0x85 || b >= 0x91 && b <= 0x97 || b >= 0xa0 && b < 0xc0;
  }

  static CharsetDecoder decoder(Charset charset) {
    // Five bytes stand for nothing in windows-1252, which no file minds: those are let be.
    CodingErrorAction malformed =
        charset.equals(WESTERN) ? CodingErrorAction.REPLACE : CodingErrorAction.REPORT;
    return charset.newDecoder().onMalformedInput(malformed).onUnmappableCharacter(malformed);
  }

  String describe() {
    return charset.name().toUpperCase(Locale.ROOT).replace("WINDOWS", "windows")
        + (mark > 0 ? " with a byte order mark" : "");
  }
}
