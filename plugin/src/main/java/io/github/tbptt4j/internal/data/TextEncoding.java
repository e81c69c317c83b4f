package io.github.tbptt4j.internal.data;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * How a file's characters are written.
 *
 * @param charset without a state: its characters can be read from any of them on
 * @param start the first character's byte, behind a byte order mark where that is no character
 */
record TextEncoding(String charset, int start) implements Serializable {
  private static final Set<Charset> UNICODE =
      Set.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

  /**
   * A file's encoding.
   *
   * @throws IllegalArgumentException if the charset's characters can't be read from any of them on
   */
  static TextEncoding of(DataFile.Open file, Charset charset) throws IOException {
    if (charset.equals(StandardCharsets.UTF_16)) {
      ByteBuffer mark = ByteBuffer.allocate(2);
      file.read(mark, 0);
      int value = mark.position() == 2 ? Short.toUnsignedInt(mark.getShort(0)) : 0;
      return switch (value) {
        case 0xFEFF -> new TextEncoding(StandardCharsets.UTF_16BE.name(), 2);
        case 0xFFFE -> new TextEncoding(StandardCharsets.UTF_16LE.name(), 2);
        default -> new TextEncoding(StandardCharsets.UTF_16BE.name(), 0); // as Java does
      };
    }
    if (!UNICODE.contains(charset) && !isOneByteACharacter(charset)) {
      throw new IllegalArgumentException(
          "Text in "
              + charset
              + " can't be read from several places at once: convert the file to UTF-8. One byte a"
              + " character, UTF-8 and UTF-16 can.");
    }
    return new TextEncoding(charset.name(), 0);
  }

  private static boolean isOneByteACharacter(Charset charset) {
    return charset.canEncode()
        && charset.newEncoder().maxBytesPerChar() == 1
        && charset.newDecoder().maxCharsPerByte() == 1;
  }

  CharacterReader reader(DataFile.Open file, long from, int memory) {
    return new CharacterReader(file, Charset.forName(charset), from, memory);
  }
}
