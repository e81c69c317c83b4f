package io.github.tbptt4j.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Decodes a file from some byte on, which must be the first of a character. */
final class CharacterReader {
  private final DataFile.Open file;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes;
  private final CharBuffer characters;

  /** The file's byte that follows those in the buffer. */
  private long next;

  CharacterReader(DataFile.Open file, Charset charset, long from, int memory) {
    this.file = file;
    next = from;
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    bytes = ByteBuffer.allocate(memory).limit(0);
    characters = CharBuffer.allocate(memory);
  }

  /** The byte at which the next block of characters begins. */
  long position() {
    return next - bytes.remaining();
  }

  /**
   * The next characters, empty at the end.
   *
   * @return the same buffer each time
   * @throws MalformedText at bytes that are no character, when all before them have been given
   */
  CharBuffer block() throws IOException {
    int kept = bytes.remaining();
    file.read(bytes.compact(), next);
    next += bytes.flip().remaining() - kept;
    characters.clear();
    CoderResult result = decoder.decode(bytes, characters, next == file.length());
    if (result.isError() && characters.position() == 0) {
      throw new MalformedText(position());
    }
    return characters.flip();
  }

  /** Bytes that are no character. */
  static final class MalformedText extends IOException {
    private static final long serialVersionUID = 1L;

    private final long position;

    MalformedText(long position) {
      super("The bytes at " + position + " are no character.");
      this.position = position;
    }

    long position() {
      return position;
    }
  }
}
