package io.github.tbptt4j.tuning.internal.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Texts in files. */
public final class TextFile {
  private TextFile() {}

  /**
   * Reads a text in UTF-8, without a byte order mark.
   *
   * @param file the file
   * @return all of it
   * @throws IllegalArgumentException if it is missing, a folder, or no UTF-8
   */
  public static String read(Path file) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + " is a folder: give a text file.");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("There is no file " + file + ".", e);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          file + " is not text in UTF-8: convert it, with iconv for instance.", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("Can't read " + file + ": " + e + ".", e);
    }
  }
}
