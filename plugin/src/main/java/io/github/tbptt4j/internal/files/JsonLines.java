package io.github.tbptt4j.internal.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.json.JsonMapper;

/**
 * A file that grows by one value a line, as JSON, and is right whenever its writer dies: at worst
 * the last line is a part of one, which readers leave out and the next writer cuts off.
 */
public final class JsonLines {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private JsonLines() {}

  /**
   * Adds a line, and forces it to the disk.
   *
   * @param file the file; made where it isn't there
   * @param value a record
   * @throws IOException if it can't be written
   */
  public static void append(Path file, Object value) throws IOException {
    byte[] line = (JSON.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long end = endOfWholeLines(channel);
      channel.truncate(end);
      ByteBuffer bytes = ByteBuffer.wrap(line);
      channel.position(end);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Behind the last end of a line. */
  private static long endOfWholeLines(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    long end = channel.size();
    while (end > 0) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
      end--;
    }
    return 0;
  }

  /**
   * Reads all whole lines.
   *
   * @param file the file
   * @param type what a line holds
   * @return the values
   * @throws IOException if it can't be read
   * @throws IllegalArgumentException if a line holds something else
   */
  public static <T> List<T> read(Path file, Class<T> type) throws IOException {
    String text = Files.readString(file);
    List<T> values = new ArrayList<>();
    for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
      values.add(value(file, values.size() + 1, line, type));
    }
    return List.copyOf(values);
  }

  private static <T> T value(Path file, int number, String line, Class<T> type) {
    String reason = "it is null";
    try {
      T value = JSON.readValue(line, type);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException e) {
      reason = e.getOriginalMessage();
    }
    throw new IllegalArgumentException(
        file
            + ", line "
            + number
            + ": this is no "
            + type.getSimpleName()
            + " ("
            + reason
            + "). Give a file that this program has written, or take the line out.");
  }
}
