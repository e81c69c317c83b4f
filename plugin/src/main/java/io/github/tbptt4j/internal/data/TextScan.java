package io.github.tbptt4j.internal.data;

import io.github.tbptt4j.internal.data.CharacterReader.MalformedText;
import java.io.IOException;
import java.nio.CharBuffer;

/** Reads a whole text once, and knows where in it a character stands. */
final class TextScan {
  /** Bytes that are decoded at a time. */
  private static final int BLOCK = 1 << 13;

  private final DataFile file;
  private final TextEncoding encoding;
  private final CharacterReader reader;
  private CharBuffer block = CharBuffer.allocate(0);

  /** Characters before the block. */
  private long characters;

  /** The line that the block begins in. */
  private long line = 1;

  TextScan(DataFile file, DataFile.Open open, TextEncoding encoding) {
    this.file = file;
    this.encoding = encoding;
    reader = encoding.reader(open, encoding.start(), BLOCK);
  }

  /**
   * The next characters, none at the end.
   *
   * @return from the buffer's first on
   * @throws IllegalArgumentException if bytes are no character
   */
  CharBuffer next() throws IOException {
    line = line(block.limit());
    characters += block.limit();
    try {
      block = reader.block();
      return block;
    } catch (MalformedText e) {
      throw new IllegalArgumentException(
          file
              + " isn't "
              + encoding.charset()
              + ": the bytes at "
              + e.position()
              + " (line "
              + line
              + ") are no character. Give the charset that it is written in, or mend it.",
          e);
    }
  }

  /** The byte that the next block begins with. */
  long position() {
    return reader.position();
  }

  /** Where a character of the block stands, for a person. */
  String place(int index) {
    return (characters + index) + " (line " + line(index) + ") of " + file;
  }

  private long line(int index) {
    char[] text = block.array();
    long breaks = 0;
    for (int i = 0; i < index; i++) {
      breaks += text[i] == '\n' ? 1 : 0;
    }
    return line + breaks;
  }
}
