package io.github.tbptt4j.zoo.training;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The texts in the data of a package of R: vectors of lines, one after the other, each with the
 * length of its content and compressed by zlib (R Internals, sections 1.8 and 2.5).
 */
final class RTexts {
  private static final int VECTOR_OF_STRINGS = 16;
  private static final int TYPE = 0xFF;

  private RTexts() {}

  /**
   * Reads {@code Rdata.rdb}.
   *
   * @param bytes the file
   * @return the texts, in the file's order; each line ends in a line break
   * @throws IOException if something else is in it
   */
  static List<String> read(byte[] bytes) throws IOException {
    List<String> texts = new ArrayList<>();
    ByteBuffer file = ByteBuffer.wrap(bytes);
    while (file.hasRemaining()) {
      byte[] content = new byte[file.getInt()];
      Inflater inflater = new Inflater();
      inflater.setInput(file);
      try {
        if (inflater.inflate(content) != content.length) {
          throw new IOException("An object of the R package is cut off.");
        }
      } catch (DataFormatException e) {
        throw new IOException("An object of the R package isn't compressed by zlib.", e);
      } finally {
        inflater.end();
      }
      texts.add(lines(new DataInputStream(new ByteArrayInputStream(content))));
    }
    return texts;
  }

  private static String lines(DataInputStream in) throws IOException {
    in.skipNBytes(2 + 3 * Integer.BYTES); // "X\n", the format, who wrote and who can read it
    in.skipNBytes(in.readInt()); // the name of the encoding
    if ((in.readInt() & TYPE) != VECTOR_OF_STRINGS) {
      throw new IOException("An object of the R package is no vector of strings.");
    }
    StringBuilder text = new StringBuilder();
    for (int left = in.readInt(); left > 0; left--) {
      in.readInt(); // the string's flags
      text.append(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8)).append('\n');
    }
    return text.toString();
  }
}
